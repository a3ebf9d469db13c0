import { WakeUp } from '../fan-out/wake-up.js';
import type { InFlight } from '../request/in-flight.js';
import type { Lane } from '../request/lane.js';
import type { SplitProgress } from '../splits/split-progress.js';
import type { InventoryStore } from './known-stores.js';
import { hasEnded } from '../report/tally.js';
import type { SplitStores } from './split-stores.js';

/** A store has this many walks at most for each page that came of it: few stores are big. */
const WALKS_A_PAGE = 4;
/** Where a limit is near, a walk has so many pages at least. */
const PAGES_A_WALK = 4;

/** The walks of one client's stores: how many there are, and how many there should be. */
export class WalkScheduler {
  /** The lane of the client's read sets, once a walk has begun. */
  lane: Lane | undefined;
  readonly #splitStores: SplitStores;
  readonly #inFlight: InFlight;
  readonly #enough: number;
  readonly #wakeUp: WakeUp;
  readonly #walks = new Map<InventoryStore, number>();
  #active = 0;

  /** @param enough how many walks could reach the limit by themselves */
  constructor(splitStores: SplitStores, inFlight: InFlight, enough: number, signal: AbortSignal) {
    this.#splitStores = splitStores;
    this.#inFlight = inFlight;
    this.#enough = enough;
    this.#wakeUp = new WakeUp(signal);
  }

  /** The stores, each once, and then those again that have work for one more walk, until all are listed. */
  async *assign(
    stores: Iterable<InventoryStore> | AsyncIterable<InventoryStore>,
    signal: AbortSignal,
  ): AsyncGenerator<InventoryStore, void, undefined> {
    for await (const store of stores) yield this.#enter(store);
    if (this.#splitStores === 'never') return;
    while (this.#active > 0 && !signal.aborted) {
      const store = [...this.#walks.keys()].find(
        (each) => !hasEnded(each.tally) && each.splits.hasWork && this.#hasIdle(each),
      );
      if (store === undefined) await this.#wakeUp.next();
      else yield this.#enter(store);
    }
  }

  /** The next split of a store for one of its walks. */
  take(store: InventoryStore): SplitProgress | undefined {
    return store.splits.take(this.#wanted(store), Date.now());
  }

  /** Cuts a split at the end of a page, where a walk is idle and it is worth it. */
  cut(store: InventoryStore, split: SplitProgress): boolean {
    const isCut = this.#hasIdle(store) && store.splits.cut(split, this.#wanted(store), Date.now());
    if (isCut) this.notify();
    return isCut;
  }

  /** Something happened that may leave work for one more walk. */
  notify(): void {
    this.#wakeUp.notify();
  }

  /** A walk is over. `true` when it was the last one of its store. */
  leave(store: InventoryStore): boolean {
    const walks = (this.#walks.get(store) ?? 1) - 1;
    this.#active -= 1;
    if (walks === 0) this.#walks.delete(store);
    else this.#walks.set(store, walks);
    this.notify();
    return walks === 0;
  }

  #enter(store: InventoryStore): InventoryStore {
    this.#walks.set(store, (this.#walks.get(store) ?? 0) + 1);
    this.#active += 1;
    return store;
  }

  /** Whether one more walk of a store would have a request to send. */
  #hasIdle(store: InventoryStore): boolean {
    const walks = this.#walks.get(store) ?? 0;
    const busy = this.#splitStores === 'auto' ? this.#active : walks;
    return busy < this.#wanted(store) && walks < WALKS_A_PAGE * store.splits.pages;
  }

  /** How many walks there should be: of all stores under `'auto'`, else of this one. */
  #wanted({ splits }: InventoryStore): number {
    if (this.#splitStores === 'never' || splits.delivered === undefined) return 1;
    const wanted = this.#splitStores === 'auto' ? this.#inFlight.needed(this.lane) : this.#splitStores;
    return Math.min(wanted, Math.max(1, Math.floor(this.#enough / PAGES_A_WALK)));
  }
}
