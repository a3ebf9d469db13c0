import { dirname } from 'node:path';
import { ClosedPipe, OutputError } from '../errors.js';

/** What the codes of the operating system say about a path that cannot be written to. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a directory',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'part of the path is not a directory',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

/** A failure to write as an error that names the path; a reader that has left as a {@link ClosedPipe}. */
export function outputError(path: string, error: unknown): OutputError | ClosedPipe {
  const { code = '' } = error as { code?: string };
  if (code === 'EPIPE') return new ClosedPipe();
  const message = error instanceof Error ? error.message : String(error);
  const reason = code === 'ENOENT' ? `there is no directory ${dirname(path)}` : (REASONS[code] ?? message);
  return new OutputError(`Cannot write ${path}: ${reason}.`, { cause: error });
}
