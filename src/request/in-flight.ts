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

/** A rate that was climbed to is believed after so many answers: a full bucket hides the quota for fewer. */
const LASTING = 40;

/** Walks that fill a rate, with a tenth to spare. */
function walksToFill(rate: number, latencyMs: number): number {
  return Math.ceil((1.1 * rate * latencyMs) / 1000);
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
  /** The rate of a lane at its first answer, and how many answers in a row one request at a time has not filled it. */
  readonly #rates = new Map<Lane, { readonly firstRate: number; readonly above: number }>();
  #consumerMs: number | undefined;

  constructor(bound: number) {
    this.#bound = bound;
    this.limit = pLimit(bound);
  }

  /** Notes how long an attempt was under way; older ones count less and less. */
  note(lane: Lane, latencyMs: number): void {
    const before = this.#latencyMs.get(lane) ?? latencyMs;
    const now = 0.8 * before + 0.2 * latencyMs;
    this.#latencyMs.set(lane, now);
    const { firstRate = lane.rate, above = 0 } = this.#rates.get(lane) ?? {};
    this.#rates.set(lane, { firstRate, above: walksToFill(lane.rate, now) > 1 ? above + 1 : 0 });
  }

  /** Notes how long the consumer was at work on a page's worth of items. */
  noteConsumer(pageMs: number): void {
    this.#consumerMs = this.#consumerMs === undefined ? pageMs : 0.8 * this.#consumerMs + 0.2 * pageMs;
  }

  /**
   * Requests that must be under way to fill the pace of one lane, up to the bound, and no more than the consumer has use
   * for: 1 where nothing is measured yet, or where no pace says what there is to spare. A tenth more than their product,
   * for what passes between two requests.
   */
  needed(lane: Lane | undefined): number {
    const latencyMs = lane === undefined ? undefined : this.#latencyMs.get(lane);
    if (lane === undefined || latencyMs === undefined || lane.rate === Infinity) return 1;
    const toFill = walksToFill(lane.rate, latencyMs);
    if (toFill > 1 && !this.#isLasting(lane, latencyMs)) return 1;
    const consumerMs = this.#consumerMs ?? 0;
    const ofUse = consumerMs > 0 ? 1 + Math.floor(latencyMs / consumerMs) : Infinity;
    return Math.min(this.#bound, toFill, ofUse);
  }

  /** Whether a rate is more than a full bucket lets pass for a moment: as it was at first, or for many answers since. */
  #isLasting(lane: Lane, latencyMs: number): boolean {
    const { firstRate = 0, above = 0 } = this.#rates.get(lane) ?? {};
    return walksToFill(firstRate, latencyMs) > 1 || above >= LASTING;
  }

  /** Requests that must be under way to fill the pace of every lane, as measured, up to the bound. */
  wanted(): number {
    let wanted = 0;
    for (const [lane, latencyMs] of this.#latencyMs) wanted += inFlightToFill(lane.rate, latencyMs);
    return Math.min(this.#bound, wanted === 0 ? UNMEASURED : wanted);
  }
}
