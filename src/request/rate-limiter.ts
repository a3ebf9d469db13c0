import { Problems } from '../options/problems.js';
import { LONGEST_TIMER_MS } from '../streams/abort.js';
import {
  afterPermit,
  afterResponse,
  afterSent,
  startRate,
  type RateState,
  type RequestOutcome,
} from './rate-controller.js';

/** Options of {@link createRateLimiter}. */
export interface RateLimiterOptions {
  /**
   * Requests a second for each quota: a number above 0 if you know the quota, or `Infinity` for no limit. `'auto'`
   * starts at the documented 5, climbs while nothing is throttled, and holds just below the quota it finds. A number is
   * never exceeded; if the service throttles anyway, the limiter slows down and recovers.
   *
   * @default 'auto'
   */
  requestsPerSecond?: number | 'auto' | undefined;
}

/**
 * Limits the request rate, separately for each quota: an account (or its credentials), Region, endpoint and operation.
 * Streams that share a limiter keep to the quota together.
 */
export interface RateLimiter {
  /** Returns the limiter of a quota. The same key always returns the same limiter. */
  forQuota(quotaKey: string): QuotaLimiter;
}

/** Limits the requests that count against one quota. */
export interface QuotaLimiter {
  /** The present rate in requests a second. */
  readonly rate: number;
  /**
   * Waits for the right to send one request. Permits are issued in the order of the calls, except that `first` goes
   * ahead of all calls without it; a throttled request that is retried uses it. Rejects at once with `signal.reason`
   * when the signal aborts.
   */
  acquire(signal: AbortSignal, first?: boolean): Promise<Permit>;
}

/** The right to send one request now. */
export interface Permit {
  /** Optional. Reports that the request goes onto the wire now, because the time to prepare a request varies. */
  sent?(): void;
  /** Reports the outcome of the request. Only the first call counts. */
  release(outcome: RequestOutcome): void;
}

/**
 * Creates a rate limiter to share between everything that uses the same quota.
 *
 * @throws {InvalidOptionError} for a rate that is neither `'auto'` nor a number above 0
 * @example
 * ```ts
 * const rateLimiter = createRateLimiter({ requestsPerSecond: 20 });
 * ```
 */
export function createRateLimiter(options: RateLimiterOptions = {}): RateLimiter {
  return rateLimiterWith(options, systemClock);
}

let shared: RateLimiter | undefined;

/** The limiter of every list without one of its own. Lists of the same account and Region share its quotas. */
export function sharedRateLimiter(): RateLimiter {
  return (shared ??= createRateLimiter());
}

/** @internal */
export function rateLimiterWith(options: RateLimiterOptions, clock: Clock): RateLimiter {
  const problems = new Problems();
  if (!problems.members('options', options, ['requestsPerSecond'])) problems.throwIfAny();
  const { requestsPerSecond = 'auto' } = options;
  if (requestsPerSecond !== 'auto' && !(typeof requestsPerSecond === 'number' && requestsPerSecond > 0)) {
    problems.add('requestsPerSecond', "'auto' or a number above 0", requestsPerSecond);
  }
  problems.throwIfAny();
  const limiters = new Map<string, QuotaLimiter>();
  return {
    forQuota(quotaKey) {
      const limiter =
        limiters.get(quotaKey) ?? new RateControlledLimiter(startRate(requestsPerSecond), clock);
      limiters.set(quotaKey, limiter);
      return limiter;
    },
  };
}

/** Limits one quota with a queue of waiting requests and a timer for its head. */
class RateControlledLimiter implements QuotaLimiter {
  readonly #clock: Clock;
  readonly #retries: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];
  #state: RateState;
  #latest = -Infinity;
  #cancelTimer: (() => void) | undefined;

  constructor(state: RateState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  get rate(): number {
    return this.#state.rate;
  }

  get #queued(): number {
    return this.#retries.length + this.#waiting.length;
  }

  acquire(signal: AbortSignal, first = false): Promise<Permit> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#queued === 0 && this.#state.nextAt <= this.#clock.now()) {
      return Promise.resolve(this.#permit(false));
    }
    return new Promise((resolve, reject) => {
      const queue = first ? this.#retries : this.#waiting;
      const issue = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(this.#permit(true));
      };
      const onAbort = (): void => {
        queue.splice(queue.indexOf(issue), 1);
        reject(signal.reason);
        if (this.#queued > 0) return;
        this.#cancelTimer?.();
        this.#cancelTimer = undefined;
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(issue);
      if (this.#cancelTimer === undefined) this.#startTimer();
    });
  }

  #permit(waited: boolean): Permit {
    const issuedAt = this.#clock.now();
    this.#state = afterPermit(this.#state, issuedAt);
    this.#latest = issuedAt;
    let released = false;
    return {
      sent: () => {
        if (released) return;
        this.#state = afterSent(this.#state, this.#clock.now(), issuedAt, issuedAt === this.#latest);
      },
      release: (outcome) => {
        if (released) return;
        released = true;
        this.#state = afterResponse(this.#state, this.#clock.now(), { sentAt: issuedAt, outcome, waited });
      },
    };
  }

  #startTimer(): void {
    const interval = 1000 / this.#state.rate;
    // Too early gets throttled; too late wastes quota. A timer's lateness is small against a long interval, and for a
    // short one exact timing would use a whole processor.
    const spinMs = this.#state.phase !== 'climb' && interval < 250 ? Math.min(2, interval / 10) : 0;
    this.#cancelTimer = this.#clock.callAt(this.#state.nextAt, spinMs, () => {
      this.#cancelTimer = undefined;
      while (this.#queued > 0 && this.#state.nextAt <= this.#clock.now()) {
        (this.#retries.shift() ?? this.#waiting.shift())?.();
      }
      if (this.#queued > 0) this.#startTimer();
    });
  }
}

/** A monotonic clock in milliseconds. Tests replace it. */
export interface Clock {
  now(): number;
  /**
   * Calls back at `time` or later, never synchronously, and returns a function that cancels the call. For the last
   * `spinMs` milliseconds it spins the event loop, which is exact and costs processor time.
   */
  callAt(time: number, spinMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),

  callAt(time, spinMs, callback) {
    let timer: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;
    const wait = (): void => {
      const delay = time - performance.now();
      if (delay <= spinMs) immediate = setImmediate(check);
      // Node truncates fractions, so the timer would fire early and again a millisecond later.
      else timer = setTimeout(check, Math.min(Math.ceil(delay - spinMs), LONGEST_TIMER_MS));
    };
    const check = (): void => (performance.now() >= time ? callback() : wait());
    wait();
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
};
