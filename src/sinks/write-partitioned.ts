import { mkdir } from 'node:fs/promises';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { CheckpointError } from '../errors.js';
import { openScope } from '../lifetime/scope.js';
import { Problems } from '../options/problems.js';
import type { Inventory } from '../inventory/inventory.js';
import { isInventory } from '../inventory/is-inventory.js';
import { csvFormat } from './csv-format.js';
import { ndjsonFormat } from './ndjson-format.js';
import { fileError } from './output-error.js';
import { PartitionFiles, type PartitionSettings, type WrittenPartition } from './partition-files.js';
import { partitionPath } from './partition.js';
import { pullRows, type RowSource } from './pull-rows.js';
import { checkRowFormat, type RowFormat } from './row-format.js';

/** Rows between two looks at which stores are complete. */
const ROWS_A_LOOK = 10_000;

/** Options of {@link writePartitioned}. */
export interface WritePartitionedOptions {
  /** How each file is written: a name, or a format, such as `parquetFormat()` of `healthomics-streams/parquet`. @default 'ndjson' */
  format?: 'ndjson' | 'csv' | RowFormat | undefined;
  /** Whether text is compressed. @default false */
  gzip?: boolean | undefined;
  /** The Region of rows that have neither a `region` nor an `arn`. */
  region?: string | undefined;
  /** Rows in memory at most, over all stores, 1 to any number. @default 50000 */
  bufferedRows?: number | undefined;
  /**
   * The inventory that the rows are from, where they came through operators, which must not hold rows back
   * (`map`, `filter` and `tap` do not). With it a store's file appears as soon as the store is complete, and a store
   * that has no rows loses the file it had.
   *
   * @default the source, where it is an inventory
   */
  run?: Inventory | undefined;
  /** Ends everything: the source is closed, and the sink rejects with the signal's `reason`. */
  signal?: AbortSignal | undefined;
}

/** What {@link writePartitioned} wrote. */
export interface WrittenPartitions {
  readonly directory: string;
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly WrittenPartition[];
}

const OPTIONS: readonly string[] = ['format', 'gzip', 'region', 'bufferedRows', 'run', 'signal'];

/**
 * Writes read sets into a directory with a file for each store, `region=…/sequence_store_id=…/read-sets.EXT`, which
 * Athena, DuckDB and Spark read as one table. `region` and `sequence_store_id` are columns by the path alone: members
 * of a row by these names are left out of the file.
 *
 * Each store's file appears whole or not at all: it is written aside under a name that engines leave alone, and takes
 * its name when the store is complete, which at the latest is the end of the source. Where the source fails or `signal`
 * aborts, stores that were complete by then have their new file, all others what they had before. A store that an
 * inventory proves to be empty loses the file it had; one that is not in the source at all keeps it. A store that the
 * inventory's `limit` cut short, or that failed, is not complete. An inventory that resumes leaves the files of stores
 * that were complete before as they are; in the middle of a store it cannot resume, since its file would lack rows.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} at the call, when the inventory goes on in the middle of a store
 * @throws {OutputError} while writing, when the directory cannot be written to, or for a row that belongs nowhere
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
  const { format = 'ndjson', gzip = false, region, bufferedRows = 50_000, run, signal } = options;
  if (typeof format === 'string') problems.oneOf('format', format, ['ndjson', 'csv']);
  else checkRowFormat(format, problems);
  problems.boolean('gzip', gzip);
  problems.text('region', region, 1, 64);
  problems.integer('bufferedRows', bufferedRows, 1);
  if (run !== undefined && !isInventory(run)) {
    problems.add('run', 'the inventory that the rows are from', run);
  }
  problems.signal('signal', signal);
  problems.throwIfAny();
  const inventory = run ?? (isInventory(source) ? source : undefined);
  if (inventory?.resume !== undefined) checkWholeStores(inventory.resume);
  const settings = { format: formatOf(format), gzip, region, bufferedRows };
  return write(source, directory, settings, inventory, signal);
}

/** @throws {CheckpointError} when a store is left of which the rest alone would come */
function checkWholeStores({ stores }: Checkpoint): void {
  const begun = stores.find(({ complete, readSets }) => !complete && readSets > 0);
  if (begun === undefined) return;
  throw new CheckpointError(
    'another-output',
    `It resumes store ${begun.sequenceStoreId} after ${begun.readSets} read sets, which the file of the store would lack.`,
  );
}

function formatOf(format: 'ndjson' | 'csv' | RowFormat): RowFormat {
  if (typeof format !== 'string') return format;
  return format === 'csv' ? csvFormat() : ndjsonFormat();
}

async function write(
  source: RowSource,
  directory: string,
  settings: PartitionSettings,
  run: Inventory | undefined,
  signal: AbortSignal | undefined,
): Promise<WrittenPartitions> {
  signal?.throwIfAborted();
  const scope = openScope(signal);
  const files = new PartitionFiles(directory, settings);
  let taken = 0;
  const take = (row: object): Promise<void> | undefined => {
    const added = files.add(row);
    run?.settle();
    taken += 1;
    return run !== undefined && taken % ROWS_A_LOOK === 0 ? commitComplete(files, run, added) : added;
  };
  try {
    await mkdir(directory, { recursive: true }).catch((error: unknown) => {
      throw fileError(directory, error);
    });
    await pullRows(source, take, scope.signal);
    if (run === undefined) for (const partition of files.underWay) await files.commit(partition);
    else {
      run.settle();
      await commitComplete(files, run);
    }
    const rows = files.written.reduce((sum, file) => sum + file.rows, 0);
    const bytes = files.written.reduce((sum, file) => sum + file.bytes, 0);
    return { directory, rows, bytes, files: files.written };
  } catch (error) {
    // Where the source or an operator failed, all that came here was taken: what is complete is known.
    if (run !== undefined && !scope.signal.aborted) await commitComplete(files, run).catch(() => undefined);
    throw error;
  } finally {
    await files.abandon();
    scope.release();
  }
}

/**
 * Gives the files of complete stores their names. With every row settled once it was taken, a store that the checkpoint
 * calls complete has all its rows here. Under a `limit` the inventory is complete, and its stores need not be.
 */
async function commitComplete(files: PartitionFiles, run: Inventory, added?: Promise<void>): Promise<void> {
  const checkpoint = run.settledCheckpoint();
  const { stores } = checkpoint;
  await added;
  const allComplete = checkpoint.complete && stores.every((store) => store.complete);
  const complete = new Set(stores.filter((store) => store.complete).map(partitionPath));
  const withRows = new Set([...files.underWay, ...files.written].map(partitionPath));
  for (const partition of files.underWay) {
    if (allComplete || complete.has(partitionPath(partition))) await files.commit(partition);
  }
  const before = new Set(run.resume?.stores.filter((store) => store.complete).map(partitionPath));
  for (const store of stores) {
    const path = partitionPath(store);
    if (store.complete && !withRows.has(path) && !before.has(path)) await files.clear(store);
  }
}
