import { resolve } from 'node:path';
import {
  readSetsDone,
  withOutput,
  type Checkpoint,
  type CheckpointOutput,
} from '../checkpoint/checkpoint.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { PeriodicSave } from '../checkpoint/periodic-save.js';
import { CheckpointError } from '../errors.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Destination } from './destination.js';
import type { RowFormat } from './row-format.js';
import type { RowWriter } from './row-writer.js';

/** What a sink with a checkpoint works with. */
export interface KeptOutputSettings {
  readonly run: Inventory;
  readonly store: CheckpointStore;
  readonly everyMs: number;
}

/**
 * Keeps a file and the checkpoint of an inventory in step: what the checkpoint counts as done is in the first `bytes`
 * of the file, on the disk, before the checkpoint is saved. Truncated to that length, the file is resumed.
 */
export class KeptOutput {
  /** What the file had when the inventory was resumed; nothing, where it begins. */
  readonly before: Pick<CheckpointOutput, 'bytes' | 'rows' | 'finished'>;
  readonly #run: Inventory;
  readonly #store: CheckpointStore;
  readonly #periodic: PeriodicSave;
  readonly #path: string;
  readonly #format: string;

  /** @throws {CheckpointError} when the inventory goes on from a checkpoint whose rows went elsewhere */
  constructor({ run, store, everyMs }: KeptOutputSettings, path: string, format: RowFormat) {
    this.#run = run;
    this.#store = store;
    this.#path = resolve(path);
    this.#format = `${format.name}${path.endsWith('.gz') ? ', gzip' : ''}`;
    this.before = this.#check(run.checkpoint());
    this.#periodic = new PeriodicSave(everyMs, () => performance.now());
  }

  get isDue(): boolean {
    return this.#periodic.isDue;
  }

  /** Saves that the file begins. */
  begin(): Promise<void> {
    return this.#store.save(this.#with(this.#run.checkpoint(), { bytes: 0, rows: 0 }));
  }

  /** Notes that the writer has the row that was handed out last. */
  took(): void {
    this.#run.settle();
  }

  /**
   * Saves how far the file has come: to the last row that the writer took, or, once it is `finished`, to the end. No
   * row is to be given to the writer until it is over.
   */
  save(writer: RowWriter, destination: Destination, finished = false): Promise<void> {
    const checkpoint = finished ? this.#run.checkpoint() : this.#run.settledCheckpoint();
    const rows = this.before.rows + writer.rows;
    return this.#periodic.run(async () => {
      if (!finished) await writer.flush();
      await destination.sync?.();
      const output = { bytes: destination.bytes, rows, ...(finished ? { finished } : {}) };
      await this.#store.save(this.#with(checkpoint, output));
    });
  }

  #with(checkpoint: Checkpoint, output: Omit<CheckpointOutput, 'path' | 'format'>): Checkpoint {
    return withOutput(checkpoint, { path: this.#path, format: this.#format, ...output });
  }

  #check(checkpoint: Checkpoint): Pick<CheckpointOutput, 'bytes' | 'rows' | 'finished'> {
    const { output } = checkpoint;
    if (output === undefined) {
      const done = readSetsDone(checkpoint);
      if (done === 0) return { bytes: 0, rows: 0 };
      throw new CheckpointError(
        'another-output',
        `It counts read sets as done (${done}), but names no file that has them.`,
      );
    }
    if (output.path !== this.#path) {
      throw new CheckpointError('another-output', `Its rows are in ${output.path}, not in ${this.#path}.`);
    }
    if (output.format !== this.#format) {
      throw new CheckpointError(
        'another-output',
        `Its rows are written as ${output.format}, not as ${this.#format}.`,
      );
    }
    return output;
  }
}
