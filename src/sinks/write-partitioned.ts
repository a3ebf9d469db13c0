import { mkdir } from 'node:fs/promises';
import type { Inventory } from '../read-sets/inventory.js';
import { Problems } from '../options/problems.js';
import { withWholeStores, type Checkpoint } from '../run/checkpoint.js';
import { checkCheckpointStore, type CheckpointStore } from '../run/checkpoint-store.js';
import { abortable, linkAbort } from '../streams/abort.js';
import { checkRowFormat, csvFormat, ndjsonFormat, type RowFormat } from './formats.js';
import { fileError, outputMismatch } from './output-error.js';
import {
  PartitionFiles,
  partitionKey,
  type PartitionSettings,
  type WrittenPartition,
} from './partition-files.js';
import { readRows, type RowSource } from './read-rows.js';
import { ResumableOutput, type ResumableOutputSettings, type ResumePoint } from './resumable-output.js';
import { checkOwnCheckpoint, checkRun } from './sink-options.js';

/** Options of {@link writePartitioned}. */
export interface WritePartitionedOptions {
  /** The format of the files: a name, or a format such as `parquetFormat()` from `healthomics-streams/parquet`. @default 'ndjson' */
  format?: 'ndjson' | 'csv' | RowFormat | undefined;
  /** Whether to compress the files. @default false */
  gzip?: boolean | undefined;
  /** The Region of rows that have neither a `region` nor an `arn`. */
  region?: string | undefined;
  /** The maximum number of rows in memory, over all stores, 1 or more. @default 50000 */
  bufferedRows?: number | undefined;
  /**
   * The inventory behind the rows, if they pass through operators first. The operators must not hold rows back (`map`,
   * `filter` and `tap` do not). With an inventory, a store's file appears as soon as the store is complete, and the
   * existing file of a store without rows is removed.
   *
   * @default the source, if it is an inventory
   */
  run?: Inventory | undefined;
  /**
   * Where to save the inventory's checkpoint each time the files of complete stores are in place. An inventory that
   * resumes from it leaves these files alone, and reads the stores that were not complete from their start. Do not pass a
   * `checkpoint` to the inventory itself.
   */
  checkpoint?: CheckpointStore | undefined;
  /** The minimum time between two saves in milliseconds, 0 or more. Saving takes at most 3 % of the time. @default 1000 */
  checkpointEveryMs?: number | undefined;
  /** Ends the run: the source is closed, and the sink rejects with the signal's `reason`. */
  signal?: AbortSignal | undefined;
}

/** The result of {@link writePartitioned}. */
export interface WrittenPartitions {
  readonly directory: string;
  /** The rows and bytes of all files; with a `checkpoint`, including those of the runs that were resumed. */
  readonly rows: number;
  readonly bytes: number;
  /** The files that this run wrote. */
  readonly files: readonly WrittenPartition[];
}

const OPTIONS = [
  'format',
  'gzip',
  'region',
  'bufferedRows',
  'run',
  'checkpoint',
  'checkpointEveryMs',
  'signal',
] as const satisfies readonly (keyof WritePartitionedOptions)[];

const FORMATS = { ndjson: ndjsonFormat, csv: csvFormat };

/** Without a checkpoint, files of complete stores are put in place each time this many rows were added, and at the end. */
const COMMIT_EVERY_ROWS = 10_000;

/**
 * Writes read sets to a directory with one file per store, `region=…/sequence_store_id=…/read-sets.EXT`, which Athena,
 * DuckDB and Spark read as one table. The columns `region` and `sequence_store_id` come from the path: members of a row
 * with these names are left out of the file.
 *
 * A store's file is replaced in one step once the store is complete, at the latest at the end of the source. If the
 * source fails or `signal` aborts, stores that were complete have their new file; all others keep their existing one.
 *
 * With an inventory:
 * - a store that failed, or that `limit` cut short, is not complete;
 * - the existing file of a store that turned out to be empty is removed, while stores outside the inventory keep theirs;
 * - an inventory that resumes does not touch the files of stores that were complete before. It cannot resume in the
 *   middle of a store, because the store's file would lack rows; a `checkpoint` saved here never does.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} if the inventory resumes in the middle of a store, or the `checkpoint` belongs to another
 *   directory or format
 * @throws {OutputError} while writing, if the directory cannot be written to, or a row has no store or no Region
 *
 * @example
 * ```ts
 * const { files } = await writePartitioned(inventory({ client }), 'read-sets', { format: 'csv' });
 * console.log(files[0]?.path); // region=us-east-1/sequence_store_id=1234567890/read-sets.csv
 * ```
 */
export function writePartitioned(
  source: RowSource,
  directory: string,
  options: WritePartitionedOptions = {},
): Promise<WrittenPartitions> {
  const problems = new Problems();
  problems.iterable('source', source);
  if (typeof directory !== 'string' || directory === '') problems.add('directory', 'a path', directory);
  if (!problems.members('options', options, OPTIONS)) problems.throwIfAny();
  const { format = 'ndjson', gzip = false, region, bufferedRows = 50_000, signal } = options;
  const { checkpoint: store, checkpointEveryMs: everyMs = 1000 } = options;
  if (typeof format === 'string') problems.oneOf('format', format, Object.keys(FORMATS));
  else checkRowFormat(format, problems);
  problems.boolean('gzip', gzip);
  problems.text('region', region, 1, 64);
  problems.integer('bufferedRows', bufferedRows, 1);
  checkCheckpointStore(problems, 'checkpoint', store);
  problems.finite('checkpointEveryMs', everyMs, 0);
  const run = checkRun(source, options.run, problems, store !== undefined);
  checkOwnCheckpoint(run, problems);
  problems.signal('signal', signal);
  problems.throwIfAny();
  if (run !== undefined) checkResumesWholeStores(run);
  const rowFormat = typeof format === 'string' ? FORMATS[format]() : format;
  const files = { format: rowFormat, gzip, region, bufferedRows };
  const checkpoint = run && store && { path: directory, run, store, everyMs };
  return write(source, directory, files, run, checkpoint, signal);
}

