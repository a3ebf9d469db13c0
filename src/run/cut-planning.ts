import { clearOf, cutAt, type CreationTimes, type Observation } from './creation-times.js';

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

/** The state of a split that is being read, at the end of a page. */
export interface SplitProgress {
  readonly times: CreationTimes;
  /** Pages received. */
  readonly pages: number;
  /** Pages that were expected, if the split is a piece. */
  readonly expectedPages: number | undefined;
  readonly observation: Observation | undefined;
}

/** The pages of a store, and the read sets on them. */
export interface StorePages {
  readonly pages: number;
  readonly received: number;
  readonly pagesReadAgain: number;
  readonly pageSize: number;
}

/** Whether a store's pages bring so few new read sets that the guesses of where to cut cannot be right. */
export function isCuttingFutile({ pages, received, pageSize }: StorePages): boolean {
  return pages > FUTILE_AT_FIRST + (FUTILE * received) / pageSize;
}

/**
 * Decides whether to cut a split while a worker is idle: whether the gain is worth reading the received pages again.
 * The whole split is then read again, in pieces, because a list that is in order so far need not stay in order.
 */
export function shouldCut(split: SplitProgress, store: StorePages, nowMs: number): boolean {
  const { pages, observation } = split;
  if (observation === undefined || pages < PAGES_BEFORE_CUT || pages > MOST_PAGES_READ_AGAIN) return false;
  if (isCuttingFutile(store)) return false;
  if (store.pagesReadAgain + pages > READ_AGAIN_AT_FIRST + READ_AGAIN_SHARE_OF_STORE * store.pages)
    return false;
  if (observation.toMs - observation.fromMs < 2 * SHORTEST_MS || isCrowded(observation)) return false;
  return pages <= READ_AGAIN_SHARE * remainingPages({ ...split, observation }, nowMs);
}

/** Whether more than half of an unordered list lies in an interval too short to cut. */
function isCrowded({ order, sample }: Observation): boolean {
  const half = sample.length >> 1;
  return order === 'none' && sample.some((time, i) => (sample[i + half] ?? Infinity) - time < SHORTEST_MS);
}

function remainingPages(
  { times, pages, expectedPages, observation }: SplitProgress & { readonly observation: Observation },
  nowMs: number,
): number {
  const { order, page, fromMs, toMs } = observation;
  if (order === 'none' || page === undefined) {
    // Without a good guess, expect twice as many pages as were received.
    const isUnknown = expectedPages === undefined || pages > 2 * expectedPages;
    return isUnknown ? 2 * pages : Math.max(expectedPages, pages) - pages;
  }
  const aheadMs = order === 'ascending' ? Math.min(times.beforeMs, nowMs) - toMs : fromMs - times.afterMs;
  return aheadMs / page.spanMs;
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
  observation: Pick<Observation, 'fromMs' | 'toMs' | 'order' | 'sample'> | undefined,
): readonly [CreationTimes, CreationTimes] | undefined {
  if (observation === undefined) return undefined;
  const { fromMs, toMs, order, sample } = observation;
  switch (order) {
    case 'ascending': {
      const halves = cutAt(times, toMs > fromMs ? toMs : toMs + 1);
      return halves && [halves[1], halves[0]];
    }
    case 'descending':
      return cutAt(times, fromMs);
    case 'none': {
      const middleMs = sample[sample.length >> 1] ?? fromMs;
      const clearMs = clearOf(middleMs);
      return cutAt(times, clearMs > fromMs ? clearMs : middleMs > fromMs ? middleMs : toMs);
    }
  }
}

/**
 * The remainder of a split that was cut: its creation times, and a guess of how its read sets are distributed over
 * them. Pieces are cut off one by one. A wrong guess costs requests and never a read set, because every piece is read
 * to its own end.
 */
export interface Remainder {
  readonly times: CreationTimes;
  readonly guess: Guess;
}

