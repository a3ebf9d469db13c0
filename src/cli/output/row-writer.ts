import type { Destination } from './destination.js';
import type { RowFormat } from './row-format.js';

/** As many rows make 50 to 100 KiB. */
const ROWS_A_WRITE = 128;

/**
 * Writes rows in batches: a full one at once, a smaller one when no more rows are at hand. One batch is on its way at
 * most, and one is being filled, so a slow reader holds the run up instead of filling the memory.
 */
export class RowWriter {
  rows = 0;
  readonly #format: RowFormat;
  readonly #destination: Destination;
  readonly #onFailure: (error: Error) => void;
  #batch: object[] = [];
  #writing: Promise<void> | undefined;
  #scheduled = false;
  #failure: Error | undefined;

  /** @param onFailure told at once when a write fails, also while the next row is waited for */
  constructor(format: RowFormat, destination: Destination, onFailure: (error: Error) => void) {
    this.#format = format;
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

  /** Writes what is left. @throws what a write failed with, now or before */
  async end(): Promise<void> {
    await this.#drain(1);
    await this.#write(() => this.#format.end());
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Writes until fewer than `rows` are left and nothing is on its way. */
  async #drain(rows: number): Promise<void> {
    while (this.#writing !== undefined || this.#batch.length >= rows) {
      this.#writing ??= this.#write(() => this.#format.rows(this.#batch.splice(0))).finally(() => {
        this.#writing = undefined;
      });
      await this.#writing;
    }
  }

  async #write(render: () => string): Promise<void> {
    try {
      const text = render();
      if (text !== '' && this.#failure === undefined) await this.#destination.write(text);
    } catch (error) {
      this.#failure = error as Error;
      this.#onFailure(this.#failure);
    }
  }
}
