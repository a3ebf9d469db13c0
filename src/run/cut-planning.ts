import { TIME_MARGIN_MS } from '../query/filter.js';
import type { CreationTimes, Observation } from './creation-times.js';

/** The shortest interval of a piece, because each request covers two seconds more than its piece. */
export const SHORTEST_MS = 30_000;

/** Cut a split only after this many pages: most stores are smaller, and cutting them would gain nothing. */
const PAGES_BEFORE_CUT = 2;
/** Read again at most this many pages of a split that is cut. */
const MOST_PAGES_READ_AGAIN = 64;
/** Cut a split only if the pages to read again are at most this share of the pages that remain. */
const READ_AGAIN_SHARE = 0.5;
/** Pages that a store may read again because of cuts: this many, plus a share of all its pages. */
const READ_AGAIN_AT_FIRST = 8;
const READ_AGAIN_SHARE_OF_STORE = 0.2;
/** Cutting does not help a store that needed more than this multiple of the pages that its read sets fill. */
const FUTILE = 1.3;
const FUTILE_AT_FIRST = 24;
/** Target pages of a piece: few enough that pieces end at about the same time, enough that the last page is full. */
const PAGES_A_PIECE = 10;
/** After this many empty pieces, the rest is one piece. */
const MOST_EMPTY_PIECES = 2;
/** A corrected guess changes by at most this factor at once. */
const LARGEST_STEP = 4;
/** Assume that an unordered list has shown one in this many of its read sets. */
const UNSEEN = 4;
/** If a page differs from its list by less than this factor, assume chance. */
const CHANCE = 1.4;

/** How far a split has been read. */
export interface SplitProgress {
  readonly times: CreationTimes;
  /** Pages received, and their new read sets. */
  readonly pages: number;
  readonly items: number;
  /** Pages that were expected, if the split is a piece. */
  readonly expectedPages: number | undefined;
  readonly observation: Observation | undefined;
}

/** How far a store has been read. */
export interface StoreProgress {
  readonly pageSize: number;
  readonly pagesReceived: number;
  readonly pagesReadAgain: number;
  /** Read sets received. */
  readonly received: number;
  /** Pieces that were cut. */
  readonly pieces: number;
}

/** How to cut the next piece. */
export interface PieceSize {
  /** Target pages; `Infinity` for everything that remains. */
  readonly pages: number;
  /** Workers that read the store in parallel. */
  readonly workers: number;
  readonly nowMs: number;
}

/** A piece that was cut off a remainder. */
export interface Piece {
  readonly times: CreationTimes;
  /** Its target pages in an ordered list, if it is not the last piece; otherwise the number of sampled times in it. */
  readonly size: number | undefined;
  /** `undefined` if the piece is everything that remained. */
  readonly rest: Remainder | undefined;
}

/** What remains of a split that was cut. Pieces are cut off one by one. */
export interface Remainder {
  readonly times: CreationTimes;
  readonly guess: Guess;
}

/**
 * A guess of how read sets are distributed over creation times. A wrong guess costs requests and never a read set,
 * because every piece is read to its own end.
 */
export interface Guess {
  /** Cuts the next piece off these times. */
  cut(times: CreationTimes, size: PieceSize): Piece;
  /** Returns the guess corrected by a piece of this size. */
  correct(piece: SplitProgress, size: number | undefined, ended: boolean): Guess;
  /** The pages of a piece of this size, as far as they can be guessed. */
  expectedPages(size: number | undefined): number | undefined;
}

/** Whether a store's pages bring so few new read sets that the guesses of where to cut cannot be right. */
export function isCuttingFutile({ pagesReceived, received, pageSize }: StoreProgress): boolean {
  return pagesReceived > FUTILE_AT_FIRST + (FUTILE * received) / pageSize;
}

/**
 * Decides whether to cut a split while a worker is idle: whether the gain is worth reading the received pages again.
 * The whole split is then read again, in pieces, because a list that is in order so far need not stay in order.
 */
