import { rm, stat } from 'node:fs/promises';
import { fileCheckpointStore, type CheckpointStore } from '../index.js';
import { asSentence } from './as-sentence.js';
import { UsageError } from './errors.js';
import type { ListFlags } from './options/list-flags.js';
import type { Format } from './options/shared-flags.js';
import { redact } from './redact.js';
import { escapeControls } from '../display/escape-controls.js';

/** A file that can be resumed: its checkpoint is beside it, as `FILE.checkpoint`, until it is complete. */
export interface KeptFile {
  readonly store: CheckpointStore;
  /** Removes the checkpoint: the file is complete, or there is nothing to resume. Gives what prevents it. */
  forget(): Promise<Error | undefined>;
}

/**
 * The file that the flags name, where it is one that can be resumed.
 *
 * @throws {UsageError} for `--resume` with anything else
 */
export async function keptFile({ output, resume }: ListFlags, format: Format): Promise<KeptFile | undefined> {
  const kept = output !== undefined && format !== 'table' && (await isFile(output));
  if (kept) {
    const path = `${output}.checkpoint`;
    return { store: fileCheckpointStore(path), forget: () => removed(path, output) };
  }
  if (resume !== true) return undefined;
  const got = output === undefined ? 'no --output' : format === 'table' ? 'a table' : JSON.stringify(output);
  throw new UsageError(`Expected --resume to come with an --output file in ndjson or csv, got ${got}.`);
}

/** The output is as it should be, so that this is no failure; but a later `--resume` would go by what is left. */
async function removed(path: string, output: string): Promise<Error | undefined> {
  try {
    await rm(path, { force: true });
    return undefined;
  } catch (error) {
    const why = asSentence(error instanceof Error ? error.message : String(error));
    return new Error(`${path} is no longer needed for ${output}, and cannot be removed: ${why} Delete it.`);
  }
}

/** @throws when rows of a run would be lost, since no checkpoint says how to resume it */
export async function refuseToLoseRows(output: string): Promise<void> {
  const partial = `${output}.partial`;
  const { size = 0 } = (await stat(partial).catch(() => undefined)) ?? {};
  if (size === 0) return;
  throw new Error(
    `Cannot resume ${output}: there are rows in ${partial}, but no ${output}.checkpoint to resume from. ` +
      `Delete ${partial}, or leave out --resume, to start over.`,
  );
}

/** The command line that resumes the run, for a shell. */
export function resumingCommand(args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const words = ['readsets', ...args.filter((arg) => arg !== '--resume'), '--resume'];
  return escapeControls(redact(words.map(quoted).join(' '), env));
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A regular file, or a name where one will be. A directory is for who opens it to refuse. */
async function isFile(output: string): Promise<boolean> {
  if (output === '' || output === '-' || /^\/(dev|proc)\//.test(output)) return false;
  const found = await stat(output).catch(() => undefined);
  return found === undefined || found.isFile() || found.isDirectory();
}