export type Guess = EvenGuess | SampleGuess;

/** Pages were in order of creation time: assume that the following ones are as dense as the latest. */
export interface EvenGuess {
  readonly kind: 'even';
  /** Pieces are cut off the start (an ascending list) or the end (a descending list). */
  readonly from: 'start' | 'end';
  /** The end of the known times. */
  readonly edgeMs: number;
  /** The time span of a page. */
  readonly pageMs: number;
  /** Consecutive empty pieces. */
  readonly empty: number;
}

/** Pages were in no order: the first ones are a sample of all. */
export interface SampleGuess {
  readonly kind: 'sample';
  /** The sampled times in the remainder, sorted. */
  readonly points: readonly number[];
  /** Read sets per sampled time. */
  readonly perPoint: number;
  /** The totals of the pieces that were read to the end. */
  readonly ended: { readonly items: number; readonly points: number };
}

/** A piece that was cut off a remainder. */
export interface Piece {
  readonly times: CreationTimes;
  /** The number of sampled times in it. */
  readonly points: number;
  /** Its target pages, if the list is in order and this is not the last piece. */
  readonly pages: number | undefined;
}

/** How to cut the next piece. */
export interface PieceSize {
  /** Target pages; `Infinity` for everything that remains. */
  readonly pages: number;
  /** Read sets a page. */
  readonly pageSize: number;
  /** Workers that read the store in parallel. */
  readonly workers: number;
  readonly nowMs: number;
}

export interface CutPiece {
  readonly piece: Piece;
  /** `undefined` if the piece is everything that remained. */
  readonly rest: Remainder | undefined;
}

/** After this many empty pieces, the rest is one piece. */
const MOST_EMPTY_PIECES = 2;
/** A corrected guess changes by at most this factor at once. */
const LARGEST_STEP = 4;
/** Assume that an unordered list has shown one in this many of its read sets. */
const UNSEEN = 4;
/** If a page differs from its list by less than this factor, assume chance. */
const CHANCE = 1.4;

/** The size of the next piece. The first pieces differ in size, so that workers do not all end at once. */
export function nextPieceSize(store: StorePages, pieces: number, workers: number, nowMs: number): PieceSize {
  const share = pieces < workers ? 0.5 + pieces / workers : 1;
  const pages = isCuttingFutile(store) ? Infinity : share * PAGES_A_PIECE;
  return { pages, pageSize: store.pageSize, workers, nowMs };
}

/** The remainder of a split that is cut: all of its times, since none are known to be complete. */
export function remainderOf(times: CreationTimes, observation: Observation, items: number): Remainder {
  const { order, sample, page, fromMs, toMs } = observation;
  if (order === 'none' || page === undefined) {
    const points = sample.filter((time) => time >= times.afterMs && time < times.beforeMs);
    const perPoint = (UNSEEN * items) / Math.max(1, points.length);
    return { times, guess: { kind: 'sample', points, perPoint, ended: { items: 0, points: 0 } } };
  }
  const [from, edgeMs] = order === 'ascending' ? (['start', toMs] as const) : (['end', fromMs] as const);
  return { times, guess: { kind: 'even', from, edgeMs, pageMs: page.spanMs, empty: 0 } };
}

/** Cuts the next piece off a remainder. */
export function cutPiece({ times, guess }: Remainder, size: PieceSize): CutPiece {
  return guess.kind === 'even' ? cutEvenly(times, guess, size) : cutBySample(times, guess, size);
}

