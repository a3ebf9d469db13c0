/** Lets one loop wait until something calls `notify()`, or until a signal aborts. A call while nobody waits is kept. */
export class WakeUp {
  #notified = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener(
      'abort',
      () => {
        this.notify();
      },
      { once: true },
    );
  }

  notify(): void {
    this.#notified = true;
    this.#wake?.();
  }

  /** Resolves at the next `notify()`, or when the signal aborts. */
  async next(): Promise<void> {
    if (!this.#notified) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    this.#notified = false;
  }
}
