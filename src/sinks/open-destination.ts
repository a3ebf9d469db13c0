import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { CheckpointError, OutputError } from '../errors.js';
import { gzipped } from './gzip.js';
import type { Destination, SinkTarget } from './destination.js';
import { codeOf, fileError } from './output-error.js';
import { openDevice, openReplacedFile } from './output-file.js';
import type { ResumePoint } from './resumable-output.js';
import { nodeStream, openPipe, webStream, type StreamOptions } from './streams.js';

/** Names of open file descriptors, which are written to directly. */
const FILE_DESCRIPTOR = /^(?:\/dev\/(?:stdout|stderr|fd\/\d+)|\/proc\/(?:self|\d+)\/fd\/\d+)$/;

/**
 * Opens a target. A path that ends in `.gz` is compressed.
 *
 * @param signal ends the wait for the reader of a named pipe
 * @param resumeAt how much of the file a checkpoint covers, if one is kept
 * @returns `'finished'` if the checkpoint covers the whole file, and the file is in place
 */
export async function openDestination(
  target: SinkTarget,
  options: StreamOptions,
  signal: AbortSignal,
  resumeAt?: ResumePoint,
): Promise<Destination | 'finished'> {
  if (target instanceof Writable) return nodeStream(target, options);
  if (typeof target !== 'string') return webStream(target, options);
  const existing = await statTarget(target);
  const compressed = (file: Destination): Destination => (target.endsWith('.gz') ? gzipped(file) : file);
  if (existing === 'pipe' || existing === 'device') {
    if (resumeAt !== undefined) throw new OutputError(target, 'a pipe or a device cannot be resumed');
    return compressed(await (existing === 'pipe' ? openPipe(target, options, signal) : openDevice(target)));
  }
  if (resumeAt === undefined) return compressed(await openReplacedFile(target, existing?.mode));
  const { bytes, finished } = resumeAt;
  const partialPath = `${existing === undefined ? target : await realpath(target)}.partial`;
  const partial = await stat(partialPath).catch(() => undefined);
  // The last run replaced the file, but stopped before it could report success.
  if (finished === true && partial === undefined && existing?.size === bytes) return 'finished';
  if (bytes > 0 && (partial === undefined || partial.size < bytes)) {
    const state = partial === undefined ? 'is missing' : `has ${partial.size} bytes`;
    const detail = `${partialPath} ${state}; it should have at least ${bytes} bytes.`;
    throw new CheckpointError('output-missing', detail);
  }
  return compressed(await openReplacedFile(target, existing?.mode, bytes === 0 ? undefined : bytes));
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
