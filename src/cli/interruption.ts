import { Interrupted } from './errors.js';
import { EXIT } from './exit.js';

/**
 * What ends a run early: a signal of the operating system, or an output that can no longer be written to. The first
 * reason given stays the reason. A second signal ends the process at once.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #signals = 0;

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** Stops listening; from here on a signal does what it does to any process. */
  dispose(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const name = signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    this.#signals += 1;
    if (this.#signals > 1) process.exit(EXIT[name]);
    this.abort(new Interrupted(name));
  };
}
