import type { Destination } from './destination.js';
import type { RowEncoder } from './formats.js';

/** This many rows are 50 to 100 KiB. */
const BATCH_ROWS = 128;

/**
 * Writes rows in batches: a full batch at once, a smaller one when no more rows arrive in the same turn of the event
 * loop. At most one batch is being written and one is being filled, so a slow reader slows the run and memory stays
 * bounded.
 */
export class RowWriter {
  rows = 0;
  readonly #encoder: RowEncoder;
  readonly #destination: Pick<Destination, 'write'>;
  readonly #onFailure: (error: unknown) => void;
  #batch: object[] = [];
  #writing: Promise<void> | undefined;
  #isScheduled = false;
  #failure: { readonly error: unknown } | undefined;

  /** @param onFailure called as soon as a write fails, even while the run waits for a row */
  constructor(
    encoder: RowEncoder,
    destination: Pick<Destination, 'write'>,
    onFailure: (error: unknown) => void,
  ) {
    this.#encoder = encoder;
    this.#destination = destination;
    this.#onFailure = onFailure;
  }

  /** Adds a row. If it returns a promise, wait for it before you add the next row. */
  add(row: object): Promise<void> | undefined {
    this.rows += 1;
    this.#batch.push(row);
    if (this.#batch.length >= BATCH_ROWS) return this.#drain(BATCH_ROWS);
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        void this.#drain(1);
      });
    }
    return undefined;
  }

  /** Writes every row added so far. @throws the error of the first write that failed */
  flush(): Promise<void> {
    return this.#finish(() => this.#encoder.flush?.() ?? '');
  }

  /** Writes the remaining rows and the end of the file. @throws the error of the first write that failed */
  end(): Promise<void> {
    return this.#finish(() => this.#encoder.end());
  }

  async #finish(encode: () => string | Uint8Array): Promise<void> {
    await this.#drain(1);
    await this.#write(encode);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Writes until fewer than `rows` rows are left and no write is in progress. */
  async #drain(rows: number): Promise<void> {
    while (this.#writing !== undefined || this.#batch.length >= rows) {
      this.#writing ??= this.#write(() => this.#encoder.rows(this.#batch.splice(0))).finally(
        () => (this.#writing = undefined),
      );
      await this.#writing;
    }
  }

  async #write(encode: () => string | Uint8Array): Promise<void> {
    try {
      const encoded = encode();
      if (encoded.length === 0 || this.#failure !== undefined) return;
      await this.#destination.write(typeof encoded === 'string' ? Buffer.from(encoded) : encoded);
    } catch (error) {
      this.#failure = { error };
      this.#onFailure(error);
    }
  }
}
