/**
 * Lets one loop wait for `notify()` or for an abort. After a `notify()` while the loop is not
 * waiting, the next wait resolves at once.
 */
export class WakeUp {
  #notified = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.notify(), { once: true });
  }

  notify(): void {
    this.#notified = true;
    this.#wake?.();
  }

  /** Resolves at the next `notify()`, or when the signal aborts. */
  async next(): Promise<void> {
    if (!this.#notified) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    this.#notified = false;
  }
}
