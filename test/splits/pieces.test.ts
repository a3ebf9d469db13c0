import { describe, expect, it } from 'vitest';
import { ALL_TIMES } from '../../src/splits/creation-times.js';
import { Pieces } from '../../src/splits/pieces.js';
import { unwalkedAfter, type Carving } from '../../src/splits/unwalked-times.js';
import type { Share } from '../../src/splits/split-progress.js';
import { HOUR, ordered } from './seen.js';

const carving: Carving = { pages: 5, pageSize: 100, walks: 10, nowMs: 20 * HOUR };
const VALUE = { member: 'status', value: 'ACTIVE' } as const;

/** Ascending pages of one hour each, known up to hour 2. */
const unwalked = unwalkedAfter(ALL_TIMES, ordered('ascending', 0, 2), 200);

/** The walks are the shares themselves. */
const piecesOf = (
  ...values: readonly Share['value'][]
): { pieces: Pieces<Share>; next: () => Share | undefined } => {
  const pieces = new Pieces<Share>();
  for (const value of values) pieces.add(unwalked, value);
  return { pieces, next: () => pieces.next(carving, (share) => share) };
};

describe('Pieces', () => {
  it('cuts one piece after another until nothing is left', () => {
    const { pieces, next } = piecesOf(undefined);
    const left = (): unknown[] => pieces.left().map(({ times }) => times);
    expect(next()?.times).toEqual({ afterMs: -Infinity, beforeMs: 7 * HOUR });
    expect(left()).toEqual([{ afterMs: 7 * HOUR, beforeMs: Infinity }]);
    expect(next()?.times).toEqual({ afterMs: 7 * HOUR, beforeMs: 12 * HOUR });
    expect(next()?.times).toEqual({ afterMs: 12 * HOUR, beforeMs: 17 * HOUR });
    expect(pieces.isEmpty).toBe(false);
    expect(next()?.times).toEqual({ afterMs: 17 * HOUR, beforeMs: Infinity });
    expect([pieces.isEmpty, left(), next()]).toEqual([true, [], undefined]);
  });

  it('cuts the next times once those before are used up, each piece of the value of its own', () => {
    const { pieces, next } = piecesOf(undefined, VALUE);
    expect(pieces.left().map(({ value }) => value)).toEqual([undefined, VALUE]);
    const values = [1, 2, 3, 4, 5].map(() => next()?.value);
    expect(values).toEqual([undefined, undefined, undefined, undefined, VALUE]);
    expect(pieces.left().map(({ value }) => value)).toEqual([VALUE]);
  });

  it('corrects the guess of some times by what a walk of them shows, of those alone', () => {
    const { pieces, next } = piecesOf(undefined);
    next();
    const walk = next()!;
    expect(pieces.expectedPages(walk, 100)).toBe(5);
    // Pages of half an hour.
    const dense = { ...ordered('ascending', 7, 8), page: { spanMs: HOUR / 2, items: 100 } };
    pieces.learn({ times: ALL_TIMES }, { items: 100, ended: false, seen: dense }, 100);
    expect(pieces.left()).toMatchObject([{ times: { afterMs: 12 * HOUR } }]);
    pieces.learn(walk, { items: 100, ended: false, seen: dense }, 100);
    expect(next()?.times).toEqual({ afterMs: 12 * HOUR, beforeMs: 14.5 * HOUR });
  });

  it('still learns from times that are used up, and no longer from a walk that is over', () => {
    const { pieces } = piecesOf();
    pieces.add(unwalkedAfter(ALL_TIMES, { ...ordered('ascending', 0, 2), order: 'none' }, 100), undefined);
    const walk = pieces.next({ ...carving, pages: Infinity }, (share) => share)!;
    expect(pieces.isEmpty).toBe(true);
    // Two points, taken to stand for a quarter of what there is.
    expect(pieces.expectedPages(walk, 100)).toBe(4);
    pieces.learn(walk, { items: 1000, ended: false, seen: undefined }, 100);
    expect(pieces.expectedPages(walk, 100)).toBe(10);
    pieces.end(walk);
    expect(pieces.expectedPages(walk, 100)).toBeUndefined();
  });

  it('has nothing left once it is cleared', () => {
    const { pieces, next } = piecesOf(undefined, VALUE);
    next();
    pieces.clear();
    expect([pieces.isEmpty, pieces.left(), next()]).toEqual([true, [], undefined]);
  });
});
