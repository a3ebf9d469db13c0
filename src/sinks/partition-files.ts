import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from './output-error.js';
import { partitionOf, partitionPath, withoutPartition, type Partition } from './partition.js';
import { PartitionFile } from './partition-file.js';
import type { RowFormat } from './row-format.js';

/** One file of a partitioned directory. */
export interface WrittenPartition extends Partition {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** How a partitioned directory is written. */
export interface PartitionSettings {
  readonly format: RowFormat;
  readonly gzip: boolean;
  readonly region: string | undefined;
  /** Rows held in memory, over all stores. */
  readonly bufferedRows: number;
}

/** Rows of one store are written when there are so many, and sooner when memory is used up. */
const ROWS_A_WRITE = 10_000;

/** The files of the stores that are under way. Once the rows that are held are many, those of the fullest are written. */
export class PartitionFiles {
  readonly written: WrittenPartition[] = [];
  readonly #directory: string;
  readonly #settings: PartitionSettings;
  readonly #open = new Map<string, { readonly partition: Partition; readonly file: PartitionFile }>();
  #held = 0;

  constructor(directory: string, settings: PartitionSettings) {
    this.#directory = directory;
    this.#settings = settings;
  }

  /** The stores under way, by the paths of their partitions. */
  get underWay(): readonly Partition[] {
    return [...this.#open.values()].map(({ partition }) => partition);
  }

  /** Takes a row. A promise is to be waited for before the next one. */
  add(row: object): Promise<void> | undefined {
    const partition = partitionOf(row, this.#directory, this.#settings.region);
    const path = partitionPath(partition);
    let open = this.#open.get(path);
    if (open === undefined) {
      open = { partition, file: this.#fileOf(path) };
      this.#open.set(path, open);
    }
    open.file.add(withoutPartition(row));
    this.#held += 1;
    if (open.file.held >= ROWS_A_WRITE) return this.#flush(open.file);
    if (this.#held < this.#settings.bufferedRows) return undefined;
    const files = [...this.#open.values()].map(({ file }) => file);
    return this.#flush(files.reduce((fullest, file) => (file.held > fullest.held ? file : fullest)));
  }

  /** A store has all its rows: its file takes its name. */
  async commit(partition: Partition): Promise<void> {
    const path = partitionPath(partition);
    const file = this.#open.get(path)?.file;
    if (file === undefined) return;
    this.#held -= file.held;
    await file.commit();
    this.#open.delete(path);
    this.written.push({
      ...partition,
      path: join(path, this.#name),
      rows: file.rows,
      bytes: file.bytes,
    });
  }

  /** A store is known to have no rows: a file of before would be wrong. */
  async clear(partition: Partition): Promise<void> {
    const path = join(this.#directory, partitionPath(partition), this.#name);
    await rm(path, { force: true }).catch((error: unknown) => {
      throw fileError(path, error);
    });
  }

  /** Stores that are not complete keep what they had before. */
  async abandon(): Promise<void> {
    for (const { file } of this.#open.values()) await file.abandon();
    this.#open.clear();
  }

  get #name(): string {
    return `read-sets.${this.#settings.format.extension}${this.#settings.gzip ? '.gz' : ''}`;
  }

  #fileOf(path: string): PartitionFile {
    const { format, gzip } = this.#settings;
    return new PartitionFile(join(this.#directory, path), this.#name, format.open(false), gzip);
  }

  async #flush(file: PartitionFile): Promise<void> {
    this.#held -= file.held;
    await file.flush();
  }
}
