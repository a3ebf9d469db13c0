import { HealthOmicsStreamsError } from '../errors.js';
import type { Checkpoint, StoreCheckpoint } from '../checkpoint/checkpoint.js';
import { filterInJson, type SplitFilter } from '../splits/split.js';
import type { WalkChoice } from '../where/choose-walks.js';
import type { WherePlan } from '../where/plan-where.js';
import { countsOf, noCounts, sum, type Counts } from '../pages/counts.js';
import type { ListEvent } from './events.js';

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

/** The books of one store while its inventory runs. */
export interface StoreTally extends Counts {
  region: string;
  sequenceStoreId: string;
  name: string | undefined;
  outcome: StoreOutcome;
  walks: WalkChoice | undefined;
  /** How long earlier runs took over it, which this one goes on from. */
  earlierSeconds: number;
  startedMs: number | undefined;
  endedMs: number | undefined;
  error: unknown;
}

/** Whether a store is listed to its end, or cannot be. */
export function hasEnded({ endedMs }: StoreTally): boolean {
  return endedMs !== undefined;
}

/** Keeps the books of one iteration of an inventory: it can be reported at any moment. */
export class Tally {
  readonly #asked: unknown;
  readonly #plan: WherePlan | undefined;
  readonly #now: () => number;
  readonly #earlierSeconds: number;
  readonly #stores: StoreTally[] = [];
  /** What was sent to find out which stores there are. */
  readonly discovery: Counts;
  #startedMs: number | undefined;
  #endedMs: number | undefined;
  #outcome: InventoryReport['outcome'] = 'pending';
  #error: unknown;
  #discoveriesFailed = 0;

  /**
   * @param earlier what the run goes on from, where it does
   * @param plan what is made of what was asked, where a filter or a condition says which read sets
   */
  constructor(
    asked: unknown,
    now: () => number,
    earlier?: Pick<Checkpoint, 'discovery' | 'seconds'>,
    plan?: WherePlan,
  ) {
    this.#asked = asked;
    this.#plan = plan;
    this.#now = now;
    this.discovery = countsOf(earlier?.discovery ?? noCounts());
    this.#earlierSeconds = earlier?.seconds ?? 0;
  }

  /** Whether it tells how stores are walked. */
  get isPlanned(): boolean {
    return this.#plan !== undefined;
  }

  /** Notes that the first item was asked for. */
  begin(): void {
    this.#startedMs = this.#now();
  }

  /** Notes that a store belongs to the inventory, and opens its books, which an earlier run may have begun. */
  expect(region: string, sequenceStoreId: string, name?: string, earlier?: StoreCheckpoint): StoreTally {
    const store: StoreTally = {
      region,
      sequenceStoreId,
      name,
      outcome: earlier?.complete === true ? 'complete' : 'pending',
      walks: undefined,
      ...countsOf(earlier ?? noCounts()),
      earlierSeconds: earlier?.seconds ?? 0,
      startedMs: undefined,
      endedMs: undefined,
      error: undefined,
    };
    this.#stores.push(store);
    return store;
  }

  /** Notes an event of a list, for a store or for the discovery of stores. */
  note(counts: Counts, { type }: ListEvent): void {
    if (type === 'page') counts.pages += 1;
    if (type === 'retry' || type === 'throttle') counts.retries += 1;
    if (type === 'throttle') counts.throttled += 1;
  }

  /** Notes that the stores of one client cannot be discovered, and says of how many that is so by now. */
  discoveryFailed(error: unknown): number {
    this.#error ??= error;
    return (this.#discoveriesFailed += 1);
  }

  /** Notes that the first page of a store is about to be asked for. */
  storeStarted(store: StoreTally): void {
    store.startedMs = this.#now();
  }

  /** Notes that a store was listed to its end, or that it cannot be. */
  storeEnded(store: StoreTally, failure?: { readonly error: unknown }): void {
    store.endedMs = this.#now();
    store.outcome = failure === undefined ? 'complete' : 'failed';
    store.error = failure?.error;
  }

  /** Notes the end: what is not complete by now will not be. */
  end(outcome: 'complete' | 'limited' | 'failed' | 'cancelled', error?: unknown): void {
    if (this.#endedMs !== undefined) return;
    this.#endedMs = this.#now();
    for (const store of this.#stores) {
      if (store.outcome === 'pending') store.outcome = 'cancelled';
    }
    const someFailed = this.#error !== undefined || this.#stores.some((store) => store.outcome === 'failed');
    this.#outcome = (outcome === 'complete' || outcome === 'limited') && someFailed ? 'partial' : outcome;
    this.#error = error ?? this.#error;
  }

  report(): InventoryReport {
    const endMs = this.#endedMs ?? this.#now();
    const stores = this.#stores.map((store) => reportStore(store, endMs));
    const totals = [this.discovery, ...stores].reduce<Counts>(sum, noCounts());
    return {
      outcome: this.#outcome,
      ...(this.#startedMs === undefined ? {} : { startedAt: new Date(this.#startedMs).toISOString() }),
      ...(this.#endedMs === undefined ? {} : { finishedAt: new Date(this.#endedMs).toISOString() }),
      seconds: this.#earlierSeconds + (endMs - (this.#startedMs ?? endMs)) / 1000,
      asked: this.#asked,
      ...(this.#plan === undefined ? {} : { plan: { ...this.#plan, sent: filterInJson(this.#plan.sent) } }),
      stores,
      totals: { stores: stores.length, ...totals },
      ...(this.#error === undefined ? {} : { error: reportError(this.#error) }),
    };
  }
}

function reportStore(tally: StoreTally, endMs: number): StoreReport {
  const { name, walks, startedMs, endedMs, earlierSeconds, error, ...store } = tally;
  return {
    ...store,
    ...(name === undefined ? {} : { name }),
    ...(walks === undefined ? {} : { walks: { ...walks, filters: walks.filters.map(filterInJson) } }),
    seconds: earlierSeconds + (startedMs === undefined ? 0 : ((endedMs ?? endMs) - startedMs) / 1000),
    ...(error === undefined ? {} : { error: reportError(error) }),
  };
}

function reportError(error: unknown): ReportedError {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  const { cause, nextToken } = error as { cause?: unknown; nextToken?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof HealthOmicsStreamsError ? { code: error.code } : {}),
    ...(cause instanceof Error ? { cause: cause.name } : {}),
    ...(typeof nextToken === 'string' ? { nextToken } : {}),
  };
}
