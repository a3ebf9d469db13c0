import type { Checkpoint, StoreCheckpoint } from '../checkpoint/checkpoint.js';
import { HealthOmicsStreamsError } from '../errors.js';
import type { ListEvent } from '../lists/events.js';
import { countsOf, noCounts, sum, type Counts } from '../pages/counts.js';
import type { WalkChoice } from '../pushdown/choose-walks.js';
import type { WherePlan } from '../pushdown/plan-where.js';
import { filterInJson } from '../splits/split.js';
import type { InventoryReport, ReportedError, StoreOutcome, StoreReport } from './report.js';

/** The tally of one store while its inventory runs. */
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

/** Keeps the tally of one iteration of an inventory: it can be reported at any moment. */
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

  /** Notes that a store belongs to the inventory, and begins its tally, where an earlier run left off. */
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
