import { Problems } from '../options/problems.js';
import { systemClock, type Clock } from './clock.js';
import { PacedLane, type Lane } from './lane.js';
import { startPace } from './pace.js';

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
  /** The lane of a key, the same for the same key. */
  lane(key: string): Lane;
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

/** @internal */
export class PacedRateLimiter implements RateLimiter {
  readonly #requestsPerSecond: number | 'auto';
  readonly #clock: Clock;
  readonly #lanes = new Map<string, PacedLane>();

  constructor(options: RateLimiterOptions, clock: Clock) {
    const problems = new Problems();
    problems.members('options', options, ['requestsPerSecond']);
    const { requestsPerSecond = 'auto' } = (options as RateLimiterOptions | null) ?? {};
    if (requestsPerSecond !== 'auto' && !(typeof requestsPerSecond === 'number' && requestsPerSecond > 0)) {
      problems.add('requestsPerSecond', "'auto' or a number more than 0", requestsPerSecond);
    }
    problems.throwIfAny();
    this.#requestsPerSecond = requestsPerSecond;
    this.#clock = clock;
  }

  lane(key: string): Lane {
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane = new PacedLane(startPace(this.#requestsPerSecond), this.#clock);
    this.#lanes.set(key, lane);
    return lane;
  }
}
