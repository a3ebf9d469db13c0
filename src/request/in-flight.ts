import pLimit, { type LimitFunction } from 'p-limit';
import type { Lane } from './lane.js';

/** Requests of one run in flight at most, where nothing else is said: the `concurrency` of an inventory. */
export const MAX_IN_FLIGHT = 48;

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

/** What the answers of a lane have shown. */
interface Measure {
  readonly latencyMs: number;
  /** Its rate at the first answer. */
  readonly firstRate: number;
  /** Answers in a row at which one request at a time could not fill its rate. */
  readonly above: number;
}

/** Whether a rate is more than a full bucket lets pass for a moment: as it was at first, or for many answers since. */
function isLasting({ firstRate, latencyMs, above }: Measure): boolean {
  return walksToFill(firstRate, latencyMs) > 1 || above >= LASTING;
}

/**
 * The requests in flight of one run: never more than `bound`, and how many it takes to fill the pace of its lanes. A
 * place is held for one attempt, not for a store, nor for the back-off between two attempts.
 */
export class InFlight {
  /** Runs a function as soon as there is a place. */
  readonly limit: LimitFunction;
  readonly #bound: number;
  readonly #measured = new Map<Lane, Measure>();
  #consumerMs: number | undefined;

  constructor(bound: number) {
    this.#bound = bound;
    this.limit = pLimit(bound);
  }

  /** Notes how long an attempt was under way; older ones count less and less. */
  note(lane: Lane, latencyMs: number): void {
    const before = this.#measured.get(lane) ?? { latencyMs, firstRate: lane.rate, above: 0 };
    const now = 0.8 * before.latencyMs + 0.2 * latencyMs;
    const above = walksToFill(lane.rate, now) > 1 ? before.above + 1 : 0;
    this.#measured.set(lane, { latencyMs: now, firstRate: before.firstRate, above });
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
    const measured = lane && this.#measured.get(lane);
    if (lane === undefined || measured === undefined || lane.rate === Infinity) return 1;
    const toFill = walksToFill(lane.rate, measured.latencyMs);
    if (toFill > 1 && !isLasting(measured)) return 1;
    const consumerMs = this.#consumerMs ?? 0;
    const ofUse = consumerMs > 0 ? 1 + Math.floor(measured.latencyMs / consumerMs) : Infinity;
    return Math.min(this.#bound, toFill, ofUse);
  }

  /** Requests that must be under way to fill the pace of every lane, as measured, up to the bound. */
  wanted(): number {
    let wanted = 0;
    for (const [lane, { latencyMs }] of this.#measured) wanted += inFlightToFill(lane.rate, latencyMs);
    return Math.min(this.#bound, wanted === 0 ? UNMEASURED : wanted);
  }
}
