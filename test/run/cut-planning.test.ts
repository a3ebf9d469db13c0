import { describe, expect, it } from 'vitest';
import { ALL_TIMES, type CreationTimes, type Observation } from '../../src/run/creation-times.js';
import {
  cutInTwo,
  isCuttingFutile,
  nextPieceSize,
  remainderOf,
  shouldCut,
  type Guess,
  type Piece,
  type PieceSize,
  type Remainder,
  type SplitProgress,
  type StoreProgress,
} from '../../src/run/cut-planning.js';
import { crowded, HOUR, ordered, spread, unordered } from './support.js';

const NOW = 10_000 * HOUR;
const SIZE: PieceSize = { pages: 5, workers: 10, nowMs: NOW };
const STORE: StoreProgress = { pagesReceived: 2, received: 200, pagesReadAgain: 0, pageSize: 100, pieces: 0 };

/** The result of reading the list of a piece. */
type PieceResult = Partial<SplitProgress> & { readonly piece: Piece; readonly ended?: boolean };

const correctGuess = (guess: Guess, { piece, ended = false, ...progress }: PieceResult): Guess => {
  const split = { pages: 1, items: 100, expectedPages: undefined, observation: undefined, ...progress };
  return guess.correct({ times: piece.times, ...split }, piece.size, ended);
};

const cutPiece = ({ times, guess }: Remainder, size: PieceSize): Piece => guess.cut(times, size);

const bounds = (parts: readonly CreationTimes[] | undefined) =>
  parts?.map(({ afterMs, beforeMs }) => [afterMs, beforeMs]);

/** Cuts all pieces off a remainder. */
function piecesOf(remainder: Remainder, size: Partial<PieceSize> = {}): CreationTimes[] {
  const pieces: CreationTimes[] = [];
  for (let rest: Remainder | undefined = remainder; rest !== undefined;) {
    const piece: Piece = cutPiece(rest, { ...SIZE, ...size });
    pieces.push(piece.times);
    rest = piece.rest;
  }
  return pieces;
}

/** Whether times follow each other without gap and overlap, from the first to the last. */
function areWhole(
  pieces: readonly CreationTimes[],
  { afterMs, beforeMs }: CreationTimes = ALL_TIMES,
): boolean {
  const sorted = [...pieces].sort((a, b) => a.afterMs - b.afterMs);
  return (
    sorted[0]?.afterMs === afterMs &&
    sorted.at(-1)?.beforeMs === beforeMs &&
    sorted.every((piece, i) => i === 0 || piece.afterMs === sorted[i - 1]!.beforeMs)
  );
}

describe('shouldCut', () => {
  const split: SplitProgress = {
    times: ALL_TIMES,
    pages: 2,
    items: 200,
    expectedPages: undefined,
    observation: spread,
  };
  const store: StoreProgress = { ...STORE, pagesReceived: 20, received: 2000 };

  it.each<[boolean, string, Partial<SplitProgress>, Partial<StoreProgress>]>([
    [true, 'two pages of a list without order', {}, {}],
    [false, 'one page, since most stores are smaller', { pages: 1 }, {}],
    [false, 'no creation times', { observation: undefined }, {}],
    [false, 'too many pages to read again', { pages: 65 }, { pagesReceived: 1000, received: 100_000 }],
    [false, 'a piece that is as long as expected', { pages: 4, expectedPages: 6 }, {}],
    [true, 'a piece that is far shorter than expected', { pages: 2, expectedPages: 6 }, {}],
    [true, 'a piece that is far longer than expected', { pages: 12, expectedPages: 5 }, {}],
    [false, 'most read sets created at one time', { observation: crowded }, {}],
    [false, 'all read sets created in a minute', { observation: unordered([0, 59_000]) }, {}],
    [true, 'an ascending list, far from now', { observation: ordered('ascending', 0, 2) }, {}],
    [false, 'an ascending list, nearly at now', { observation: ordered('ascending', 9990, 9997) }, {}],
    [
      false,
      'an ascending piece, nearly at its end',
      { times: { afterMs: 0, beforeMs: 5 * HOUR }, observation: ordered('ascending', 0, 2) },
      {},
    ],
    [true, 'a descending list with an unknown end', { observation: ordered('descending', 7, 9) }, {}],
    [
      false,
      'a descending piece, nearly at its end',
      { times: { afterMs: 5 * HOUR, beforeMs: Infinity }, observation: ordered('descending', 7, 9) },
      {},
    ],
    [false, 'a store that has been cut in vain', {}, { pagesReceived: 51, received: 2000 }],
    [true, 'a store that may still read pages again', {}, { pagesReadAgain: 10 }],
    [false, 'a store that has read too many pages again', {}, { pagesReadAgain: 11 }],
  ])('is %s for %s', (expected, _, ownSplit, ownStore) => {
    expect(shouldCut({ ...split, ...ownSplit }, { ...store, ...ownStore }, NOW)).toBe(expected);
  });
});

