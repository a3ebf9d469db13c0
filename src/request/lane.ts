import type { Clock } from './clock.js';
import { afterAnswer, afterLeaving, afterSend, type RequestOutcome, type Pace } from './pace.js';

/** The requests that count against one quota. */
export interface Lane {
  /** Requests a second at present. */
  readonly rate: number;
  /**
   * Waits until a request may be sent; turns are given in the order they were asked for. `first` goes before all
   * that wait without it: a throttled request that is repeated. Rejects at once with `signal.reason` when that aborts.
   */
  acquire(signal: AbortSignal, first?: boolean): Promise<Turn>;
}

/** The right to send one request, now. */
export interface Turn {
  /**
   * Tells the lane that the request goes onto the wire now, as late as that can be known. Not required: it makes the
   * pace as even on the wire as it is here, although preparing a request does not always take the same time.
   */
  leave?(): void;
  /** Tells the lane what became of the request. Only the first call counts. */
  settle(outcome: RequestOutcome): void;
}

interface Waiter {
  readonly go: () => void;
}

/** The pace of one lane, the queue before it, and a timer for the queue's head. */
export class PacedLane implements Lane {
  readonly #clock: Clock;
  readonly #repeats: Waiter[] = [];
  readonly #waiting: Waiter[] = [];
  #pace: Pace;
  #latest = -Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(pace: Pace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
  }

  get rate(): number {
    return this.#pace.rate;
  }

  get #queued(): number {
    return this.#repeats.length + this.#waiting.length;
  }

  acquire(signal: AbortSignal, first = false): Promise<Turn> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#queued === 0 && this.#pace.nextAt <= this.#clock.now())
      return Promise.resolve(this.#turn(false));
    return new Promise((resolve, reject) => {
      const queue = first ? this.#repeats : this.#waiting;
      const waiter: Waiter = {
        go: () => {
          signal.removeEventListener('abort', onAbort);
          resolve(this.#turn(true));
        },
      };
      const onAbort = (): void => {
        queue.splice(queue.indexOf(waiter), 1);
        if (this.#queued === 0) this.#stopTimer();
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(waiter);
      if (this.#cancelTimer === undefined) this.#startTimer();
    });
  }

  #turn(heldBack: boolean): Turn {
    const sentAt = this.#clock.now();
    this.#pace = afterSend(this.#pace, sentAt);
    this.#latest = sentAt;
    let settled = false;
    return {
      leave: () => {
        if (settled) return;
        this.#pace = afterLeaving(this.#pace, this.#clock.now(), sentAt, sentAt === this.#latest);
      },
      settle: (outcome) => {
        if (settled) return;
        settled = true;
        this.#pace = afterAnswer(this.#pace, this.#clock.now(), { sentAt, outcome, heldBack });
      },
    };
  }

  #startTimer(): void {
    const interval = 1000 / this.#pace.rate;
    // A server that throttles may not forgive a request that is early, and lateness is lost time. Where an interval is
    // long, a timer's lateness is small beside it; where it is short, exactness would take the whole processor.
    const spinMs = this.#pace.strict && interval < 250 ? Math.min(2, interval / 10) : 0;
    this.#cancelTimer = this.#clock.callAt(this.#pace.nextAt, spinMs, () => {
      this.#cancelTimer = undefined;
      while (this.#queued > 0 && this.#pace.nextAt <= this.#clock.now()) {
        (this.#repeats.shift() ?? this.#waiting.shift())?.go();
      }
      if (this.#queued > 0) this.#startTimer();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
