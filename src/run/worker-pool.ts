import type { Page } from '../paging/page.js';
import type { QuotaLimiter } from '../request/rate-limiter.js';
import { WakeUp } from '../streams/abort.js';
import type { AnyIterable } from '../streams/iterate.js';
import { changeStrategy, checkBounds, cutSplit, hasNextSplit, takeSplit } from './split-queue.js';
import type { RunContext, SplitState, StoreState } from './state.js';

/** The maximum number of workers on one store for each page received from it. Few stores are large. */
const WORKERS_A_PAGE = 4;
/** Near a limit, each worker has at least this many pages to read. */
const PAGES_A_WORKER = 4;

/** Counts the workers that read the stores of one client, and decides how many there should be. */
export class WorkerPool {
  readonly run: RunContext;
  /** The limiter of the client's read sets, once a worker has begun. */
  limiter: QuotaLimiter | undefined;
  readonly #signal: AbortSignal;
  /** The pages that reach the limit of read sets. */
  readonly #maxPages: number;
  readonly #wakeUp: WakeUp;
  readonly #workers = new Map<StoreState, number>();
  #active = 0;

  constructor(run: RunContext, signal: AbortSignal) {
    const { limit, list } = run.settings;
    this.run = run;
    this.#signal = signal;
    this.#maxPages = Math.ceil(limit / list.pageSize);
    this.#wakeUp = new WakeUp(signal);
  }

  /** Yields a store for each worker to start: each store once, then again while it has work for one more. */
  async *assign(stores: AnyIterable<StoreState>) {
    for await (const store of stores) yield this.enter(store);
    if (this.run.settings.splitStores === 'never') return;
    while (this.#active > 0 && !this.#signal.aborted) {
      const store = [...this.#workers.keys()].find(
        (each) => !each.hasEnded() && hasNextSplit(each) && this.#needsWorker(each),
      );
      if (store === undefined) await this.#wakeUp.next();
      else yield this.enter(store);
    }
  }

  /** How many workers may be open at once. No more than reach the limit if each reads one full page. */
  readonly maxOpen = (): number => Math.min(this.#maxPages, 2 * this.run.inFlight.target());

  /** Counts a worker that starts on a store, and returns its place. */
  enter(store: StoreState): { readonly store: StoreState; readonly pool: WorkerPool } {
    this.#workers.set(store, (this.#workers.get(store) ?? 0) + 1);
    this.#active += 1;
    return { store, pool: this };
  }

  /** Counts a worker that ends. Returns whether it was the last one of its store. */
  leave(store: StoreState): boolean {
    const workers = (this.#workers.get(store) ?? 1) - 1;
    this.#active -= 1;
    if (workers === 0) this.#workers.delete(store);
    else this.#workers.set(store, workers);
    this.#wakeUp.notify();
    return workers === 0;
  }

  /** Takes the next split of a store for one of its workers. */
  take(store: StoreState): SplitState | undefined {
    return takeSplit(store, this.#workersWanted(store), this.run.now());
  }

  /** Decides at the end of a page whether other splits now cover the rest of its split. */
  isReplaced(split: SplitState, { nextToken }: Page<unknown>): boolean {
    checkBounds(split);
    const isReplaced =
      split.phase === 'replaced' || (nextToken !== undefined && (changeStrategy(split) || this.#cut(split)));
    this.#wakeUp.notify();
    return isReplaced;
  }

  /** Cuts a split if another worker could read, and if it is worth it. */
  #cut(split: SplitState): boolean {
    const { store } = split;
    return this.#needsWorker(store) && cutSplit(split, this.#workersWanted(store), this.run.now());
  }

  /** Whether one more worker of a store would have a request to send. */
  #needsWorker(store: StoreState): boolean {
    const workers = this.#workers.get(store) ?? 0;
    const busy = this.run.settings.splitStores === 'auto' ? this.#active : workers;
    return busy < this.#workersWanted(store) && workers < WORKERS_A_PAGE * store.pagesReceived;
  }

  /** How many workers there should be: for all stores with `'auto'`, otherwise for this one. */
  #workersWanted({ ids }: StoreState): number {
    const { splitStores } = this.run.settings;
    if (splitStores === 'never' || ids === undefined) return 1;
    const wanted = splitStores === 'auto' ? this.run.inFlight.workersFor(this.limiter) : splitStores;
    return Math.min(wanted, Math.max(1, Math.floor(this.#maxPages / PAGES_A_WORKER)));
  }
}
