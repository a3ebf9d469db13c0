import { mkdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { OutputError } from '../errors.js';
import { createPartial, putInPlace, reopenPartial } from '../files/partial-file.js';
import { pathInside } from '../files/path-inside.js';
import type { RowEncoder, RowFormat } from './formats.js';
import { fileError } from './output-error.js';

/** One sequence store in one Region. */
export interface Partition {
  readonly region: string;
  readonly sequenceStoreId: string;
}

/** One file of a partitioned directory. */
export interface WrittenPartition extends Partition {
  /** The path of the file, relative to the directory. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface PartitionSettings {
  readonly format: RowFormat;
  readonly gzip: boolean;
  readonly region: string | undefined;
  /** The maximum number of rows in memory, over all stores. */
  readonly bufferedRows: number;
}

/** A store's rows are written once this many are in memory, or earlier if memory is full. */
const BATCH_ROWS = 10_000;

/** Columns that engines read from the path. They are left out of the files. */
const PARTITION_COLUMNS: readonly string[] = ['region', 'sequence_store_id'];

const REGION_OF_ARN = /^arn:[^:]*:omics:([^:]+):/;

const compress = promisify(gzip);

/** The directories of a partition, as Hive, Athena, DuckDB and Spark expect them. */
function partitionNames({ region, sequenceStoreId }: Partition): readonly [string, string] {
  return [`region=${region}`, `sequence_store_id=${sequenceStoreId}`];
}

/** Identifies a partition. */
export function partitionKey(partition: Partition): string {
  return partitionNames(partition).join('/');
}

/** The files of the stores that are not complete yet. If memory is full, the store with the most rows is written. */
export class PartitionFiles {
  readonly written: WrittenPartition[] = [];
  readonly #directory: string;
  readonly #settings: PartitionSettings;
  readonly #name: string;
  readonly #open = new Map<string, { readonly partition: Partition; readonly file: PartitionFile }>();
  #buffered = 0;

  constructor(directory: string, settings: PartitionSettings) {
    this.#directory = directory;
    this.#settings = settings;
    this.#name = `read-sets.${settings.format.extension}${settings.gzip ? '.gz' : ''}`;
  }

  /** The stores that have rows and are not complete yet. */
  get openPartitions(): readonly Partition[] {
    return [...this.#open.values()].map(({ partition }) => partition);
  }

  /**
   * Adds a row to the file of its store. If it returns a promise, wait for it before you add the next row.
   *
   * @throws {OutputError} if the row has no store or no Region
   */
  add(row: object): Promise<void> | undefined {
    const file = this.#fileOf(partitionOf(row, this.#directory, this.#settings.region));
    file.add(withoutPartitionColumns(row));
    this.#buffered += 1;
    if (file.buffered >= BATCH_ROWS) return this.#flush(file);
    if (this.#buffered < this.#settings.bufferedRows) return undefined;
    const files = [...this.#open.values()].map((each) => each.file);
    return this.#flush(files.reduce((fullest, each) => (each.buffered > fullest.buffered ? each : fullest)));
  }

  /** Puts the file of a complete store in place. */
  async commit(partition: Partition): Promise<void> {
    const key = partitionKey(partition);
    const file = this.#open.get(key)?.file;
    if (file === undefined) return;
    this.#buffered -= file.buffered;
    await file.commit();
    this.#open.delete(key);
    const { rows, bytes } = file;
    this.written.push({ ...partition, path: relative(this.#directory, file.path), rows, bytes });
  }

  /** Removes the existing file of a store that has no rows, and its partial file from an interrupted run. */
  async remove(partition: Partition): Promise<void> {
    for (const path of [this.#pathOf(partition), partialOf(this.#pathOf(partition))]) {
      await rm(path, { force: true }).catch((error: unknown) => {
        throw fileError(path, error);
      });
    }
  }

  /** Discards the rows of stores that are not complete. Their existing files stay. */
  async abandon(): Promise<void> {
    for (const { file } of this.#open.values()) await file.abandon();
    this.#open.clear();
  }

  #fileOf(partition: Partition): PartitionFile {
    const key = partitionKey(partition);
    const known = this.#open.get(key);
    if (known !== undefined) return known.file;
    const { format, gzip } = this.#settings;
    const file = new PartitionFile(this.#pathOf(partition), format.open(false), gzip);
    this.#open.set(key, { partition, file });
    return file;
  }

  /** @throws {OutputError} if the file would be outside the directory */
  #pathOf(partition: Partition): string {
    try {
      return pathInside(this.#directory, ...partitionNames(partition), this.#name);
    } catch (error) {
      throw fileError(this.#directory, error);
    }
  }

  async #flush(file: PartitionFile): Promise<void> {
    this.#buffered -= file.buffered;
    await file.flush();
  }
}

/** The partial file of a path: `_NAME.partial`, which engines ignore. */
function partialOf(path: string): string {
  return pathInside(dirname(path), `_${basename(path)}.partial`);
}

/**
 * The file of one store. It buffers rows and is open only while it writes, so any number of stores can be read at once.
 * Rows go to a partial file, which is renamed at the end.
 */
class PartitionFile {
  rows = 0;
  bytes = 0;
  readonly path: string;
  readonly #partial: string;
  readonly #encoder: RowEncoder;
  readonly #gzip: boolean;
  #buffer: object[] = [];
  #exists = false;
  /** Once a write failed, rows are missing, and the file is never put in place. */
  #failure: { readonly error: unknown } | undefined;

  constructor(path: string, encoder: RowEncoder, gzipped: boolean) {
    this.path = path;
    this.#partial = partialOf(path);
    this.#encoder = encoder;
    this.#gzip = gzipped;
  }

  get buffered(): number {
    return this.#buffer.length;
  }

  add(row: object): void {
    this.rows += 1;
    this.#buffer.push(row);
  }

  async flush(): Promise<void> {
    await this.#attempt(async () => {
      const rows = this.#buffer;
      this.#buffer = [];
      await this.#append(this.#encoder.rows(rows));
      if (this.#encoder.flush !== undefined) await this.#append(this.#encoder.flush());
    });
  }

  /** Ends the file and replaces the existing one, in one step. */
  async commit(): Promise<void> {
    await this.flush();
    await this.#attempt(async () => {
      await this.#append(this.#encoder.end());
      await this.#onDisk(async () => {
        const file = await reopenPartial(this.#partial);
        await file.sync().finally(() => file.close());
        await putInPlace(this.#partial, this.path);
      });
    });
  }

  async abandon(): Promise<void> {
    if (this.#exists) await rm(this.#partial, { force: true }).catch(() => undefined);
  }

  async #append(encoded: string | Uint8Array): Promise<void> {
    if (encoded.length === 0) return;
    const bytes = this.#gzip ? await compress(encoded) : Buffer.from(encoded);
    await this.#onDisk(async () => {
      const file = await (this.#exists ? reopenPartial(this.#partial) : this.#create());
      this.#exists = true;
      await file.writeFile(bytes).finally(() => file.close());
    });
    this.bytes += bytes.length;
  }

  /** Creates the partial file, with the permissions of the file it will replace. */
  async #create(): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true });
    const existing = await stat(this.path).catch(() => undefined);
    return createPartial(this.#partial, existing?.mode);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    await work().catch((error: unknown) => {
      this.#failure = { error };
      throw error;
    });
  }

  async #onDisk(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      throw fileError(this.path, error);
    });
  }
}