it.each([
  [false, 24, 0],
  [true, 25, 0],
  [false, 154, 10_000],
  [true, 155, 10_000],
])('isCuttingFutile is %s for %i pages with %i read sets', (expected, pagesReceived, received) => {
  expect(isCuttingFutile({ ...STORE, pagesReceived, received })).toBe(expected);
});

describe('nextPieceSize', () => {
  it('makes the first pieces of different sizes, and all later ones equal', () => {
    const sizes = [0, 1, 2, 3, 4, 9].map((pieces) => nextPieceSize({ ...STORE, pieces }, 4, NOW).pages);
    expect(sizes).toEqual([5, 7.5, 10, 12.5, 10, 10]);
    expect(nextPieceSize({ ...STORE, pieces: 9 }, 4, NOW)).toEqual({ pages: 10, workers: 4, nowMs: NOW });
  });

  it('is everything that remains once cutting is futile', () => {
    expect(nextPieceSize({ ...STORE, pagesReceived: 100, pieces: 9 }, 4, NOW).pages).toBe(Infinity);
  });
});

describe('cutInTwo', () => {
  const observed = (
    order: Observation['order'],
    fromMs = 100_000,
    middle = 150_000,
    toMs = 200_000,
  ): Observation => ({ fromMs, toMs, order, sample: [fromMs, middle, toMs], page: undefined });
  const one = [100_000, 100_000, 100_000] as const;

  it.each([
    [
      'puts the times above those received first, if the list is ascending',
      observed('ascending'),
      [
        [200_000, Infinity],
        [-Infinity, 200_000],
      ],
    ],
    [
      'puts the times below those received first, if the list is descending',
      observed('descending'),
      [
        [-Infinity, 100_000],
        [100_000, Infinity],
      ],
    ],
    [
      'cuts clear of the middle time, if the list has no order',
      observed('none'),
      [
        [-Infinity, 148_999],
        [148_999, Infinity],
      ],
    ],
    [
      'cuts above a single time of an ascending list',
      observed('ascending', ...one),
      [
        [100_001, Infinity],
        [-Infinity, 100_001],
      ],
    ],
    [
      'cuts below a single time of a descending list',
      observed('descending', ...one),
      [
        [-Infinity, 100_000],
        [100_000, Infinity],
      ],
    ],
    [
      'cuts at the middle time if clear of it would be before all times',
      observed('none', 100_000, 100_500, 200_000),
      [
        [-Infinity, 100_500],
        [100_500, Infinity],
      ],
    ],
    [
      'cuts at the latest time if the middle time is the earliest',
      observed('none', 100_000, 100_000, 200_000),
      [
        [-Infinity, 200_000],
        [200_000, Infinity],
      ],
    ],
  ])('%s', (_, observation, halves) => {
    expect(bounds(cutInTwo(ALL_TIMES, observation))).toEqual(halves);
  });

  it.each([
    ['no times were received', ALL_TIMES, undefined],
    ['one millisecond remains', { afterMs: 100_000, beforeMs: 100_001 }, observed('none', ...one)],
    ['the upper part is cut off already', { afterMs: -Infinity, beforeMs: 200_000 }, observed('ascending')],
  ])('cuts nothing if %s', (_, times, observation) => {
    expect(cutInTwo(times, observation)).toBeUndefined();
  });
});

