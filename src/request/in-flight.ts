import pLimit, { type LimitFunction } from 'p-limit';
import type { Lane } from './lane.js';

/** Requests to keep under way before any latency is known. */
const UNMEASURED = 4;

/**
 * How many requests must be under way at once to send `rate` a second when each takes `latencyMs`: their product
 * (Little's law), and one more so that there is always one to send.
 */
export function inFlightToFill(rate: number, latencyMs: number): number {
  return rate === Infinity ? Infinity : Math.ceil((rate * latencyMs) / 1000) + 1;
}

/**
 * The requests in flight of one run: never more than `bound`, and how many it takes to fill the pace of its lanes. A
 * place is held for one attempt, not for a store, nor for the back-off between two attempts.
 */
export class InFlight {
  /** Runs a function as soon as there is a place. */
  readonly limit: LimitFunction;
  readonly #bound: number;
  readonly #latencyMs = new Map<Lane, number>();

  constructor(bound: number) {
    this.#bound = bound;
    this.limit = pLimit(bound);
  }

  /** Notes how long an attempt was under way; older ones count less and less. */
  note(lane: Lane, latencyMs: number): void {
    const before = this.#latencyMs.get(lane) ?? latencyMs;
    this.#latencyMs.set(lane, 0.8 * before + 0.2 * latencyMs);
  }

  /**
   * Requests that must be under way to fill the pace of one lane, up to the bound: 1 where nothing is measured yet, or
   * where no pace says what there is to spare. A tenth more than their product, for what passes between two requests.
   */
  needed(lane: Lane | undefined): number {
    const latencyMs = lane === undefined ? undefined : this.#latencyMs.get(lane);
    if (lane === undefined || latencyMs === undefined || lane.rate === Infinity) return 1;
    return Math.min(this.#bound, Math.ceil((1.1 * lane.rate * latencyMs) / 1000));
  }

  /** Requests that must be under way to fill the pace of every lane, as measured, up to the bound. */
  wanted(): number {
    let wanted = 0;
    for (const [lane, latencyMs] of this.#latencyMs) wanted += inFlightToFill(lane.rate, latencyMs);
    return Math.min(this.#bound, wanted === 0 ? UNMEASURED : wanted);
  }
}
