import { MAX_RESTARTS } from '../paging/paginate.js';
import { isReadInOrder, valueOrder, type FilterValue } from '../query/strategy.js';
import { ALL_TIMES, reachesBeyond } from './creation-times.js';
import {
  cutInTwo,
  cutPiece,
  expectedPages,
  nextPieceSize,
  remainderOf,
  shouldCut,
  type StorePages,
} from './cut-planning.js';
import type { EventSubject, PlanEvent } from './events.js';
import type { NewSplit, SplitState, StoreState } from './state.js';

type Replacement = Extract<PlanEvent, { readonly type: 'splits-replaced' }>;

/**
 * The queue of splits that remain to be read. It decides which split is next, and when a split is cut or replaced. The
 * splits are part of the run's state; the queue only emits events.
 */
export class SplitQueue {
  readonly #pageSize: number;
  readonly #emit: (event: PlanEvent, subject: EventSubject) => void;
  readonly #now: () => number;

  constructor(pageSize: number, emit: (event: PlanEvent, subject: EventSubject) => void, now: () => number) {
    this.#pageSize = pageSize;
    this.#emit = emit;
    this.#now = now;
  }

  /** Whether a split of the store can be taken now. */
  hasNext(store: StoreState): boolean {
    return nextWhole(store) !== undefined || nextRemainder(store) !== undefined;
  }

  /**
   * Takes the next split of a store, or the next piece of one that was cut.
   *
   * @param workers how many workers read the store in parallel
   */
  take(store: StoreState, workers: number): SplitState | undefined {
    const split = nextWhole(store) ?? this.#nextPiece(store, workers);
    if (split !== undefined) this.#emit({ type: 'split-started' }, { client: store.client, store, split });
    return split;
  }

  /** Replaces a split with a remainder to cut pieces off, if that is worth it. Returns whether it did. */
  cut(store: StoreState, split: SplitState, workers: number): boolean {
    if (store.ids === undefined || store.ignoresBounds || this.hasNext(store)) return false;
    const { times, pages, value, cutFrom } = split;
    const { observation } = split.observer;
    const guess = cutFrom?.remainder.guess;
    const expected = cutFrom && guess && expectedPages(cutFrom.piece, guess, this.#pageSize);
    const now = this.#now();
    const storePages = this.#pagesOf(store);
    const progress = { times, pages, expectedPages: expected, observation };
    if (observation === undefined || !shouldCut(progress, storePages, now)) return false;
    const remainder = remainderOf(times, observation, pages * this.#pageSize);
    const { rest } = cutPiece(remainder, nextPieceSize(storePages, store.pieces, workers, now));
    if (rest === undefined) return false; // a single piece would only repeat the whole split
    this.#replace(store, [split], [{ ...remainder, value }], 'cut');
    return true;
  }

  /**
   * After a rejected token, replaces a split with its two parts, or with itself if it cannot be cut. Returns `false` if
   * it has been restarted too often without a new item.
   */
  restart(store: StoreState, split: SplitState): boolean {
    const { times, value, items, observer } = split;
    const halves = store.ignoresBounds ? undefined : cutInTwo(times, observer.observation);
    const restarts = halves === undefined && items === 0 ? split.restarts + 1 : 0;
    if (restarts > MAX_RESTARTS) return false;
    const by = (halves ?? [times]).map((part) => ({ times: part, value, restarts }));
    this.#replace(store, [split], by, 'rejected-token');
    return true;
  }

  /** Replaces the one list of the whole store with one list per value, once that takes fewer requests. */
  changeStrategy(store: StoreState, split: SplitState): boolean {
    if (store.ids === undefined || !split.isWhole) return false;
    const values = store.chooser.chooseAgain();
    const { strategy } = store.chooser;
    const subject = { client: store.client, store };
    if (strategy !== store.strategy) this.#emit({ type: 'strategy-chosen', strategy }, subject);
    if (values === undefined) return false;
    this.#replace(store, [split], wholeLists(values), 'strategy');
    return true;
  }

  /** Replaces all splits with one list, or one per value, if the service ignores time bounds. */
  checkBounds(store: StoreState, { observer: { observation }, times }: SplitState): void {
    if (store.ignoresBounds || observation === undefined || !reachesBeyond(observation, times)) return;
    const splits = store.splits.filter(({ phase }) => phase === 'waiting' || phase === 'reading');
    const values = new Map(splits.map(({ value }) => [value?.value, value]));
    this.#replace(store, splits, wholeLists([...values.values()]), 'ignored-bounds');
  }

  #replace(
    store: StoreState,
    splits: readonly SplitState[],
    by: readonly NewSplit[],
    reason: Replacement['reason'],
  ): void {
    this.#emit({ type: 'splits-replaced', splits, by, reason }, { client: store.client, store });
  }

  #nextPiece(store: StoreState, workers: number): SplitState | undefined {
    const split = nextRemainder(store);
    if (split?.guess === undefined) return undefined;
    const size = nextPieceSize(this.#pagesOf(store), store.pieces, workers, this.#now());
    const cut = cutPiece({ times: split.times, guess: split.guess }, size);
    this.#emit({ type: 'piece-cut', cut }, { client: store.client, store, split });
    return store.splits.find(({ cutFrom }) => cutFrom?.piece === cut.piece);
  }

  #pagesOf({ pagesReceived, received, pagesReadAgain }: StoreState): StorePages {
    return { pages: pagesReceived, received, pagesReadAgain, pageSize: this.#pageSize };
  }
}

/**
 * The first waiting split. A split of a status waits until the previous status has been received, so that a read set
 * whose status changes meanwhile is not missed.
 */
function nextWhole({ splits }: StoreState): SplitState | undefined {
  const next = splits.find(({ phase, guess }) => phase === 'waiting' && guess === undefined);
  if (next === undefined || !isReadInOrder(next.value?.member)) return next;
  const open = splits.filter(({ phase, guess }) => phase === 'reading' || (phase === 'waiting' && guess));
  return open.every(({ value }) => value?.value === next.value?.value) ? next : undefined;
}

/** The first remainder to cut a piece off. */
function nextRemainder({ splits }: StoreState): SplitState | undefined {
  return splits.find(({ phase, guess }) => phase === 'waiting' && guess !== undefined);
}

/** A split of the whole store for each value, in the order to read them. */
function wholeLists(values: readonly (FilterValue | undefined)[]): NewSplit[] {
  const [first] = values.flatMap((value) => value ?? []);
  const names = values.flatMap((value) => value?.value ?? []);
  const order = first === undefined ? [] : valueOrder(first.member, names);
  const placeOf = (value: FilterValue | undefined): number => (value ? order.indexOf(value.value) : -1);
  const sorted = [...values].sort((a, b) => placeOf(a) - placeOf(b));
  return sorted.map((value) => ({ times: ALL_TIMES, value }));
}
