import { resolve } from 'node:path';
import { deliveredReadSets, withOutput, type Checkpoint, type CheckpointOutput } from '../run/checkpoint.js';
import { SaveSchedule, type CheckpointStore } from '../run/checkpoint-store.js';
import type { Inventory } from '../read-sets/inventory.js';
import { outputMismatch } from './output-error.js';

/** How much of an output a checkpoint covers. */
export type ResumePoint = Omit<CheckpointOutput, 'path' | 'format'>;

export interface ResumableOutputSettings {
  /** The file or directory. */
  readonly path: string;
  readonly run: Inventory;
  readonly store: CheckpointStore;
  readonly everyMs: number;
}

/**
 * Keeps an output and the checkpoint of an inventory consistent: whatever the checkpoint counts as delivered is in the
 * output, on the disk, before the checkpoint is saved.
 */
export class ResumableOutput {
  /** How much of the output the inventory's checkpoint covers; zero bytes for a new one. */
  readonly resumeAt: ResumePoint;
  /** Whether the inventory resumes a run that wrote to this output. */
  readonly isResumed: boolean;
  readonly #run: Inventory;
  readonly #store: CheckpointStore;
  readonly #schedule: SaveSchedule;
  readonly #path: string;
  readonly #format: string;

  /**
   * @param format identifies the format of the output with all its options
   * @throws {CheckpointError} if the inventory resumes from a checkpoint whose rows are in another output
   */
  constructor({ path, run, store, everyMs }: ResumableOutputSettings, format: string) {
    this.#run = run;
    this.#store = store;
    this.#path = resolve(path);
    this.#format = format;
    this.resumeAt = this.#resumePoint(run.checkpoint());
    this.isResumed = run.latest.settings.resume?.output !== undefined;
    this.#schedule = new SaveSchedule(everyMs);
  }

  get isSaveDue(): boolean {
    return this.#schedule.isDue;
  }

  /** Saves a checkpoint that ties the output to the inventory, before the first row. */
  begin(): Promise<void> {
    return this.#saveNow(this.#run.checkpoint(), this.resumeAt);
  }

  /** Records that the writer has the row of the last read set that the inventory delivered. */
  acknowledge(): void {
    this.#run.latest.acknowledge();
  }

  /** The checkpoint of the rows that the writer has; once `finished`, of the whole inventory. */
  checkpoint(finished = false): Checkpoint {
    return finished ? this.#run.checkpoint() : this.#run.latest.checkpoint();
  }

  /**
   * Saves a checkpoint.
   *
   * @param cover brings everything that the checkpoint covers to the disk, and returns both; `undefined` saves nothing
   */
  save(cover: () => Promise<readonly [Checkpoint, ResumePoint] | undefined>): Promise<void> {
    return this.#schedule.run(async () => {
      const covered = await cover();
      if (covered !== undefined) await this.#saveNow(...covered);
    });
  }

  #saveNow(checkpoint: Checkpoint, resumeAt: ResumePoint): Promise<void> {
    return this.#store.save(withOutput(checkpoint, { path: this.#path, format: this.#format, ...resumeAt }));
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
