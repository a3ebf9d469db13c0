import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { OutputError } from '../errors.js';
import { gzipped } from './gzip.js';
import type { Destination, SinkTarget } from './destination.js';
import { codeOf, fileError } from './output-error.js';
import { openDevice, openReplacedFile } from './output-file.js';
import type { ResumePoint } from './resumable-output.js';
import { nodeStream, openPipe, webStream, type StreamOptions } from './streams.js';

/** Names of open file descriptors, which are written to directly. */
const FILE_DESCRIPTOR = /^(?:\/dev\/(?:stdout|stderr|fd\/\d+)|\/proc\/(?:self|\d+)\/fd\/\d+)$/;

export interface DestinationOptions extends StreamOptions {
  /** Ends the wait for the reader of a named pipe, and the check of the rows of an earlier run. */
  readonly signal: AbortSignal;
}

/**
 * Opens a target. A path that ends in `.gz` is compressed.
 *
 * @param resumeAt how much of the file a checkpoint covers, if one is kept
 * @returns `'finished'` if the checkpoint covers the whole file, and the file is in place
 */
export async function openDestination(
  target: SinkTarget,
  options: DestinationOptions,
  resumeAt?: ResumePoint,
): Promise<Destination | 'finished'> {
  if (target instanceof Writable) return nodeStream(target, options);
  if (typeof target !== 'string') return webStream(target, options);
  const existing = await statTarget(target);
  const compressed = (file: Destination): Destination => (target.endsWith('.gz') ? gzipped(file) : file);
  if (existing === 'pipe' || existing === 'device') {
    if (resumeAt !== undefined) throw new OutputError(target, 'a pipe or a device cannot be resumed');
    return compressed(
      await (existing === 'pipe' ? openPipe(target, options, options.signal) : openDevice(target)),
    );
  }
  const file = await openReplacedFile(target, existing?.mode, resumeAt, options.signal);
  return file === 'finished' ? file : compressed(file);
}

/** The file at a path; `undefined` if there is none, `'device'` for a device or a descriptor. */
async function statTarget(path: string): Promise<Stats | undefined | 'pipe' | 'device'> {
  if (path === '') throw new OutputError(path, 'its path is empty', { place: 'a file' });
  const stats = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw fileError(path, error);
  });
  if (stats?.isDirectory() === true || path.endsWith('/')) throw fileError(path, { code: 'EISDIR' });
  if (stats?.isFIFO() === true) return 'pipe';
  if ((stats !== undefined && !stats.isFile()) || FILE_DESCRIPTOR.test(path)) return 'device';
  return stats;
}
