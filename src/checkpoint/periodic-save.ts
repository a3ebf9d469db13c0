import type { Checkpoint } from './checkpoint.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** Saving takes this share of the time at most, once it is slow. */
const SHARE = 0.1;

/** Saves checkpoints to a store every so often. */
export class PeriodicSave {
  readonly #store: CheckpointStore;
  readonly #everyMs: number;
  readonly #now: () => number;
  #dueMs: number;

  /** @param now a monotonic clock in milliseconds */
  constructor(store: CheckpointStore, everyMs: number, now: () => number) {
    this.#store = store;
    this.#everyMs = everyMs;
    this.#now = now;
    this.#dueMs = now() + everyMs;
  }

  /** Whether it is time to save again. */
  get isDue(): boolean {
    return this.#now() >= this.#dueMs;
  }

  async save(checkpoint: Checkpoint): Promise<void> {
    const startMs = this.#now();
    await this.#store.save(checkpoint);
    const endMs = this.#now();
    this.#dueMs = endMs + Math.max(this.#everyMs, (endMs - startMs) / SHARE);
  }
}
