import type { Counts } from '../pages/counts.js';
import type { WalkChoice } from '../pushdown/choose-walks.js';
import type { WherePlan } from '../pushdown/plan-where.js';
import type { SplitFilter } from '../splits/split.js';

/** How the listing of one store stands: `pending` while the inventory runs, `cancelled` when it ended before the store. */
export type StoreOutcome = 'pending' | 'complete' | 'failed' | 'cancelled';

/** One store of an {@link InventoryReport}. */
export interface StoreReport extends Counts {
  region: string;
  sequenceStoreId: string;
  /** The store's name, where the stores were discovered. */
  name?: string;
  outcome: StoreOutcome;
  /** How it is walked, where a filter or a condition says which read sets. */
  walks?: StoreWalkReport;
  /** From its first request to its end, or to now; with the time of the runs it was resumed from. */
  seconds: number;
  /** Why it failed. */
  error?: ReportedError;
}

/** How a store is walked: with nothing to ask, by one walk, or by one for each value of a member. */
export interface StoreWalkReport extends Omit<WalkChoice, 'filters'> {
  /** What the service is asked in each walk, times in ISO 8601. */
  filters: SplitFilter[];
}

/** An error as a report holds it. */
export interface ReportedError {
  name: string;
  message: string;
  /** The library's `code`, where it is one of its errors. */
  code?: string;
  /** The name of the service's exception, where it was one. */
  cause?: string;
  /** The `startingToken` that goes on where the listing failed; absent when that is the start. */
  nextToken?: string;
}

/** How an inventory went, in plain JSON: every store, complete or not, with its counts. */
export interface InventoryReport {
  /**
   * `complete`: every store to its end. `limited`: the limit was reached. `partial`: some stores, or the discovery of some, failed under
   * `onStoreError: 'continue'`. `failed`: it ended with an error. `cancelled`: the consumer left, or it was aborted.
   * `pending`: it runs, or has not begun.
   */
  outcome: 'pending' | 'complete' | 'limited' | 'partial' | 'failed' | 'cancelled';
  /** ISO 8601; absent before the first `next()`. */
  startedAt?: string;
  /** ISO 8601; absent while it runs. */
  finishedAt?: string;
  seconds: number;
  /** What was asked. */
  asked: unknown;
  /** What of it the service is asked, and what is checked here; see {@link explainPlan}. */
  plan?: PlanReport;
  stores: StoreReport[];
  /** The sum over the stores, and over the requests that discovered them. */
  totals: Counts & { stores: number };
  /** Why it failed; or, where it is partial, why the stores of a client could not be discovered. */
  error?: ReportedError;
}

/** A {@link WherePlan} in plain JSON. */
export interface PlanReport extends Omit<WherePlan, 'sent'> {
  /** Its times in ISO 8601. */
  sent: SplitFilter;
}
