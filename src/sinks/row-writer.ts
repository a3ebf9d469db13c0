import type { Destination } from './destination.js';
import type { RowEncoder } from './row-format.js';

/** As many rows make 50 to 100 KiB. */
const ROWS_A_WRITE = 128;

/**
 * Writes rows in batches: a full one at once, a smaller one when no more rows are at hand. One batch is on its way at
 * most, and one is being filled, so a slow reader holds the run up instead of filling the memory.
 */
export class RowWriter {
  rows = 0;
  readonly #encoder: RowEncoder;
  readonly #destination: Pick<Destination, 'write'>;
  readonly #onFailure: (error: unknown) => void;
  #batch: object[] = [];
  #writing: Promise<void> | undefined;
  #scheduled = false;
  #failure: { readonly error: unknown } | undefined;

  /** @param onFailure told at once when a write fails, also while the next row is waited for */
  constructor(
    encoder: RowEncoder,
    destination: Pick<Destination, 'write'>,
    onFailure: (error: unknown) => void,
  ) {
    this.#encoder = encoder;
    this.#destination = destination;
    this.#onFailure = onFailure;
  }

  /** Takes a row. A promise is to be waited for before the next one. */
  add(row: object): Promise<void> | undefined {
    this.rows += 1;
    this.#batch.push(row);
    if (this.#batch.length >= ROWS_A_WRITE) return this.#drain(ROWS_A_WRITE);
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        void this.#drain(1);
      });
    }
    return undefined;
  }

  /** Hands on all rows so far. @throws what a write failed with, now or before */
  async flush(): Promise<void> {
    await this.#drain(1);
    if (this.#encoder.flush !== undefined) await this.#write(() => this.#encoder.flush?.() ?? '');
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Writes what is left. @throws what a write failed with, now or before */
  async end(): Promise<void> {
    await this.#drain(1);
    await this.#write(() => this.#encoder.end());
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Writes until fewer than `rows` are left and nothing is on its way. */
  async #drain(rows: number): Promise<void> {
    while (this.#writing !== undefined || this.#batch.length >= rows) {
      this.#writing ??= this.#write(() => this.#encoder.rows(this.#batch.splice(0))).finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  async #write(render: () => string | Uint8Array): Promise<void> {
    try {
      const rendered = render();
      if (rendered.length === 0 || this.#failure !== undefined) return;
      await this.#destination.write(typeof rendered === 'string' ? Buffer.from(rendered) : rendered);
    } catch (error) {
      this.#failure = { error };
      this.#onFailure(error);
    }
  }
}