export function shouldCut(split: SplitProgress, store: StoreProgress, nowMs: number): boolean {
  const { pages, observation } = split;
  if (observation === undefined || pages < PAGES_BEFORE_CUT || pages > MOST_PAGES_READ_AGAIN) return false;
  if (isCuttingFutile(store)) return false;
  const mostReadAgain = READ_AGAIN_AT_FIRST + READ_AGAIN_SHARE_OF_STORE * store.pagesReceived;
  if (store.pagesReadAgain + pages > mostReadAgain) return false;
  if (observation.toMs - observation.fromMs < 2 * SHORTEST_MS || isCrowded(observation)) return false;
  return pages <= READ_AGAIN_SHARE * remainingPages(split, observation, nowMs);
}

/** Whether more than half of an unordered list lies in an interval too short to cut. */
function isCrowded({ order, sample }: Observation): boolean {
  const half = sample.length >> 1;
  return order === 'none' && sample.some((time, i) => (sample[i + half] ?? Infinity) - time < SHORTEST_MS);
}

function remainingPages(
  { times, pages, expectedPages }: SplitProgress,
  { order, page, fromMs, toMs }: Observation,
  nowMs: number,
): number {
  if (order === 'none' || page === undefined) {
    // Without a good guess, expect twice as many pages as were received.
    const isUnknown = expectedPages === undefined || pages > 2 * expectedPages;
    return isUnknown ? 2 * pages : Math.max(expectedPages, pages) - pages;
  }
  const aheadMs = order === 'ascending' ? Math.min(times.beforeMs, nowMs) - toMs : fromMs - times.afterMs;
  return aheadMs / page.spanMs;
}

/** Cuts an interval in two, so that each read set belongs to exactly one half. `undefined` if `atMs` is not inside. */
export function cutAt(
  { afterMs, beforeMs }: CreationTimes,
  atMs: number,
): readonly [CreationTimes, CreationTimes] | undefined {
  if (!(atMs > afterMs && atMs < beforeMs)) return undefined;
  return [
    { afterMs, beforeMs: atMs },
    { afterMs: atMs, beforeMs },
  ];
}

/**
 * Returns a cut just before a time at which many read sets may have been created, early enough that the widened request
 * for the earlier part does not return them too.
 */
export function clearOf(ms: number): number {
  return ms - TIME_MARGIN_MS - 1;
}

/**
 * Cuts a split in two after its token was rejected; the part with more unread items comes first. `undefined` if it
 * cannot be cut.
 *
 * Both parts are read to their own ends, and read sets already received are dropped by id. Shorter lists use tokens for
 * fewer pages, so even short-lived tokens suffice in the end.
 */
export function cutInTwo(
  times: CreationTimes,
  observation: Observation | undefined,
): readonly [CreationTimes, CreationTimes] | undefined {
  if (observation === undefined) return undefined;
  const { fromMs, toMs, order, sample } = observation;
  if (order === 'descending') return cutAt(times, fromMs);
  if (order === 'ascending') {
    const halves = cutAt(times, toMs > fromMs ? toMs : toMs + 1);
    return halves && [halves[1], halves[0]];
  }
  const middleMs = sample[sample.length >> 1] ?? fromMs;
  const inside = [clearOf(middleMs), middleMs].find((ms) => ms > fromMs);
  return cutAt(times, inside ?? toMs);
}

/** The size of the next piece. The first pieces differ in size, so that workers do not all end at once. */
export function nextPieceSize(store: StoreProgress, workers: number, nowMs: number): PieceSize {
  const share = store.pieces < workers ? 0.5 + store.pieces / workers : 1;
  return { pages: isCuttingFutile(store) ? Infinity : share * PAGES_A_PIECE, workers, nowMs };
}

/** The remainder of a split that is cut: all of its times, since none are known to be complete. */
export function remainderOf(
  times: CreationTimes,
  { order, sample, page, fromMs, toMs }: Observation,
  pages: number,
  pageSize: number,
): Remainder {
  if (order === 'none' || page === undefined) {
    const points = sample.filter((time) => time >= times.afterMs && time < times.beforeMs);
    const perPoint = (UNSEEN * pages * pageSize) / Math.max(1, points.length);
    return { times, guess: sampleGuess({ points, perPoint, endedItems: 0, endedPoints: 0 }, pageSize) };
  }
  const isAscending = order === 'ascending';
  const edgeMs = isAscending ? toMs : fromMs;
  return { times, guess: evenGuess({ isAscending, edgeMs, pageMs: page.spanMs, empty: 0 }, pageSize) };
}

