import { mkdir } from 'node:fs/promises';
import type { Inventory } from '../read-sets/inventory.js';
import { linkAbort } from '../streams/abort.js';
import { Problems } from '../options/problems.js';
import { checkRowFormat, csvFormat, ndjsonFormat, type RowFormat } from './formats.js';
import { fileError, outputMismatch } from './output-error.js';
import {
  PartitionFiles,
  partitionPath,
  type PartitionSettings,
  type WrittenPartition,
} from './partition-files.js';
import { readRows, type RowSource } from './read-rows.js';
import { checkRun } from './sink-options.js';

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
  /** Ends the run: the source is closed, and the sink rejects with the signal's `reason`. */
  signal?: AbortSignal | undefined;
}

/** The result of {@link writePartitioned}. */
export interface WrittenPartitions {
  readonly directory: string;
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly WrittenPartition[];
}

const OPTIONS: readonly string[] = ['format', 'gzip', 'region', 'bufferedRows', 'run', 'signal'];

const FORMATS = { ndjson: ndjsonFormat, csv: csvFormat };

/** Files of complete stores are put in place each time this many rows were added, and at the end. */
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
 *   middle of a store, because the store's file would lack rows.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} at the call, if the inventory resumes in the middle of a store
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
  if (typeof format === 'string') problems.oneOf('format', format, Object.keys(FORMATS));
  else checkRowFormat(format, problems);
  problems.boolean('gzip', gzip);
  problems.text('region', region, 1, 64);
  problems.integer('bufferedRows', bufferedRows, 1);
  const run = checkRun(source, options.run, problems);
  problems.signal('signal', signal);
  problems.throwIfAny();
  if (run !== undefined) checkResumesWholeStores(run);
  const rowFormat = typeof format === 'string' ? FORMATS[format]() : format;
  return write(source, directory, { format: rowFormat, gzip, region, bufferedRows }, run, signal);
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
  signal: AbortSignal | undefined,
): Promise<WrittenPartitions> {
  signal?.throwIfAborted();
  const scope = linkAbort(signal);
  const files = new PartitionFiles(directory, settings);
  let rowCount = 0;
  const addRow = (row: object): Promise<void> | undefined => {
    const added = files.add(row);
    run?.latest.acknowledge();
    rowCount += 1;
    if (run === undefined || rowCount % COMMIT_EVERY_ROWS !== 0) return added;
    return commitComplete(files, run, added);
  };
  try {
    await mkdir(directory, { recursive: true }).catch((error: unknown) => {
      throw fileError(directory, error);
    });
    await readRows(source, addRow, scope.signal);
    if (run === undefined) for (const partition of files.openPartitions) await files.commit(partition);
    else {
      run.latest.acknowledge();
      await commitComplete(files, run);
    }
    const { written } = files;
    const bytes = written.reduce((sum, file) => sum + file.bytes, 0);
    return { directory, rows: written.reduce((sum, file) => sum + file.rows, 0), bytes, files: written };
  } catch (error) {
    // If the source or an operator failed, every acknowledged row was added, so complete stores are known.
    if (run !== undefined && !scope.signal.aborted) await commitComplete(files, run).catch(() => undefined);
    throw error;
  } finally {
    await files.abandon();
    scope.unlink();
  }
}

/**
 * Puts the files of complete stores in place, and removes the files of stores that turned out to be empty. Every row is
 * acknowledged once it is added, so a store that is complete in the checkpoint has all its rows here. `checkpoint.complete`
 * alone does not prove that: under a `limit` the inventory is complete, but its stores may not be.
 *
 * @param added resolves once the last row is added; the checkpoint is taken before
 */
async function commitComplete(files: PartitionFiles, run: Inventory, added?: Promise<void>): Promise<void> {
  const { stores, complete } = run.latest.checkpoint();
  await added;
  const completeStores = stores.filter((store) => store.complete);
  const isAllComplete = complete && completeStores.length === stores.length;
  const completePaths = new Set(completeStores.map(partitionPath));
  const pathsWithRows = new Set([...files.openPartitions, ...files.written].map(partitionPath));
  for (const partition of files.openPartitions) {
    if (isAllComplete || completePaths.has(partitionPath(partition))) await files.commit(partition);
  }
  const resumedStores = run.latest.settings.resume?.stores.filter((store) => store.complete) ?? [];
  const untouchedPaths = new Set([...pathsWithRows, ...resumedStores.map(partitionPath)]);
  for (const store of completeStores) {
    if (!untouchedPaths.has(partitionPath(store))) await files.remove(store);
  }
}