/**
 * The partition of a row: its `sequenceStoreId`, and its `region`, the Region of its ARN, or the default.
 *
 * @throws {OutputError} if the row has no store or no Region
 */
function partitionOf(row: object, directory: string, defaultRegion: string | undefined): Partition {
  const { sequenceStoreId, arn, region: own } = row as Partial<Record<string, unknown>>;
  const arnRegion = typeof arn === 'string' ? REGION_OF_ARN.exec(arn)?.[1] : undefined;
  const region = typeof own === 'string' ? own : (arnRegion ?? defaultRegion);
  // Both become directory names: accept nothing that could lead out of the directory.
  if (typeof sequenceStoreId !== 'string' || !/^\d+$/.test(sequenceStoreId)) {
    throw new OutputError(directory, 'a row has no valid sequenceStoreId, so its file is unknown');
  }
  if (region === undefined || !/^[a-z0-9-]+$/.test(region)) {
    throw new OutputError(
      directory,
      'a row has no valid Region in `region` or `arn` (for rows without a Region, set the option `region`)',
    );
  }
  return { region, sequenceStoreId };
}

function withoutPartitionColumns(row: object): object {
  if (!PARTITION_COLUMNS.some((column) => column in row)) return row;
  return Object.fromEntries(Object.entries(row).filter(([member]) => !PARTITION_COLUMNS.includes(member)));
}