describe('the pieces of a remainder', () => {
  it.each([
    ['an ascending list', ordered('ascending', 0, 2)],
    ['a descending list', ordered('descending', 7, 9)],
    ['a list without order', spread],
    ['a crowded list', crowded],
    ['a list without known times', { ...spread, sample: [] }],
  ])('cover each of its times exactly once: %s', (_, observation) => {
    for (const times of [ALL_TIMES, { afterMs: -5 * HOUR, beforeMs: 300 * HOUR }]) {
      expect(areWhole(piecesOf(remainderOf(times, observation, 2, 100)), times)).toBe(true);
    }
  });

  it('begin with the received times of an ascending list, and have the wanted pages', () => {
    const [first, second] = piecesOf(remainderOf(ALL_TIMES, ordered('ascending', 0, 2), 2, 100));
    expect(first).toEqual({ afterMs: -Infinity, beforeMs: 7 * HOUR });
    expect(second).toEqual({ afterMs: 7 * HOUR, beforeMs: 12 * HOUR });
  });

  it('end at now: the last piece of an ascending list is open', () => {
    const pieces = piecesOf(remainderOf(ALL_TIMES, ordered('ascending', 0, 2), 2, 100), { nowMs: 20 * HOUR });
    expect(bounds(pieces)).toEqual([
      [-Infinity, 7 * HOUR],
      [7 * HOUR, 12 * HOUR],
      [12 * HOUR, 17 * HOUR],
      [17 * HOUR, Infinity],
    ]);
  });

  it('begin at the end of a descending list, and are one piece after two empty ones', () => {
    const remainder = remainderOf(ALL_TIMES, ordered('descending', 1007, 1009), 2, 100);
    const first = cutPiece(remainder, SIZE);
    expect(first.times).toEqual({ afterMs: 1002 * HOUR, beforeMs: Infinity });
    const second = cutPiece(first.rest!, SIZE);
    const empty: PieceResult = { piece: second, items: 0, ended: true };
    const { times, guess } = second.rest!;
    const corrected = correctGuess(correctGuess(guess, empty), empty);
    expect(cutPiece({ times, guess: corrected }, SIZE)).toEqual({ times, size: undefined, rest: undefined });
  });

  it.each([1e3, 1e6, 1e9])('do not begin before 1970 if a page seems to span %d hours', (hours) => {
    const observation = {
      ...ordered('descending', 7, 9),
      page: { spanMs: hours * HOUR, items: 100 },
    };
    expect(piecesOf(remainderOf(ALL_TIMES, observation, 2, 100))).toEqual([ALL_TIMES]);
  });

  it('are at least half a minute long, however dense the list is', () => {
    const observation = { ...ordered('ascending', 0, 2), page: { spanMs: 1, items: 100 } };
    const [, second] = piecesOf(remainderOf(ALL_TIMES, observation, 2, 100), { nowMs: 2.1 * HOUR });
    expect(second).toEqual({ afterMs: 2 * HOUR + 30_000, beforeMs: 2 * HOUR + 60_000 });
  });

  it('have no more than a worker’s share of the sample while their density is a guess', () => {
    const piece = cutPiece(remainderOf(ALL_TIMES, spread, 2, 100), { ...SIZE, workers: 5 });
    expect(piece.size).toBe(20);
    // 20 of the 200 sampled times stand for 1,000 read sets, so a piece of five pages has ten of them.
    const result = { piece, items: 1000, ended: true, observation: spread };
    const guess = correctGuess(piece.rest!.guess, result);
    expect(cutPiece({ ...piece.rest!, guess }, { ...SIZE, workers: 5 }).size).toBe(10);
  });

  it('leave many read sets of one time in one piece, and stay clear of that time', () => {
    const pieces = piecesOf(remainderOf(ALL_TIMES, crowded, 2, 100));
    const holding = pieces.filter(({ afterMs, beforeMs }) => afterMs <= 5 * HOUR && beforeMs > 5 * HOUR);
    expect(holding).toHaveLength(1);
    for (const { afterMs, beforeMs } of pieces) {
      expect(Math.abs(afterMs - 5 * HOUR)).toBeGreaterThan(1000);
      expect(Math.abs(beforeMs - 5 * HOUR)).toBeGreaterThan(1000);
    }
  });

  it('are a single piece if everything that remains is wanted', () => {
    for (const observation of [spread, ordered('ascending', 0, 2)]) {
      const remainder = remainderOf(ALL_TIMES, observation, 2, 100);
      expect(piecesOf(remainder, { pages: Infinity })).toEqual([ALL_TIMES]);
    }
  });
});

