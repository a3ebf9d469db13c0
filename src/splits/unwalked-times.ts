import { clearOf, cutAt, type CreationTimes } from './creation-times.js';
import type { Seen } from './observed-times.js';

/**
 * Creation times of a store that no walk has begun on, and a guess of how its read sets lie there. Guesses say where to
 * cut and nothing else: every piece is walked to its own end, so a wrong one costs requests, never a read set.
 */
export interface UnwalkedTimes {
  readonly times: CreationTimes;
  readonly guess: EvenGuess | SampleGuess;
}

/** Pages came in order of time: the read sets ahead are taken to lie as densely as the latest ones. */
export interface EvenGuess {
  readonly kind: 'even';
  /** Pieces are cut off the start of these times, or off their end: the list is ascending or descending. */
  readonly from: 'start' | 'end';
  /** How far it is known; the times ahead of it are not. */
  readonly edgeMs: number;
  /** How much time a page spans. */
  readonly pageMs: number;
  /** Pieces in a row that were empty. */
  readonly empty: number;
}

/** Pages came in no order: the first ones are a sample of all. */
export interface SampleGuess {
  readonly kind: 'sample';
  /** Times of the sample that lie in them, in order. */
  readonly points: readonly number[];
  /** How many read sets there are for each of them. */
  readonly perPoint: number;
  /** What the pieces that ended had. */
  readonly ended: { readonly items: number; readonly points: number };
}

/** A piece that was cut off, to be walked. */
export interface Piece {
  readonly times: CreationTimes;
  /** How many points of the sample lie in it. */
  readonly points: number;
  /** How many pages it was cut to have, in a list that is in order, and not the last one. */
  readonly pages: number | undefined;
}

/** What a walk of a piece has shown. */
export interface Evidence {
  readonly piece: Piece;
  /** Its own read sets so far. */
  readonly items: number;
  readonly ended: boolean;
  readonly seen: Seen | undefined;
}

/** How pieces are to be cut. */
export interface Carving {
  /** Pages that a piece should have; `Infinity` for all there is. */
  readonly pages: number;
  /** Read sets a page. */
  readonly pageSize: number;
  /** Walks that go on side by side. */
  readonly walks: number;
  readonly nowMs: number;
}

/** No piece is shorter: each asks for two seconds more than it owns. */
export const SHORTEST_MS = 30_000;
/** After so many empty pieces all the rest is one. */
const EMPTY_AT_MOST = 2;
/** What is guessed to span less than there is, or more, is corrected by this factor at most. */
const STRIDE = 4;
/** A walk that has come this far is taken to have seen a quarter of what there is. */
const UNSEEN = 4;
/** A page that differs from the rest of its walk by less than this factor does so by chance. */
const CHANGED = 1.4;

/** What a walk leaves when it is cut: all of its times, since nothing is taken to have been seen whole. */
export function unwalkedAfter(times: CreationTimes, seen: Seen, items: number): UnwalkedTimes {
  const { order, sample, page, fromMs, toMs } = seen;
  if (order === 'none' || page === undefined) {
    const points = sample.filter((time) => time >= times.afterMs && time < times.beforeMs);
    const perPoint = (UNSEEN * items) / Math.max(1, points.length);
    return { times, guess: { kind: 'sample', points, perPoint, ended: { items: 0, points: 0 } } };
  }
  const [from, edgeMs] = order === 'ascending' ? (['start', toMs] as const) : (['end', fromMs] as const);
  return { times, guess: { kind: 'even', from, edgeMs, pageMs: page.spanMs, empty: 0 } };
}

/** Cuts off the next piece, and gives what is then left. */
export function carve(
  unwalked: UnwalkedTimes,
  carving: Carving,
): { piece: Piece; rest: UnwalkedTimes | undefined } {
  const { times, guess } = unwalked;
  return guess.kind === 'even' ? carveEvenly(times, guess, carving) : carveBySample(times, guess, carving);
}

