import { stat } from 'node:fs/promises';
import { OutputError } from '../errors.js';
import { openDirectFile } from './direct-file.js';
import { openReplacedFile } from './replaced-file.js';
import { outputError } from './output-error.js';
import { standardOutput } from './standard-output.js';

/** Where text goes. Every failure is an `OutputError` that names the place, or a `ClosedPipe`. */
export interface Destination {
  readonly isTerminal: boolean;
  /** The terminal's width, where it is one. */
  readonly columns: number | undefined;
  /** Resolves once the text is taken, so that no more than one is held. */
  write(text: string): Promise<void>;
  /** All is written. */
  commit(): Promise<void>;
  /** The run did not get through. Says what became of what was written, where there is something to say. */
  abandon(): Promise<string | undefined>;
}

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
