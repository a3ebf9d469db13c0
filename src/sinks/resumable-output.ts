import { resolve } from 'node:path';
import { deliveredReadSets, withOutput, type Checkpoint, type CheckpointOutput } from '../run/checkpoint.js';
import { SaveSchedule, type CheckpointStore } from '../run/checkpoint-store.js';
import type { Inventory } from '../read-sets/inventory.js';
import type { Destination } from './destination.js';
import type { RowFormat } from './formats.js';
import { outputMismatch } from './output-error.js';
import type { RowWriter } from './row-writer.js';

/** How much of a file a checkpoint covers. */
export type ResumePoint = Pick<CheckpointOutput, 'bytes' | 'rows' | 'finished'>;

export interface ResumableOutputSettings {
  readonly path: string;
  readonly run: Inventory;
  readonly store: CheckpointStore;
  readonly everyMs: number;
}

/**
 * Keeps a file and the checkpoint of an inventory consistent: the rows of every read set that the checkpoint counts as
 * delivered are in the first `bytes` of the file, on the disk, before the checkpoint is saved. A resumed run truncates
 * the file to that length and continues it.
 */
export class ResumableOutput {
  /** How much of the file the inventory's checkpoint covers; zero bytes for a new file. */
  readonly resumeAt: ResumePoint;
  readonly #run: Inventory;
  readonly #store: CheckpointStore;
  readonly #schedule: SaveSchedule;
  readonly #path: string;
  readonly #format: string;

  /** @throws {CheckpointError} if the inventory resumes from a checkpoint whose rows are in another output */
  constructor({ path, run, store, everyMs }: ResumableOutputSettings, format: RowFormat) {
    this.#run = run;
    this.#store = store;
    this.#path = resolve(path);
    this.#format = `${format.name}${path.endsWith('.gz') ? ', gzip' : ''}`;
    this.resumeAt = this.#resumePoint(run.checkpoint());
    this.#schedule = new SaveSchedule(everyMs);
  }

  get isSaveDue(): boolean {
    return this.#schedule.isDue;
  }

  /** Saves a checkpoint that ties the new, empty file to the inventory. */
  begin(): Promise<void> {
    return this.#store.save(this.#checkpointWith(this.#run.checkpoint(), { bytes: 0, rows: 0 }));
  }

  /** Records that the writer has the row of the last read set that the inventory delivered. */
  acknowledge(): void {
    this.#run.latest.acknowledge();
  }

  /**
   * Saves a checkpoint that covers every row the writer has, or, once `finished`, the whole file. Do not add rows to the
   * writer until it resolves.
   */
  save(writer: RowWriter, destination: Destination, finished = false): Promise<void> {
    return this.#schedule.run(async () => {
      const checkpoint = finished ? this.#run.checkpoint() : this.#run.latest.checkpoint();
      const rows = this.resumeAt.rows + writer.rows;
      if (!finished) await writer.flush();
      await destination.sync?.();
      const output = { bytes: destination.bytes, rows, ...(finished && { finished }) };
      await this.#store.save(this.#checkpointWith(checkpoint, output));
    });
  }

  #checkpointWith(checkpoint: Checkpoint, resumeAt: ResumePoint): Checkpoint {
    return withOutput(checkpoint, { path: this.#path, format: this.#format, ...resumeAt });
  }

  #resumePoint(checkpoint: Checkpoint): ResumePoint {
    const { output } = checkpoint;
    if (output === undefined) {
      const delivered = deliveredReadSets(checkpoint);
      if (delivered === 0) return { bytes: 0, rows: 0 };
      throw outputMismatch(
        `It counts read sets as delivered (${delivered}), but names no file that has them.`,
      );
    }
    if (output.path !== this.#path) {
      throw outputMismatch(`Its rows are in ${output.path}, not in ${this.#path}.`);
    }
    if (output.format !== this.#format) {
      throw outputMismatch(`Its rows are written as ${output.format}, not as ${this.#format}.`);
    }
    return output;
  }
}
