import { Problems } from '../options/problems.js';
import { systemClock, type Clock } from './clock.js';
import { afterAnswer, afterLeaving, afterSend, startPace, type Outcome, type Pace } from './pace.js';

/** How fast a {@link RateLimiter} lets requests go. */
export interface RateLimiterOptions {
  /**
   * Requests a second of each lane: a number more than 0 where the quota is known, `Infinity` for no pacing. `'auto'`
   * starts at the documented 5, climbs while nothing is throttled and holds just under what it finds. A number is
   * never exceeded; when the service throttles all the same, the lane goes slower and comes back.
   *
   * @default 'auto'
   */
  requestsPerSecond?: number | 'auto' | undefined;
}

/**
 * Paces requests evenly, one lane a quota: an account (or its credentials), Region, endpoint and operation. Streams
 * that share a limiter share its lanes, and so keep to the quota together.
 */
export interface RateLimiter {
  readonly requestsPerSecond: number | 'auto';
  /** The lane of a key. Ask again for each request: one that was not used for an hour is forgotten. */
  lane(key: string): Lane;
}

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
  settle(outcome: Outcome): void;
}

/**
 * A rate limiter, to be shared by all that uses the same quota.
 *
 * @throws {InvalidOptionError} for a rate that is neither `'auto'` nor a number more than 0
 * @example
 * ```ts
 * const rateLimiter = createRateLimiter({ requestsPerSecond: 20 });
 * ```
 */
export function createRateLimiter(options: RateLimiterOptions = {}): RateLimiter {
  return new PacedRateLimiter(options, systemClock);
}

let shared: RateLimiter | undefined;

/** The limiter of everything that is given none: streams on one client, or on clients alike, share its lanes. */
export function sharedRateLimiter(): RateLimiter {
  return (shared ??= createRateLimiter());
}

const FORGET_AFTER_MS = 3_600_000;

/** @internal */
export class PacedRateLimiter implements RateLimiter {
  readonly requestsPerSecond: number | 'auto';
  readonly #clock: Clock;
  readonly #lanes = new Map<string, PacedLane>();

  constructor(options: RateLimiterOptions, clock: Clock) {
    const problems = new Problems();
    problems.members('rateLimiter', options, ['requestsPerSecond']);
    const { requestsPerSecond = 'auto' } = options;
    if (requestsPerSecond !== 'auto' && !(typeof requestsPerSecond === 'number' && requestsPerSecond > 0)) {
      problems.add('requestsPerSecond', "'auto' or a number more than 0", requestsPerSecond);
    }
    problems.throwIfAny();
    this.requestsPerSecond = requestsPerSecond;
    this.#clock = clock;
  }

  lane(key: string): Lane {
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const unusedSince = this.#clock.now() - FORGET_AFTER_MS;
    for (const [other, lane] of this.#lanes) if (lane.idleSince < unusedSince) this.#lanes.delete(other);
    const lane = new PacedLane(startPace(this.requestsPerSecond), this.#clock);
    this.#lanes.set(key, lane);
    return lane;
  }
}

interface Waiter {
  readonly go: () => void;
}

/** The pace of one lane, the queue before it, and a timer for the queue's head. */
class PacedLane implements Lane {
  readonly #clock: Clock;
  readonly #repeats: Waiter[] = [];
  readonly #waiting: Waiter[] = [];
  #pace: Pace;
  #open = 0;
  #usedAt: number;
  #latest = -Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(pace: Pace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
    this.#usedAt = clock.now();
  }

  get rate(): number {
    return this.#pace.rate;
  }

  /** When it was last used; `Infinity` while a request waits or is under way. */
  get idleSince(): number {
    return this.#open > 0 || this.#queued > 0 ? Infinity : this.#usedAt;
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
    this.#open += 1;
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
        this.#open -= 1;
        this.#usedAt = this.#clock.now();
        this.#pace = afterAnswer(this.#pace, this.#usedAt, { sentAt, outcome, heldBack });
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
