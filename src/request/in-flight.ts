import pLimit, { type LimitFunction } from 'p-limit';
import type { QuotaLimiter } from './rate-limiter.js';

/** The default bound of requests in flight in one run: the `concurrency` of an inventory. */
export const MAX_IN_FLIGHT = 48;

/** Requests to keep in flight before any latency is known. */
const UNMEASURED = 4;

/** Trust a raised rate after this many responses. Until then a full bucket may hide the real quota. */
const LASTING_RESPONSES = 40;

/** The number of requests in flight that fill a rate: rate times latency (Little's law), plus one that is ready. */
export function inFlightToFill(rate: number, latencyMs: number): number {
  return rate === Infinity ? Infinity : Math.ceil((rate * latencyMs) / 1000) + 1;
}

/** The number of workers that fill a rate, with a tenth to spare for the time between two requests. */
function workersToFill(rate: number, latencyMs: number): number {
  return Math.ceil((1.1 * rate * latencyMs) / 1000);
}

/** The measurements of one quota. */
interface Measurement {
  /** The mean latency, recent responses weighted most. */
  readonly latencyMs: number;
  /** The rate at the first response. */
  readonly firstRate: number;
  /** Consecutive responses for which a single worker could not fill the rate. */
  readonly unfilled: number;
}

/** Bounds the requests in flight of one run, and measures how many of them fill the rate of each quota. */
export class InFlight {
  /** Runs a function as soon as a slot is free. A slot is held for one attempt, not during a back-off. */
  readonly limit: LimitFunction;
  readonly #bound: number;
  readonly #measurements = new Map<QuotaLimiter, Measurement>();
  #consumerMs: number | undefined;

  constructor(bound: number) {
    this.#bound = bound;
    this.limit = pLimit(bound);
  }

  recordLatency(limiter: QuotaLimiter, latencyMs: number): void {
    const before = this.#measurements.get(limiter) ?? { latencyMs, firstRate: limiter.rate, unfilled: 0 };
    const mean = 0.8 * before.latencyMs + 0.2 * latencyMs;
    const unfilled = workersToFill(limiter.rate, mean) > 1 ? before.unfilled + 1 : 0;
    this.#measurements.set(limiter, { latencyMs: mean, firstRate: before.firstRate, unfilled });
  }

  /** Records how long the consumer took for one page of items. */
  recordConsumer(pageMs: number): void {
    this.#consumerMs = this.#consumerMs === undefined ? pageMs : 0.8 * this.#consumerMs + 0.2 * pageMs;
  }

  /**
   * The number of workers that fill the rate of one quota, limited by the bound and by the consumer's speed. 1 if
   * unmeasured.
   */
  workersFor(limiter: QuotaLimiter | undefined): number {
    const measured = limiter && this.#measurements.get(limiter);
    if (limiter === undefined || measured === undefined || limiter.rate === Infinity) return 1;
    const { latencyMs, firstRate, unfilled } = measured;
    const lasts = workersToFill(firstRate, latencyMs) > 1 || unfilled >= LASTING_RESPONSES;
    if (!lasts) return 1;
    const consumerMs = this.#consumerMs ?? 0;
    const toKeepUp = consumerMs > 0 ? 1 + Math.floor(latencyMs / consumerMs) : Infinity;
    return Math.min(this.#bound, workersToFill(limiter.rate, latencyMs), toKeepUp);
  }

  /** The requests in flight that fill the rates of all measured quotas, up to the bound. */
  target(): number {
    let sum = 0;
    for (const [limiter, { latencyMs }] of this.#measurements) sum += inFlightToFill(limiter.rate, latencyMs);
    return Math.min(this.#bound, sum === 0 ? UNMEASURED : sum);
  }
}