describe('the expected pages of a piece', () => {
  it('are its target in a list with order, and unknown for the last piece', () => {
    const remainder = remainderOf(ALL_TIMES, ordered('ascending', 0, 2), 2, 100);
    const piece = cutPiece(remainder, SIZE);
    expect(remainder.guess.expectedPages(piece.size)).toBe(5);
    const last = cutPiece(remainder, { ...SIZE, pages: Infinity });
    expect(remainder.guess.expectedPages(last.size)).toBeUndefined();
  });

  it('follow from the sampled times in it in a list without order', () => {
    const { guess, times } = remainderOf(ALL_TIMES, { ...ordered('ascending', 0, 2), order: 'none' }, 1, 100);
    const piece = cutPiece({ guess, times }, { ...SIZE, pages: Infinity });
    // Two sampled times of 100 read sets are assumed to stand for 400.
    expect(guess.expectedPages(piece.size)).toBe(4);
    expect(correctGuess(guess, { piece, items: 1000 }).expectedPages(piece.size)).toBe(10);
  });
});

describe('a corrected guess', () => {
  const remainder = remainderOf(ALL_TIMES, ordered('ascending', 0, 2), 2, 100);
  const piece = cutPiece(cutPiece(remainder, SIZE).rest!, SIZE);
  const dense = { ...ordered('ascending', 7, 8), page: { spanMs: HOUR / 2, items: 100 } };

  /** The length of the next piece in hours, once the guess is corrected by these results of a piece of five hours. */
  const nextHours = (...results: readonly Partial<PieceResult>[]): number => {
    const corrected = results.reduce((guess, result) => {
      return correctGuess(guess, { piece, ...result });
    }, piece.rest!.guess);
    const { times } = cutPiece({ ...piece.rest!, guess: corrected }, SIZE);
    return (times.beforeMs - times.afterMs) / HOUR;
  };

  it.each<[string, number, Partial<PieceResult>[]]>([
    ['changes nothing without a result', 5, []],
    ['changes nothing before times are observed', 5, [{}]],
    ['makes pieces longer after a nearly empty one, by four at most', 20, [{ items: 10, ended: true }]],
    ['makes pieces longer in proportion', 10, [{ items: 50, ended: true, piece: widthOf(1) }]],
    ['makes pieces shorter after a denser page', 2.5, [{ observation: dense }]],
    [
      'makes pieces longer after each of two empty ones, the second of which ends the cutting',
      Infinity,
      [
        { items: 0, ended: true },
        { items: 0, ended: true },
      ],
    ],
    [
      'counts only consecutive empty pieces',
      320,
      [
        { items: 0, ended: true },
        { items: 1, ended: true, piece: widthOf(500) },
        { items: 0, ended: true, piece: widthOf(500) },
      ],
    ],
    [
      'prefers the span of the whole list, unless the density has changed',
      4,
      [
        {
          items: 1000,
          observation: {
            ...ordered('ascending', 0, 8),
            page: { spanMs: 0.9 * HOUR, items: 100 },
          },
        },
      ],
    ],
  ])('%s', (_, hours, results) => {
    expect(nextHours(...results)).toBe(hours);
  });

  /** A piece of so many hours. */
  function widthOf(hours: number): Piece {
    return { times: { afterMs: 0, beforeMs: hours * HOUR }, size: 5, rest: undefined };
  }

  it('counts the read sets of all pieces that ended in a list without order', () => {
    const { guess, times } = remainderOf(ALL_TIMES, spread, 2, 100);
    const own = cutPiece({ guess, times }, { ...SIZE, workers: 5 });
    const once = correctGuess(guess, { piece: own, ended: true, items: 100 });
    const twice = correctGuess(once, { piece: own, ended: true, items: 300 });
    const perPoint = [once, twice].map((each) => each.expectedPages(1)! * 100);
    expect(perPoint).toEqual([5, 10]);
  });
});
