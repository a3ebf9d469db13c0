import { describe, Problems } from '../options/problems.js';
import type { ReadSetLike } from './read-set-like.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';
import { summary } from './summary.js';
import { summaryFieldReader, type FieldValue } from './summary-fields.js';
import { Totals, type Sums } from './totals.js';

/** What storage costs. None is built in: prices differ by Region and contract, and change. */
export interface CostRates {
  /** The price of one gigabase for one month by status, in your currency: `{ ACTIVE: …, ARCHIVED: … }`. */
  perGigabaseMonth: Readonly<Record<string, number>>;
}

/** The cost of the read sets in one status. */
export interface StatusCost {
  /** `null` where a read set has none. */
  status: FieldValue;
  readSets: number;
  /** The known bases, in thousand millions: as many gigabase-months a month. */
  gigabases: number;
  /** Read sets whose number of bases the list does not say; they are not in the cost. */
  basesUnknown: number;
  /** The rate that was given; absent where there is none for this status. */
  perGigabaseMonth?: number;
  /** `gigabases` times `perGigabaseMonth`; absent without a rate. */
  perMonth?: number;
}

/** What {@link estimateCost} gives. */
export interface CostEstimate {
  /** The sum over the statuses that have a rate. */
  perMonth: number;
  statuses: StatusCost[];
  /** What is not in the sum since its status has no rate. */
  unrated: { readSets: number; gigabases: number };
  /** Read sets that are not in the sum, in a status that has a rate, since the list does not say their bases. */
  basesUnknown: number;
}

/** The reducer of {@link estimateCost}, for {@link analyze}. */
export function cost(rates: CostRates): Reducer<ReadSetLike, CostEstimate> {
  const perGigabaseMonth = checkRates(rates);
  const statusOf = summaryFieldReader('status');
  const rateOf = (status: FieldValue): number | undefined =>
    status === null ? undefined : perGigabaseMonth.get(String(status));
  const byStatus = summary({ by: ['status'], maxGroups: Infinity });
  return {
    start() {
      const statusSums = byStatus.start();
      const unrated = new Totals();
      return {
        step(readSet) {
          statusSums.step(readSet);
          if (rateOf(statusOf(readSet)) === undefined) unrated.add(readSet);
        },
        finish() {
          const statuses = statusSums
            .finish()
            .groups.map(({ key: { status }, readSets, gigabases, basesUnknown }) => {
              const rate = rateOf(status);
              const known = { status, readSets, gigabases, basesUnknown };
              return rate === undefined
                ? known
                : { ...known, perGigabaseMonth: rate, perMonth: gigabases * rate };
            });
          return estimate(statuses, unrated.sums());
        },
      };
    },
  };
}

/**
 * Estimates what it costs to keep the read sets for a month: of each status, gigabases times the rate, and their sum.
 *
 * It is an estimate of what is stored now. It does not know what was stored earlier in the month, nor when a read set
 * changed its status, and has no minimum size or time, tiers, discounts, or prices of requests, activation and
 * transfer. What it cannot price it tells: statuses without a rate in `unrated`, read sets without a number of bases
 * in `basesUnknown`.
 *
 * @throws {InvalidOptionError} at the call
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

function estimate(statuses: StatusCost[], unrated: Sums): CostEstimate {
  const result = { perMonth: 0, basesUnknown: 0 };
  for (const { perMonth, basesUnknown } of statuses) {
    if (perMonth === undefined) continue;
    result.perMonth += perMonth;
    result.basesUnknown += basesUnknown;
  }
  return {
    ...result,
    statuses,
    unrated: { readSets: unrated.readSets, gigabases: unrated.gigabases },
  };
}

function checkRates(rates: CostRates): ReadonlyMap<string, number> {
  const problems = new Problems();
  if (!problems.members('rates', rates, ['perGigabaseMonth'])) problems.throwIfAny();
  const got = whatElse(rates.perGigabaseMonth);
  if (got !== undefined) {
    const expected = 'an object with a rate for each status, such as { ACTIVE: 0.006 }';
    problems.note({ option: 'rates.perGigabaseMonth', expected, got });
    problems.throwIfAny();
  }
  for (const [status, rate] of Object.entries(rates.perGigabaseMonth)) {
    problems.finite(`rates.perGigabaseMonth.${status}`, rate, 0);
  }
  problems.throwIfAny();
  return new Map(Object.entries(rates.perGigabaseMonth));
}

/** What came in place of an object with rates, in words. */
function whatElse(rates: unknown): string | undefined {
  if (typeof rates !== 'object' || rates === null || Array.isArray(rates)) return describe(rates);
  if (rates instanceof Map) return 'a Map: pass `Object.fromEntries(map)`';
  return Object.keys(rates).length === 0 ? 'an object without any' : undefined;
}
