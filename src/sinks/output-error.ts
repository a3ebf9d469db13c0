import { dirname } from 'node:path';
import { CheckpointError, OutputError } from '../errors.js';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would exceed the size limit',
  EEXIST: 'another run has just started to write to it',
  EISDIR: 'it is a directory',
  ENOSPC: 'no space left on the device',
  ERR_FS_EISDIR: 'it is a directory',
  ENOTDIR: 'part of the path is not a directory',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ERR_STREAM_PREMATURE_CLOSE: 'it was closed before everything was written',
};

/** The code of a failed system call or stream, or an empty string. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** @param target the file behind `path`, if that is a link */
export function fileError(path: string, error: unknown, target = path): OutputError {
  return new OutputError(path, reasonOf(error, target), { cause: error });
}

/** A failure to write to a stream, which the message calls `name`. */
export function streamError(name: string, error: unknown): OutputError {
  return new OutputError(undefined, reasonOf(error), { cause: error, place: name });
}

/** The rows of a checkpoint belong to an output other than the one being written. */
export function outputMismatch(detail: string): CheckpointError {
  return new CheckpointError('output-mismatch', detail);
}

function reasonOf(error: unknown, path = ''): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return `there is no directory ${dirname(path)}`;
  const message = error instanceof Error ? error.message : String(error);
  return REASONS[code] ?? message.replace(/[.!?]$/, '');
}