function cutEvenly(times: CreationTimes, guess: EvenGuess, { pages, nowMs }: PieceSize): CutPiece {
  const all = { piece: { times, points: 0, pages: undefined }, rest: undefined };
  if (guess.empty >= MOST_EMPTY_PIECES) return all;
  const length = Math.max(SHORTEST_MS, pages * guess.pageMs);
  const edgeMs = Math.round(guess.edgeMs + (guess.from === 'start' ? length : -length));
  // No read set was created after now, or before 1970.
  if (guess.from === 'start' ? edgeMs >= nowMs : edgeMs <= 0) return all;
  const halves = cutAt(times, edgeMs);
  if (halves === undefined) return all;
  const [own, others] = guess.from === 'start' ? halves : [halves[1], halves[0]];
  return {
    piece: { times: own, points: 0, pages },
    rest: { times: others, guess: { ...guess, edgeMs } },
  };
}

function cutBySample(
  times: CreationTimes,
  guess: SampleGuess,
  { pages, pageSize, workers }: PieceSize,
): CutPiece {
  const { points, perPoint } = guess;
  const all = { piece: { times, points: points.length, pages: undefined }, rest: undefined };
  if (pages === Infinity) return all;
  // The density is a guess, so no worker gets more than its share.
  const share = Math.ceil(points.length / (2 * workers));
  const wanted = Math.max(1, Math.min(share, Math.round((pages * pageSize) / perPoint)));
  const first = Math.max(times.afterMs, points[0] ?? Infinity);
  const next = points.findIndex((time, i) => i >= wanted && clearOf(time) >= first + SHORTEST_MS);
  const halves = next === -1 ? undefined : cutAt(times, clearOf(points[next] as number));
  if (halves === undefined) return all;
  return {
    piece: { times: halves[0], points: next, pages: undefined },
    rest: { times: halves[1], guess: { ...guess, points: points.slice(next) } },
  };
}

/** The pages that a piece is expected to have, as far as they can be guessed. */
export function expectedPages(piece: Piece, guess: Guess, pageSize: number): number | undefined {
  return guess.kind === 'even' ? piece.pages : (piece.points * guess.perPoint) / pageSize;
}

/** The result of reading the list of a piece. */
export interface PieceResult {
  readonly piece: Piece;
  /** Its own read sets so far. */
  readonly items: number;
  readonly ended: boolean;
  readonly observation: Observation | undefined;
}

/** Corrects a guess by the result of a piece. */
export function correctGuess(guess: Guess, result: PieceResult, pageSize: number): Guess {
  return guess.kind === 'even'
    ? correctEvenGuess(guess, result, pageSize)
    : correctSampleGuess(guess, result);
}

function correctSampleGuess(guess: SampleGuess, { piece, items, ended }: PieceResult): SampleGuess {
  if (ended) {
    const all = { items: guess.ended.items + items, points: guess.ended.points + piece.points };
    return { ...guess, perPoint: all.items / Math.max(1, all.points), ended: all };
  }
  // A list that continues has at least this many read sets.
  const atLeast = items / Math.max(1, piece.points);
  return atLeast > guess.perPoint ? { ...guess, perPoint: atLeast } : guess;
}

function correctEvenGuess(
  guess: EvenGuess,
  { piece, items, ended, observation }: PieceResult,
  pageSize: number,
): EvenGuess {
  const spanMs = piece.times.beforeMs - piece.times.afterMs;
  if (ended && items < pageSize) {
    if (spanMs === Infinity) return guess;
    const pageMs = Math.min(LARGEST_STEP * guess.pageMs, (spanMs * pageSize) / Math.max(1, items));
    return { ...guess, pageMs, empty: items === 0 ? guess.empty + 1 : 0 };
  }
  if (observation?.page === undefined) return guess;
  return { ...guess, pageMs: pageSpan(observation, observation.page, items, pageSize), empty: 0 };
}

/** The time span of a page, averaged over the whole list unless the density has changed. */
function pageSpan(
  { fromMs, toMs }: Observation,
  page: NonNullable<Observation['page']>,
  items: number,
  pageSize: number,
): number {
  const latest = (page.spanMs * pageSize) / page.items;
  const all = ((toMs - fromMs) * pageSize) / Math.max(1, items);
  return all > latest / CHANCE && all < CHANCE * latest ? all : latest;
}
