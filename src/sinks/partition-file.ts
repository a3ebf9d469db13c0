import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { putInPlace } from '../files/put-in-place.js';
import { fileError } from './output-error.js';
import type { RowEncoder } from './row-format.js';

const compress = promisify(gzip);

/**
 * The file of one store. Rows are held until they are worth a write; between writes nothing is open, so any number of
 * stores can be under way. It is written as `_NAME.partial`, which engines leave alone, and takes its name in the end.
 */
export class PartitionFile {
  rows = 0;
  bytes = 0;
  readonly #path: string;
  readonly #partial: string;
  readonly #encoder: RowEncoder;
  readonly #gzip: boolean;
  #held: object[] = [];
  #begun = false;

  constructor(directory: string, name: string, encoder: RowEncoder, gzipped: boolean) {
    this.#path = join(directory, name);
    this.#partial = join(directory, `_${name}.partial`);
    this.#encoder = encoder;
    this.#gzip = gzipped;
  }

  /** Rows that are in memory. */
  get held(): number {
    return this.#held.length;
  }

  /** Takes a row into memory. */
  add(row: object): void {
    this.rows += 1;
    this.#held.push(row);
  }

  /** Writes the rows that are held. */
  async flush(): Promise<void> {
    const rows = this.#held;
    this.#held = [];
    await this.#append(this.#encoder.rows(rows));
    if (this.#encoder.flush !== undefined) await this.#append(this.#encoder.flush());
  }

  /** Ends the file and gives it its name: all of it is there, or what was there before. */
  async commit(): Promise<void> {
    await this.flush();
    await this.#append(this.#encoder.end());
    await this.#do(async () => {
      const file = await open(this.#partial, 'r+');
      await file.sync().finally(() => file.close());
      await putInPlace(this.#partial, this.#path);
    });
  }

  /** Leaves what was there before. */
  async abandon(): Promise<void> {
    if (this.#begun) await rm(this.#partial, { force: true }).catch(() => undefined);
  }

  async #append(rendered: string | Uint8Array): Promise<void> {
    if (rendered.length === 0) return;
    await this.#do(async () => {
      if (!this.#begun) await mkdir(dirname(this.#path), { recursive: true });
      const bytes = this.#gzip ? await compress(rendered) : Buffer.from(rendered);
      const file = await open(this.#partial, this.#begun ? 'a' : 'w');
      this.#begun = true;
      await file.writeFile(bytes).finally(() => file.close());
      this.bytes += bytes.length;
    });
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw fileError(this.#path, error);
    }
  }
}
