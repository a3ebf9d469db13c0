import { MAX_RESTARTS } from '../paging/paginate.js';
import { isChangeable } from '../query/fields.js';
import { ALL_TIMES, reachesBeyond } from './creation-times.js';
import { cutInTwo, nextPieceSize, remainderOf, shouldCut } from './cut-planning.js';
import { SplitState, type NewSplit, type StoreState } from './state.js';

/** Whether a split of the store can be taken now. */
export function hasNextSplit(store: StoreState): boolean {
  return nextWhole(store) !== undefined || nextRemainder(store) !== undefined;
}

/**
 * Takes the next split of a store, or the next piece of one that was cut.
 *
 * @param workers how many workers read the store in parallel
 */
export function takeSplit(store: StoreState, workers: number, nowMs: number): SplitState | undefined {
  const split = nextWhole(store) ?? nextPiece(store, workers, nowMs);
  if (split !== undefined) split.phase = 'reading';
  return split;
}

/**
 * The first waiting split. A split of a status waits until the previous status has been received: the last list then
 * begins after all others have ended, and the closing read can leave it out.
 */
function nextWhole({ splits }: StoreState): SplitState | undefined {
  const next = splits.find(({ phase, guess }) => phase === 'waiting' && guess === undefined);
  if (next === undefined || !isChangeable(next.value?.member)) return next;
  const open = splits.filter(({ phase, guess }) => phase === 'reading' || (phase === 'waiting' && guess));
  return open.every(({ value }) => value?.value === next.value?.value) ? next : undefined;
}

/** The first remainder to cut a piece off. */
function nextRemainder({ splits }: StoreState): SplitState | undefined {
  return splits.find(({ phase, guess }) => phase === 'waiting' && guess !== undefined);
}

/** Inserts a piece before its remainder. The remainder shrinks, or is removed if the piece is all of it. */
function nextPiece(store: StoreState, workers: number, nowMs: number): SplitState | undefined {
  const remainder = nextRemainder(store);
  if (remainder?.guess === undefined) return undefined;
  const { times, size, rest } = remainder.guess.cut(remainder.times, nextPieceSize(store, workers, nowMs));
  const piece = new SplitState(store, { times, value: remainder.value, cutFrom: { remainder, size } });
  if (rest !== undefined) {
    remainder.times = rest.times;
    remainder.guess = rest.guess;
  }
  const replacement = rest === undefined ? [piece] : [piece, remainder];
  store.splits = store.splits.flatMap((split) => (split === remainder ? replacement : [split]));
  store.pieces += 1;
  return piece;
}

/** Replaces a split with a remainder to cut pieces off, if that is worth it. Returns whether it did. */
export function cutSplit(split: SplitState, workers: number, nowMs: number): boolean {
  const { store, times, pages, value, observation } = split;
  if (store.ids === undefined || store.ignoresBounds || hasNextSplit(store)) return false;
  if (observation === undefined || !shouldCut(split, store, nowMs)) return false;
  const remainder = remainderOf(times, observation, pages, store.pageSize);
  const { rest } = remainder.guess.cut(times, nextPieceSize(store, workers, nowMs));
  if (rest === undefined) return false; // a single piece would only repeat the whole split
  store.pagesReadAgain += pages;
  replaceSplits(store, [split], [{ ...remainder, value }]);
  return true;
}

/**
 * After a rejected token, replaces a split with its two parts, or with itself if it cannot be cut. Returns `false` if it
 * has been restarted too often without a new item.
 */
export function restartSplit(split: SplitState): boolean {
  const { store, times, value, items, observation } = split;
  const halves = store.ignoresBounds ? undefined : cutInTwo(times, observation);
  const restarts = halves === undefined && items === 0 ? split.restarts + 1 : 0;
  if (restarts > MAX_RESTARTS) return false;
  replaceSplits(
    store,
    [split],
    (halves ?? [times]).map((part) => ({ times: part, value, restarts })),
  );
  return true;
}

/** Replaces the one list of the whole store with one list per value, once that takes fewer requests. */
export function changeStrategy(split: SplitState): boolean {
  const { store } = split;
  if (store.ids === undefined || !split.isWhole) return false;
  const values = store.chooser.chooseAgain();
  store.strategy = store.chooser.strategy;
  if (values === undefined) return false;
  replaceSplits(
    store,
    [split],
    values.map((value) => ({ times: ALL_TIMES, value })),
  );
  return true;
}

/** Replaces all splits with one list, or one per value, if the service ignores time bounds. */
export function checkBounds({ store, observation, times }: SplitState): void {
  if (store.ignoresBounds || observation === undefined || !reachesBeyond(observation, times)) return;
  store.ignoresBounds = true;
  const splits = store.splits.filter(({ phase }) => phase === 'waiting' || phase === 'reading');
  const values = new Map(splits.map(({ value }) => [value?.value, value]));
  replaceSplits(
    store,
    splits,
    Array.from(values.values(), (value) => ({ times: ALL_TIMES, value })),
  );
}

/** Replaces splits with new ones. A replaced split stays until its received pages are delivered. */
export function replaceSplits(
  store: StoreState,
  splits: readonly SplitState[],
  by: readonly NewSplit[],
): void {
  store.toReadAgain += splits.reduce((sum, { items, duplicates }) => sum + items + duplicates, 0);
  const place = store.splits.findIndex((split) => splits.includes(split));
  for (const split of splits) split.phase = 'replaced';
  const added = by.map((split) => new SplitState(store, split));
  store.splits = store.splits
    .toSpliced(Math.max(0, place), 0, ...added)
    .filter(({ phase, undelivered }) => phase !== 'replaced' || undelivered.length > 0);
}
