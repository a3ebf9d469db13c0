import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { OutputError } from '../errors.js';
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

/** Opens a place to write to. A path that ends in `.gz` is compressed. */
export async function openDestination(target: SinkTarget, options: StreamOptions): Promise<Destination> {
  if (target instanceof Writable) return nodeStream(target, options);
  if (typeof target !== 'string') return webStream(target, options);
  const mode = await modeOf(target);
  const file = mode === 'direct' ? await openDirectFile(target) : await openReplacedFile(target, mode);
  return target.endsWith('.gz') ? gzipMembers(file) : file;
}

/** The permissions of the file at a path, `undefined` where there is none; `'direct'` for a pipe or a device. */
async function modeOf(path: string): Promise<number | undefined | 'direct'> {
  if (path === '') throw new OutputError(path, 'it has no name', { place: 'a file' });
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw fileError(path, error);
  });
  if (found?.isDirectory() === true || path.endsWith('/')) throw fileError(path, { code: 'EISDIR' });
  if ((found !== undefined && !found.isFile()) || OPEN_FILE.test(path)) return 'direct';
  return found?.mode;
}