/** @throws {CheckpointError} if the inventory resumes in the middle of a store */
function checkResumesWholeStores({ latest }: Inventory): void {
  const store = latest.settings.resume?.stores.find(({ complete, readSets }) => !complete && readSets > 0);
  if (store === undefined) return;
  throw outputMismatch(
    `It resumes store ${store.sequenceStoreId} after ${store.readSets} read sets, which the store's file would lack.`,
  );
}

async function write(
  source: RowSource,
  directory: string,
  settings: PartitionSettings,
  run: Inventory | undefined,
  checkpoint: ResumableOutputSettings | undefined,
  signal: AbortSignal | undefined,
): Promise<WrittenPartitions> {
  signal?.throwIfAborted();
  const scope = linkAbort(signal);
  const files = new PartitionFiles(directory, settings);
  let resumable: ResumableOutput | undefined;
  let rowCount = 0;
  const addRow = (row: object): Promise<void> | undefined => {
    const added = files.add(row);
    run?.latest.acknowledge();
    rowCount += 1;
    if (run === undefined || !(resumable?.isSaveDue ?? rowCount % COMMIT_EVERY_ROWS === 0)) return added;
    return commitComplete(files, run, resumable, added);
  };
  try {
    resumable = checkpoint && resumableDirectory(checkpoint, settings);
    await mkdir(directory, { recursive: true }).catch((error: unknown) => {
      throw fileError(directory, error);
    });
    if (resumable?.isResumed === false) await abortable(resumable.begin(), scope.signal);
    await readRows(source, addRow, scope.signal);
    if (run === undefined) for (const partition of files.openPartitions) await files.commit(partition);
    else {
      run.latest.acknowledge();
      await commitComplete(files, run, resumable);
    }
    return { directory, ...totalsOf(files, resumable), files: files.written };
  } catch (error) {
    // If the source or an operator failed, every acknowledged row was added, so complete stores are known.
    if (run !== undefined && !scope.signal.aborted) {
      await commitComplete(files, run, resumable).catch(() => undefined);
    }
    throw error;
  } finally {
    await files.abandon();
    scope.unlink();
  }
}

/** The checkpoint of a directory. It covers complete stores: a resumed run reads all others from their start. */
function resumableDirectory(checkpoint: ResumableOutputSettings, { format, gzip }: PartitionSettings) {
  return new ResumableOutput(checkpoint, `${format.name}${gzip ? ', gzip' : ''}, one file per store`);
}

/** The rows and bytes of the files in place, including those of the run that was resumed. */
function totalsOf({ written }: PartitionFiles, resumable?: ResumableOutput): ResumePoint {
  const { rows, bytes } = resumable?.resumeAt ?? { rows: 0, bytes: 0 };
  return {
    rows: written.reduce((sum, file) => sum + file.rows, rows),
    bytes: written.reduce((sum, file) => sum + file.bytes, bytes),
  };
}

/**
 * Puts the files of complete stores in place, removes the files of stores that turned out to be empty, and then saves the
 * checkpoint, if one is kept. If a run is killed in between, these stores are read again and their files replaced.
 *
 * Every row is acknowledged once it is added, so a store that is complete in the checkpoint has all its rows here.
 * `checkpoint.complete` alone does not prove that: under a `limit` the inventory is complete, but its stores may not be.
 *
 * @param added resolves once the last row is added; the checkpoint is taken before
 */
async function commitComplete(
  files: PartitionFiles,
  run: Inventory,
  resumable: ResumableOutput | undefined,
  added?: Promise<void>,
): Promise<void> {
  const commit = async () => {
    const checkpoint = run.latest.checkpoint();
    await added;
    await commitStores(files, checkpoint, run.latest.settings.resume);
    return [withWholeStores(checkpoint), totalsOf(files, resumable)] as const;
  };
  await (resumable === undefined ? commit() : resumable.save(commit));
}

async function commitStores(
  files: PartitionFiles,
  { stores, complete }: Checkpoint,
  resume: Checkpoint | undefined,
): Promise<void> {
  const completeStores = stores.filter((store) => store.complete);
  const isAllComplete = complete && completeStores.length === stores.length;
  const completeKeys = new Set(completeStores.map(partitionKey));
  const keysWithRows = new Set([...files.openPartitions, ...files.written].map(partitionKey));
  for (const partition of files.openPartitions) {
    if (isAllComplete || completeKeys.has(partitionKey(partition))) await files.commit(partition);
  }
  const resumedStores = resume?.stores.filter((store) => store.complete) ?? [];
  const untouchedKeys = new Set([...keysWithRows, ...resumedStores.map(partitionKey)]);
  for (const store of completeStores) {
    if (!untouchedKeys.has(partitionKey(store))) await files.remove(store);
  }
}
