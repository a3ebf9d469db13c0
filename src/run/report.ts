import type { Counts } from '../paging/page.js';
import type { WherePlan } from '../query/plan-where.js';
import type { ReadStrategy } from '../query/strategy.js';
import type { SplitFilter } from './split.js';
import type { RunOutcome, StoreOutcome } from './state.js';

/** One store of an {@link InventoryReport}. */
export interface StoreReport extends Counts {
  region: string;
  sequenceStoreId: string;
  /** The name of the store, if the stores were discovered. */
  name?: string;
  outcome: StoreOutcome;
  /** How the store is read, if there is a filter or a condition. */
  strategy?: StrategyReport;
  /** The time from its first request to its end, or to now, summed over all runs. */
  seconds: number;
  /** Why it failed. */
  error?: ReportedError;
}

/** A {@link ReadStrategy} as JSON. */
export interface StrategyReport extends Omit<ReadStrategy, 'filters'> {
  /** The service's filter of each list, with times in ISO 8601. */
  filters: SplitFilter[];
}

/** An error in a report. */
export interface ReportedError {
  name: string;
  message: string;
  /** The `code`, if it is an error of this library. */
  code?: string;
  /** The name of the service's exception, if it was one. */
  cause?: string;
  /** The `startingToken` that continues where the list failed; absent if that is the start. */
  nextToken?: string;
}

/** The result of an inventory as JSON: every store with its outcome and counts. */
export interface InventoryReport {
  /**
   * `complete`: every store was read to its end. `limited`: the limit was reached. `partial`: some stores, or the
   * discovery of some, failed under `onStoreError: 'continue'`. `failed`: it ended with an error. `cancelled`: the
   * consumer stopped, or it was aborted. `pending`: it is running, or has not started.
   */
  outcome: RunOutcome;
  /** ISO 8601; absent before the first `next()`. */
  startedAt?: string;
  /** ISO 8601; absent while it is running. */
  finishedAt?: string;
  seconds: number;
  /** The input of the inventory. */
  input: unknown;
  /** What the service filters and what is checked client-side; see {@link explainPlan}. */
  plan?: PlanReport;
  stores: StoreReport[];
  /** The sum over the stores and the requests that discovered them. */
  totals: Counts & { stores: number };
  /** Why it failed, or, if it is partial, why the stores of a client could not be discovered. */
  error?: ReportedError;
}

/** A {@link WherePlan} as JSON. */
export interface PlanReport extends Omit<WherePlan, 'serviceFilter'> {
  /** The service's filter, with times in ISO 8601. */
  serviceFilter: SplitFilter;
}
