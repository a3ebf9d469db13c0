import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import type { CheckpointOutput } from '../checkpoint/checkpoint.js';
import { CheckpointError, OutputError } from '../errors.js';
import type { Destination } from './destination.js';
import { openDirectFile } from './direct-file.js';
import { gzipMembers } from './gzip-members.js';
import { nodeStream, type StreamOptions } from './node-stream.js';
import { codeOf, fileError } from './output-error.js';
import { openReplacedFile } from './replaced-file.js';
import { webStream } from './web-stream.js';

/** Where rows are written: a file by its path, a Node stream, or a web stream. */
export type SinkTarget = string | Writable | WritableStream<Uint8Array>;

/** Names of the process's own open files: those are written to as they are. */
const OPEN_FILE = /^(?:\/dev\/(?:stdout|stderr|fd\/\d+)|\/proc\/(?:self|\d+)\/fd\/\d+)$/;

/**
 * Opens a place to write to. A path that ends in `.gz` is compressed.
 *
 * @param before where a checkpoint is kept: how much of the file is there; `'finished'` comes when it is all there
 */
export async function openDestination(
  target: SinkTarget,
  options: StreamOptions,
  before?: Pick<CheckpointOutput, 'bytes' | 'finished'>,
): Promise<Destination | 'finished'> {
  if (target instanceof Writable) return nodeStream(target, options);
  if (typeof target !== 'string') return webStream(target, options);
  const found = await find(target);
  if (before === undefined) {
    const file =
      found === 'direct' ? await openDirectFile(target) : await openReplacedFile(target, found?.mode);
    return target.endsWith('.gz') ? gzipMembers(file) : file;
  }
  if (found === 'direct') throw new OutputError(target, 'a pipe or a device cannot be resumed');
  const partial = `${found === undefined ? target : await realpath(target)}.partial`;
  const there = await stat(partial).catch(() => undefined);
  // It took its name, and what saved the checkpoint was killed before it could say so.
  if (before.finished === true && there === undefined && found?.size === before.bytes) return 'finished';
  if (before.bytes > 0 && (there === undefined || there.size < before.bytes)) {
    const state = there === undefined ? 'is missing' : `has ${there.size} bytes`;
    throw new CheckpointError(
      'lost-output',
      `${partial} ${state}; it should have at least ${before.bytes} bytes.`,
    );
  }
  const file = await openReplacedFile(target, found?.mode, before.bytes === 0 ? undefined : before.bytes);
  return target.endsWith('.gz') ? gzipMembers(file) : file;
}

/** The file at a path, `undefined` where there is none; `'direct'` for a pipe or a device. */
async function find(path: string): Promise<Stats | undefined | 'direct'> {
  if (path === '') throw new OutputError(path, 'its path is empty', { place: 'a file' });
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw fileError(path, error);
  });
  if (found?.isDirectory() === true || path.endsWith('/')) throw fileError(path, { code: 'EISDIR' });
  if ((found !== undefined && !found.isFile()) || OPEN_FILE.test(path)) return 'direct';
  return found;
}
