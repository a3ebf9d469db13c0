import { describe, Problems } from '../options/problems.js';
import type { ReadSetLike } from './read-set-like.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';
import { summary, summaryFieldReader, type FieldValue } from './summary.js';
import { Totals } from './totals.js';

/** Storage prices. The library has none built in: prices differ by Region and contract, and change. */
export interface CostRates {
  /** The price of storing one gigabase for one month, by status, in your currency: `{ ACTIVE: …, ARCHIVED: … }`. */
  perGigabaseMonth: Readonly<Record<string, number>>;
}

/** The cost of the read sets in one status. */
export interface StatusCost {
  /** `null` for read sets without a status. */
  status: FieldValue;
  readSets: number;
  /** The known bases, in units of 10^9: the gigabase-months that one month adds. */
  gigabases: number;
  /** Read sets whose number of bases is unknown; they are not in the cost. */
  basesUnknown: number;
  /** The rate of this status; absent if there is none. */
  perGigabaseMonth?: number;
  /** `gigabases` times `perGigabaseMonth`; absent without a rate. */
  perMonth?: number;
}

/** The result of {@link estimateCost}. */
export interface CostEstimate {
  /** The sum over the statuses that have a rate. */
  perMonth: number;
  statuses: StatusCost[];
  /** Read sets that are not in the sum because their status has no rate. */
  unrated: { readSets: number; gigabases: number };
  /** Read sets that are not in the sum because their number of bases is unknown, although their status has a rate. */
  basesUnknown: number;
}

/** The reducer of {@link estimateCost}, for {@link analyze}. */
export function cost(rates: CostRates): Reducer<ReadSetLike, CostEstimate> {
  const ratesByStatus = checkRates(rates);
  const statusOf = summaryFieldReader('status');
  const rateOf = (status: FieldValue): number | undefined =>
    status === null ? undefined : ratesByStatus.get(String(status));
  const byStatus = summary({ by: ['status'], maxGroups: Infinity });
  return {
    start() {
      const reduction = byStatus.start();
      const unratedTotals = new Totals();
      return {
        step(readSet) {
          reduction.step(readSet);
          if (rateOf(statusOf(readSet)) === undefined) unratedTotals.add(readSet);
        },
        finish() {
          const sums = unratedTotals.sums();
          const unrated = { readSets: sums.readSets, gigabases: sums.gigabases };
          const estimate: CostEstimate = { perMonth: 0, statuses: [], unrated, basesUnknown: 0 };
          for (const { key, readSets, gigabases, basesUnknown } of reduction.finish().groups) {
            const statusCost: StatusCost = { status: key.status, readSets, gigabases, basesUnknown };
            estimate.statuses.push(statusCost);
            const rate = rateOf(key.status);
            if (rate === undefined) continue;
            statusCost.perGigabaseMonth = rate;
            statusCost.perMonth = gigabases * rate;
            estimate.perMonth += statusCost.perMonth;
            estimate.basesUnknown += basesUnknown;
          }
          return estimate;
        },
      };
    },
  };
}

/**
 * Estimates the cost of storing the read sets for a month: for each status, gigabases times the rate, and the sum.
 *
 * It prices the read sets as they are listed now. It does not know what was stored earlier in the month or when a read
 * set changed its status, and it ignores minimum sizes and durations, tiers, discounts, and the prices of requests,
 * activation and transfer. Read sets that it cannot price are counted: statuses without a rate in `unrated`, unknown
 * sizes in `basesUnknown`.
 *
 * @throws {InvalidOptionError} at the call; while reading, if the stream has an item that is not a read set
 *
 * @example
 * ```ts
 * const rates = { perGigabaseMonth: { ACTIVE: 0.006, ARCHIVED: 0.001 } }; // your prices
 * const { perMonth, unrated, basesUnknown } = await estimateCost(inventory({ client }), rates);
 * console.log(perMonth.toFixed(2), unrated.readSets, basesUnknown);
 * ```
 */
export function estimateCost(stream: Stream<ReadSetLike>, rates: CostRates): Promise<CostEstimate> {
  return reduceStream(stream, cost(rates));
}

function checkRates(rates: CostRates): ReadonlyMap<string, number> {
  const problems = new Problems();
  if (!problems.members('rates', rates, ['perGigabaseMonth'])) problems.throwIfAny();
  const got = describeOther(rates.perGigabaseMonth);
  if (got !== undefined) {
    const expected = 'an object with a rate for each status, such as { ACTIVE: 0.006 }';
    problems.record({ option: 'rates.perGigabaseMonth', expected, got });
    problems.throwIfAny();
  }
  const entries = Object.entries(rates.perGigabaseMonth);
  for (const [status, rate] of entries) problems.finite(`rates.perGigabaseMonth.${status}`, rate, 0);
  problems.throwIfAny();
  return new Map(entries);
}

/** Describes a value that is not an object with rates; `undefined` for one that is. */
function describeOther(rates: unknown): string | undefined {
  if (typeof rates !== 'object' || rates === null || Array.isArray(rates)) return describe(rates);
  if (rates instanceof Map) return 'a Map: pass `Object.fromEntries(map)`';
  return Object.keys(rates).length === 0 ? 'an empty object' : undefined;
}
