import { realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { escapeControls } from '../../display/text.js';
import { fileBehindLinks } from '../../files/partial-file.js';
import { writeRows, type InventoryReport, type RowFormat } from '../../index.js';
import { asSentence, redactWithEnv } from '../error-messages.js';
import { UsageError } from '../exit.js';
import type { Format, ListFlags } from '../flags/flags.js';

/**
 * The path of the checkpoint beside an output file; `undefined` if the output is not a regular file or is a table, which
 * cannot be resumed.
 *
 * @throws {UsageError} for `--resume` with such an output
 */
export async function checkpointPath(
  { output, resume }: Pick<ListFlags, 'output' | 'resume'>,
  format: Format,
): Promise<string | undefined> {
  if (output !== undefined && format !== 'table' && (await isFile(output))) return `${output}.checkpoint`;
  if (resume !== true) return undefined;
  const got = output === undefined ? 'no --output' : format === 'table' ? 'a table' : JSON.stringify(output);
  throw new UsageError(`Expected --resume with an --output file in ndjson or csv, got ${got}.`);
}

/** Removes the checkpoint of a complete output, which a later `--resume` would use. */
export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    const output = path.replace(/\.checkpoint$/, '');
    const reason = asSentence(error instanceof Error ? error.message : String(error));
    throw new Error(`${path} is no longer needed for ${output}, but cannot be removed: ${reason} Delete it.`);
  });
}

/** Whether an output is a regular file or does not exist yet. A directory passes too; opening it fails later. */
export async function isFile(output: string): Promise<boolean> {
  if (output === '' || output === '-' || /^\/(dev|proc)\//.test(output)) return false;
  const stats = await stat(output).catch(() => undefined);
  return stats === undefined || stats.isFile() || stats.isDirectory();
}

/** @throws if starting over would lose rows: `FILE.partial` has some, but there is no checkpoint to resume from */
export async function checkNoRowsLost(output: string): Promise<void> {
  const partial = `${output}.partial`;
  const stats = await stat(partial).catch(() => undefined);
  if (stats === undefined || stats.size === 0) return;
  throw new Error(
    `Cannot resume ${output}: ${partial} has rows, but ${output}.checkpoint does not exist. ` +
      `To start over, delete ${partial} or omit --resume.`,
  );
}

/** The shell command that resumes a run. */
export function resumeCommand(args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const words = ['readsets', ...args.filter((arg) => arg !== '--resume'), '--resume'];
  return escapeControls(redactWithEnv(words.map(shellQuoted).join(' '), env));
}

function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Opens a report file, so that a path that cannot be written fails before any request is sent. Returns a function that
 * writes the report.
 *
 * @param signal ends the wait for the reader of a named pipe. It does not end a report that is being written.
 */
export async function openReportFile(
  path: string,
  signal: AbortSignal,
): Promise<(report: InventoryReport) => Promise<void>> {
  let onOpen!: () => void;
  let setReport!: (report: InventoryReport) => void;
  const opened = new Promise<void>((settle) => (onOpen = settle));
  const reported = new Promise<InventoryReport>((settle) => (setReport = settle));
  const notStarted = new Error('The run never started, because its output could not be opened.');
  const reports = async function* (): AsyncGenerator<InventoryReport, void, undefined> {
    onOpen(); // writeRows pulls the first row once the file is open
    const report = await reported;
    if (report.outcome === 'pending') throw notStarted; // leaves the file unchanged
    yield report;
  };
  const target = path === '-' || path === '/dev/stdout' ? process.stdout : path;
  const opening = new AbortController();
  const cancel = (): void => opening.abort(signal.reason);
  signal.addEventListener('abort', cancel);
  const written = writeRows(reports(), target, REPORT, { signal: opening.signal });
  await Promise.race([opened, written]).finally(() => signal.removeEventListener('abort', cancel));
  return async (report) => {
    setReport(report);
    await written.catch((error: unknown) => {
      if (error !== notStarted) throw error;
    });
  };
}

const REPORT: RowFormat = {
  name: 'report',
  extension: 'json',
  open: () => ({
    rows: ([report]) => `${redactWithEnv(JSON.stringify(report, null, 2), process.env)}\n`,
    end: () => '',
  }),
};

/** @throws {UsageError} if the report and the output, or a file beside one of them, are the same file */
export async function checkReportPath(report: string | undefined, output: string | undefined): Promise<void> {
  if (report === undefined || output === undefined) return;
  const [reportFile, outputFile] = [await realPathOf(report), await realPathOf(output)];
  const ofReport = [reportFile, `${reportFile}.partial`];
  const checkpoint = await realPathOf(`${output}.checkpoint`);
  const ofOutput = [outputFile, `${outputFile}.partial`, checkpoint, `${checkpoint}.partial`];
  const shared = ofReport.find((file) => ofOutput.includes(file));
  if (shared === undefined) return;
  throw new UsageError(
    `Expected --report and --output to use different files, got ${JSON.stringify(report)} and ` +
      `${JSON.stringify(output)}, which both write ${shared}.`,
  );
}

/** The path of a file without links, whether or not the file exists. */
async function realPathOf(path: string): Promise<string> {
  const file = await fileBehindLinks(resolve(path));
  const directory = await realpath(dirname(file)).catch(() => dirname(file));
  return join(directory, basename(file));
}
