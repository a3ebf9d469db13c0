/** Saving takes this share of the time at most, once it is slow. */
const SHARE = 0.1;

/** Says every so often that it is time to save. */
export class PeriodicSave {
  readonly #everyMs: number;
  readonly #now: () => number;
  #dueMs: number;

  /** @param now a monotonic clock in milliseconds */
  constructor(everyMs: number, now: () => number) {
    this.#everyMs = everyMs;
    this.#now = now;
    this.#dueMs = now() + everyMs;
  }

  /** Whether it is time to save again. */
  get isDue(): boolean {
    return this.#now() >= this.#dueMs;
  }

  /** Saves, all that belongs to it included: how long that takes says when the next time is. */
  async run(save: () => Promise<void>): Promise<void> {
    const startMs = this.#now();
    await save();
    const endMs = this.#now();
    this.#dueMs = endMs + Math.max(this.#everyMs, (endMs - startMs) / SHARE);
  }
}