interface Density {
  /** Pieces are cut off the start of an ascending list, or off the end of a descending one. */
  readonly isAscending: boolean;
  /** The end of the known times. */
  readonly edgeMs: number;
  /** The time span of a page. */
  readonly pageMs: number;
  /** Consecutive empty pieces. */
  readonly empty: number;
}

/** Pages were in order of creation time: assume that the following ones are as dense as the latest. */
function evenGuess(density: Density, pageSize: number): Guess {
  const { isAscending, pageMs, empty } = density;
  const changed = (changes: Partial<Density>): Guess => evenGuess({ ...density, ...changes }, pageSize);
  const guess: Guess = {
    cut(times, { pages, nowMs }) {
      const length = Math.max(SHORTEST_MS, pages * pageMs);
      const edgeMs = Math.round(density.edgeMs + (isAscending ? length : -length));
      // No read set was created after now, or before 1970.
      const isLast = isAscending ? edgeMs >= nowMs : edgeMs <= 0;
      const halves = isLast || empty >= MOST_EMPTY_PIECES ? undefined : cutAt(times, edgeMs);
      if (halves === undefined) return { times, size: undefined, rest: undefined };
      const [own, others] = isAscending ? halves : [halves[1], halves[0]];
      return { times: own, size: pages, rest: { times: others, guess: changed({ edgeMs }) } };
    },
    correct({ times, items, observation }, _, ended) {
      if (ended && items < pageSize) {
        const spanMs = times.beforeMs - times.afterMs;
        if (spanMs === Infinity) return guess;
        const ownPageMs = (spanMs * pageSize) / Math.max(1, items);
        const nextPageMs = Math.min(LARGEST_STEP * pageMs, ownPageMs);
        return changed({ pageMs: nextPageMs, empty: items === 0 ? empty + 1 : 0 });
      }
      const page = observation?.page;
      if (observation === undefined || page === undefined) return guess;
      // The time span of a page, averaged over the whole list unless the density has changed.
      const latest = (page.spanMs * pageSize) / page.items;
      const mean = ((observation.toMs - observation.fromMs) * pageSize) / Math.max(1, items);
      const isChance = mean > latest / CHANCE && mean < CHANCE * latest;
      return changed({ pageMs: isChance ? mean : latest, empty: 0 });
    },
    expectedPages: (size) => size,
  };
  return guess;
}

interface Sample {
  /** The sampled times in the remainder, sorted. */
  readonly points: readonly number[];
  /** Read sets per sampled time. */
  readonly perPoint: number;
  /** The totals of the pieces that were read to the end. */
  readonly endedItems: number;
  readonly endedPoints: number;
}

/** Pages were in no order: the first ones are a sample of all. */
function sampleGuess(sample: Sample, pageSize: number): Guess {
  const { points, perPoint } = sample;
  const changed = (changes: Partial<Sample>): Guess => sampleGuess({ ...sample, ...changes }, pageSize);
  const guess: Guess = {
    cut(times, { pages, workers }) {
      // The density is a guess, so no worker gets more than its share.
      const share = Math.ceil(points.length / (2 * workers));
      const wanted = Math.max(1, Math.min(share, Math.round((pages * pageSize) / perPoint)));
      const firstMs = Math.max(times.afterMs, points[0] ?? Infinity);
      const next = points.findIndex((time, i) => i >= wanted && clearOf(time) >= firstMs + SHORTEST_MS);
      const isLast = pages === Infinity || next === -1;
      const halves = isLast ? undefined : cutAt(times, clearOf(points[next] as number));
      if (halves === undefined) return { times, size: points.length, rest: undefined };
      const rest = { times: halves[1], guess: changed({ points: points.slice(next) }) };
      return { times: halves[0], size: next, rest };
    },
    correct({ items }, size = 0, ended) {
      if (ended) {
        const endedItems = sample.endedItems + items;
        const endedPoints = sample.endedPoints + size;
        return changed({ perPoint: endedItems / Math.max(1, endedPoints), endedItems, endedPoints });
      }
      // A list that continues has at least this many read sets.
      const atLeast = items / Math.max(1, size);
      return atLeast > perPoint ? changed({ perPoint: atLeast }) : guess;
    },
    expectedPages: (size = 0) => (size * perPoint) / pageSize,
  };
  return guess;
}
