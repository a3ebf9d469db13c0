import type { Problems } from '../options/problems.js';
import type { InFlight } from '../request/in-flight.js';
import type { QuotaLimiter } from '../request/rate-limiter.js';
import { WakeUp } from '../streams/wake-up.js';
import type { SplitQueue } from './split-queue.js';
import type { SplitState, StoreState } from './state.js';

/** Whether a large store is cut into splits that are read in parallel, and into how many. */
export type SplitStores = 'auto' | 'never' | number;

/** Checks `splitStores`. */
export function checkSplitStores(problems: Problems, name: string, value: unknown): void {
  if (typeof value === 'number') problems.integer(name, value, 1);
  else problems.oneOf(name, value, ['auto', 'never']);
}

/** The maximum number of workers on one store for each page received from it. Few stores are large. */
const WORKERS_A_PAGE = 4;
/** Near a limit, each worker has at least this many pages to read. */
const PAGES_A_WORKER = 4;

/** Counts the workers that read the stores of one client, and decides how many there should be. */
export class WorkerPool {
  /** The limiter of the client's read sets, once a worker has begun. */
  limiter: QuotaLimiter | undefined;
  readonly #splitStores: SplitStores;
  readonly #queue: SplitQueue;
  readonly #inFlight: InFlight;
  readonly #maxPages: number;
  readonly #wakeUp: WakeUp;
  readonly #workers = new Map<StoreState, number>();
  #active = 0;

  /** @param maxPages the pages that reach the limit of read sets */
  constructor(
    splitStores: SplitStores,
    queue: SplitQueue,
    inFlight: InFlight,
    maxPages: number,
    signal: AbortSignal,
  ) {
    this.#splitStores = splitStores;
    this.#queue = queue;
    this.#inFlight = inFlight;
    this.#maxPages = maxPages;
    this.#wakeUp = new WakeUp(signal);
  }

  /** Yields a store for each worker to start: each store once, then again while it has work for one more. */
  async *assign(
    stores: Iterable<StoreState> | AsyncIterable<StoreState>,
    signal: AbortSignal,
  ): AsyncGenerator<StoreState, void, undefined> {
    for await (const store of stores) yield this.enter(store);
    if (this.#splitStores === 'never') return;
    while (this.#active > 0 && !signal.aborted) {
      const store = [...this.#workers.keys()].find(
        (each) => !each.hasEnded() && this.#queue.hasNext(each) && this.#needsWorker(each),
      );
      if (store === undefined) await this.#wakeUp.next();
      else yield this.enter(store);
    }
  }

  /** How many workers may be open at once. No more than reach the limit if each reads one full page. */
  readonly maxOpen = (): number => Math.min(this.#maxPages, 2 * this.#inFlight.target());

  /** Counts a worker that starts on a store. */
  enter(store: StoreState): StoreState {
    this.#workers.set(store, (this.#workers.get(store) ?? 0) + 1);
    this.#active += 1;
    return store;
  }

  /** Counts a worker that ends. Returns whether it was the last one of its store. */
  leave(store: StoreState): boolean {
    const workers = (this.#workers.get(store) ?? 1) - 1;
    this.#active -= 1;
    if (workers === 0) this.#workers.delete(store);
    else this.#workers.set(store, workers);
    this.notify();
    return workers === 0;
  }

  /** Takes the next split of a store for one of its workers. */
  take(store: StoreState): SplitState | undefined {
    return this.#queue.take(store, this.#workersWanted(store));
  }

  /** Cuts a split at the end of a page if another worker could read, and if it is worth it. Returns whether it did. */
  cut(store: StoreState, split: SplitState): boolean {
    return this.#needsWorker(store) && this.#queue.cut(store, split, this.#workersWanted(store));
  }

  /** Reports that there may be work for one more worker. */
  notify(): void {
    this.#wakeUp.notify();
  }

  /** Whether one more worker of a store would have a request to send. */
  #needsWorker(store: StoreState): boolean {
    const workers = this.#workers.get(store) ?? 0;
    const busy = this.#splitStores === 'auto' ? this.#active : workers;
    return busy < this.#workersWanted(store) && workers < WORKERS_A_PAGE * store.pagesReceived;
  }

  /** How many workers there should be: for all stores with `'auto'`, otherwise for this one. */
  #workersWanted({ ids }: StoreState): number {
    if (this.#splitStores === 'never' || ids === undefined) return 1;
    const wanted = this.#splitStores === 'auto' ? this.#inFlight.workersFor(this.limiter) : this.#splitStores;
    return Math.min(wanted, Math.max(1, Math.floor(this.#maxPages / PAGES_A_WORKER)));
  }
}
