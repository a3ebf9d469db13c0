import { stat } from 'node:fs/promises';
import { OutputError } from '../errors.js';
import type { Destination } from './destination.js';
import { openDirectFile } from './direct-file.js';
import { outputError } from './output-error.js';
import { openReplacedFile } from './replaced-file.js';
import { standardOutput } from './standard-output.js';

/** Names of the process's own open files: those are written to as they are. */
const OPEN_FILE = /^(?:\/dev\/(?:stderr|fd\/\d+)|\/proc\/(?:self|\d+)\/fd\/\d+)$/;

/**
 * Opens a place to write to: stdout, a file that is replaced in the end, or, where the name is not a regular file's
 * (a pipe, a device), what it names.
 */
export async function openDestination(path: string | undefined): Promise<Destination> {
  if (path === undefined || path === '-' || path === '/dev/stdout') return standardOutput();
  if (path === '') throw new OutputError('Cannot write to a file without a name.');
  const found = await stat(path).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw outputError(path, error);
  });
  if (found?.isDirectory() === true || path.endsWith('/')) throw outputError(path, { code: 'EISDIR' });
  if ((found !== undefined && !found.isFile()) || OPEN_FILE.test(path)) return openDirectFile(path);
  return openReplacedFile(path, found?.mode);
}
