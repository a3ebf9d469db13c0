import { HealthOmicsStreamsError } from '../errors.js';
import type { InventoryEvent } from './events.js';

/** What was sent and received, for one store or all. */
export interface Counts {
  /** Read sets handed to the consumer. */
  readSets: number;
  /** Pages that came. */
  pages: number;
  /** Requests sent, those that failed included. */
  requests: number;
  /** Attempts that failed and were repeated, throttled ones included. */
  retries: number;
  /** Attempts that were throttled. */
  throttled: number;
}

/** How the listing of one store stands: `pending` while the inventory runs, `cancelled` when it ended before the store. */
export type StoreOutcome = 'pending' | 'complete' | 'failed' | 'cancelled';

/** One store of an {@link InventoryReport}. */
export interface StoreReport extends Counts {
  region: string;
  sequenceStoreId: string;
  /** The store's name, where the stores were discovered. */
  name?: string;
  outcome: StoreOutcome;
  /** From its first request to its end, or to now. */
  seconds: number;
  /** Why it failed. */
  error?: ReportedError;
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
   * `complete`: every store to its end. `limited`: the limit was reached. `partial`: some stores failed under
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
  stores: StoreReport[];
  /** The sum over the stores, and over the requests that discovered them. */
  totals: Counts & { stores: number };
  /** Why it ended, where it failed. */
  error?: ReportedError;
}

const NOTHING: Readonly<Counts> = { readSets: 0, pages: 0, requests: 0, retries: 0, throttled: 0 };

interface StoreTally extends Counts {
  region: string;
  sequenceStoreId: string;
  name: string | undefined;
  outcome: StoreOutcome;
  startedMs: number | undefined;
  endedMs: number | undefined;
  error: unknown;
}

/** Keeps the books of one iteration of an inventory: fed with its events, it can be reported at any moment. */
export class Tally {
  readonly #asked: unknown;
  readonly #now: () => number;
  readonly #stores = new Map<string, StoreTally>();
  /** What was sent to find out which stores there are. */
  readonly discovery: Counts = { ...NOTHING };
  #startedMs: number | undefined;
  #endedMs: number | undefined;
  #outcome: InventoryReport['outcome'] = 'pending';
  #error: unknown;

  constructor(asked: unknown, now: () => number) {
    this.#asked = asked;
    this.#now = now;
  }

  /** Notes that the first item was asked for. */
  begin(): void {
    this.#startedMs = this.#now();
  }

  /** Notes that a store belongs to the inventory, and gives the counts to add its delivered read sets to. */
  expect(region: string, sequenceStoreId: string, name?: string): Counts {
    const store: StoreTally = {
      region,
      sequenceStoreId,
      name,
      outcome: 'pending',
      ...NOTHING,
      startedMs: undefined,
      endedMs: undefined,
      error: undefined,
    };
    this.#stores.set(`${region}/${sequenceStoreId}`, store);
    return store;
  }

  note(event: InventoryEvent): void {
    const store = this.#stores.get(`${event.region}/${event.sequenceStoreId ?? ''}`);
    const counts = store ?? this.discovery;
    switch (event.type) {
      case 'page':
        counts.pages += 1;
        break;
      case 'throttle':
        counts.throttled += 1;
        counts.retries += 1;
        break;
      case 'retry':
        counts.retries += 1;
        break;
      default:
        if (store) this.#noteStore(store, event);
    }
  }

  #noteStore(store: StoreTally, event: Extract<InventoryEvent, { type: `store-${string}` }>): void {
    if (event.type === 'store-started') {
      store.startedMs = this.#now();
      return;
    }
    store.endedMs = this.#now();
    store.outcome = event.type === 'store-done' ? 'complete' : 'failed';
    if (event.type === 'store-failed') store.error = event.error;
  }

  /** Notes the end: what is not complete by now will not be. */
  end(outcome: 'complete' | 'limited' | 'failed' | 'cancelled', error?: unknown): void {
    if (this.#endedMs !== undefined) return;
    this.#endedMs = this.#now();
    for (const store of this.#stores.values()) {
      if (store.outcome === 'pending') store.outcome = 'cancelled';
    }
    const someFailed = [...this.#stores.values()].some((store) => store.outcome === 'failed');
    this.#outcome = (outcome === 'complete' || outcome === 'limited') && someFailed ? 'partial' : outcome;
    this.#error = error;
  }

  report(): InventoryReport {
    const endMs = this.#endedMs ?? this.#now();
    const stores = [...this.#stores.values()].map((store) => reportStore(store, endMs));
    const totals = [this.discovery, ...stores].reduce<Counts>(sum, { ...NOTHING });
    return {
      outcome: this.#outcome,
      ...(this.#startedMs === undefined ? {} : { startedAt: new Date(this.#startedMs).toISOString() }),
      ...(this.#endedMs === undefined ? {} : { finishedAt: new Date(this.#endedMs).toISOString() }),
      seconds: (endMs - (this.#startedMs ?? endMs)) / 1000,
      asked: this.#asked,
      stores,
      totals: { stores: stores.length, ...totals },
      ...(this.#error === undefined ? {} : { error: reportError(this.#error) }),
    };
  }
}

function reportStore({ name, startedMs, endedMs, error, ...store }: StoreTally, endMs: number): StoreReport {
  return {
    ...store,
    ...(name === undefined ? {} : { name }),
    seconds: startedMs === undefined ? 0 : ((endedMs ?? endMs) - startedMs) / 1000,
    ...(error === undefined ? {} : { error: reportError(error) }),
  };
}

function sum(a: Counts, b: Counts): Counts {
  return {
    readSets: a.readSets + b.readSets,
    pages: a.pages + b.pages,
    requests: a.requests + b.requests,
    retries: a.retries + b.retries,
    throttled: a.throttled + b.throttled,
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