function carveEvenly(
  times: CreationTimes,
  guess: EvenGuess,
  { pages, nowMs }: Carving,
): { piece: Piece; rest: UnwalkedTimes | undefined } {
  const all = { piece: { times, points: 0, pages: undefined }, rest: undefined };
  if (guess.empty >= EMPTY_AT_MOST) return all;
  const length = Math.max(SHORTEST_MS, pages * guess.pageMs);
  const edgeMs = Math.round(guess.edgeMs + (guess.from === 'start' ? length : -length));
  // Nothing was created after now, nor before 1970.
  if (guess.from === 'start' ? edgeMs >= nowMs : edgeMs <= 0) return all;
  const halves = cutAt(times, edgeMs);
  if (halves === undefined) return all;
  const [own, others] = guess.from === 'start' ? halves : [halves[1], halves[0]];
  return {
    piece: { times: own, points: 0, pages },
    rest: { times: others, guess: { ...guess, edgeMs } },
  };
}

function carveBySample(
  times: CreationTimes,
  guess: SampleGuess,
  { pages, pageSize, walks }: Carving,
): { piece: Piece; rest: UnwalkedTimes | undefined } {
  const { points, perPoint } = guess;
  if (pages === Infinity)
    return { piece: { times, points: points.length, pages: undefined }, rest: undefined };
  const piece = (own: CreationTimes, count: number): Piece => ({
    times: own,
    points: count,
    pages: undefined,
  });
  // While the scale is a guess, no walk gets more than a share.
  const share = Math.ceil(points.length / (2 * walks));
  const wanted = Math.max(1, Math.min(share, Math.round((pages * pageSize) / perPoint)));
  const first = Math.max(times.afterMs, points[0] ?? Infinity);
  const next = points.findIndex((time, i) => i >= wanted && clearOf(time) >= first + SHORTEST_MS);
  const halves = next === -1 ? undefined : cutAt(times, clearOf(points[next] as number));
  if (halves === undefined) return { piece: piece(times, points.length), rest: undefined };
  const rest = { ...guess, points: points.slice(next) };
  return { piece: piece(halves[0], next), rest: { times: halves[1], guess: rest } };
}

/** How many pages a piece is expected to have by what is known now, where that can be guessed. */
export function expectedPages(piece: Piece, { guess }: UnwalkedTimes, pageSize: number): number | undefined {
  return guess.kind === 'even' ? piece.pages : (piece.points * guess.perPoint) / pageSize;
}

/** Corrects the guess by what the walk of a piece has shown. */
export function learn(
  unwalked: UnwalkedTimes,
  { piece, items, ended, seen }: Evidence,
  pageSize: number,
): UnwalkedTimes {
  const { guess } = unwalked;
  if (guess.kind === 'sample') {
    if (ended) {
      const all = { items: guess.ended.items + items, points: guess.ended.points + piece.points };
      return { ...unwalked, guess: { ...guess, perPoint: all.items / Math.max(1, all.points), ended: all } };
    }
    // A walk that goes on shows how many there are at least.
    const atLeast = items / Math.max(1, piece.points);
    return atLeast > guess.perPoint ? { ...unwalked, guess: { ...guess, perPoint: atLeast } } : unwalked;
  }
  const { beforeMs, afterMs } = piece.times;
  const spanMs = beforeMs - afterMs;
  if (ended && items < pageSize) {
    if (spanMs === Infinity) return unwalked;
    const pageMs = Math.min(STRIDE * guess.pageMs, (spanMs * pageSize) / Math.max(1, items));
    return { ...unwalked, guess: { ...guess, pageMs, empty: items === 0 ? guess.empty + 1 : 0 } };
  }
  if (seen?.page === undefined) return unwalked;
  return { ...unwalked, guess: { ...guess, pageMs: pageSpan(seen, seen.page, items, pageSize), empty: 0 } };
}

/** How much time a page spans now: by the whole walk, which is the better measure, unless it has changed since. */
function pageSpan(seen: Seen, page: NonNullable<Seen['page']>, items: number, pageSize: number): number {
  const latest = (page.spanMs * pageSize) / page.items;
  const all = ((seen.toMs - seen.fromMs) * pageSize) / Math.max(1, items);
  return all > latest / CHANGED && all < CHANGED * latest ? all : latest;
}
