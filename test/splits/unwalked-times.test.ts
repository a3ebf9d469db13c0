import { describe, expect, it } from 'vitest';
import { ALL_TIMES, type CreationTimes } from '../../src/splits/creation-times.js';
import {
  carve,
  learn,
  unwalkedAfter,
  type Carving,
  type UnwalkedTimes,
} from '../../src/splits/unwalked-times.js';
import { crowded, HOUR, ordered, spread } from './seen.js';

const carving: Carving = { pages: 5, pageSize: 100, walks: 10, nowMs: 10_000 * HOUR };

/** All pieces of some times, in the order they are cut. */
function piecesOf(unwalked: UnwalkedTimes, more: Partial<Carving> = {}): CreationTimes[] {
  const pieces: CreationTimes[] = [];
  for (let rest: UnwalkedTimes | undefined = unwalked; rest !== undefined;) {
    const carved = carve(rest, { ...carving, ...more });
    pieces.push(carved.piece.times);
    rest = carved.rest;
  }
  return pieces;
}

/** Whether the times follow each other without gap and overlap, from the beginning to the end. */
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

describe('the pieces of times', () => {
  it.each([
    ['an ascending list', unwalkedAfter(ALL_TIMES, ordered('ascending', 0, 2), 200)],
    ['a list in no order', unwalkedAfter(ALL_TIMES, spread, 200)],
    ['a crowded one', unwalkedAfter(ALL_TIMES, crowded, 200)],
    ['one of which nothing is known', unwalkedAfter(ALL_TIMES, { ...spread, sample: [] }, 200)],
  ])('are all of it, each time once: %s', (_, unwalked) => {
    const pieces = piecesOf(unwalked);
    expect(areWhole(pieces)).toBe(true);
  });

  it('begin after what was seen of an ascending list, each of as many pages as asked for', () => {
    const [first, second] = piecesOf(unwalkedAfter(ALL_TIMES, ordered('ascending', 0, 2), 200));
    expect(first).toEqual({ afterMs: -Infinity, beforeMs: 7 * HOUR });
    expect(second).toEqual({ afterMs: 7 * HOUR, beforeMs: 12 * HOUR });
  });

  it('end before what was seen of a descending list, and are one after two empty ones', () => {
    const unwalked = unwalkedAfter(ALL_TIMES, ordered('descending', 1007, 1009), 200);
    const first = carve(unwalked, carving);
    expect(first.piece.times).toEqual({ afterMs: 1002 * HOUR, beforeMs: Infinity });
    const second = carve(first.rest!, carving);
    const nothing = { piece: second.piece, items: 0, ended: true, seen: undefined };
    const learnt = learn(learn(second.rest!, nothing, 100), nothing, 100);
    expect(carve(learnt, carving)).toMatchObject({
      piece: { times: { afterMs: -Infinity } },
      rest: undefined,
    });
  });

  it.each([1e3, 1e6, 1e9])('do not begin before 1970, whatever %d hours a page seems to span', (hours) => {
    const seen = { ...ordered('descending', 7, 9), page: { spanMs: hours * HOUR, items: 100 } };
    const pieces = piecesOf(unwalkedAfter(ALL_TIMES, seen, 200));
    expect(pieces).toEqual([ALL_TIMES]);
    expect(areWhole(pieces)).toBe(true);
  });

  it('grow where a piece was nearly empty, and shrink where one is denser', () => {
    const unwalked = unwalkedAfter(ALL_TIMES, ordered('ascending', 0, 2), 200);
    const { piece, rest } = carve(carve(unwalked, carving).rest!, carving);
    const lengthOf = (after: UnwalkedTimes): number => {
      const { times } = carve(after, carving).piece;
      return (times.beforeMs - times.afterMs) / HOUR;
    };
    expect(lengthOf(rest!)).toBe(5);
    expect(lengthOf(learn(rest!, { piece, items: 10, ended: true, seen: undefined }, 100))).toBe(20);
    const dense = { ...ordered('ascending', 7, 8), page: { spanMs: HOUR / 2, items: 100 } };
    expect(lengthOf(learn(rest!, { piece, items: 100, ended: false, seen: dense }, 100))).toBe(2.5);
  });

  it('are a share each while the size is not known, and then as long as asked for', () => {
    const unwalked = unwalkedAfter(ALL_TIMES, spread, 200);
    const { piece, rest } = carve(unwalked, { ...carving, walks: 5 });
    expect(piece.points).toBe(20);
    // 20 of 200 points hold 1,000: the piece of five pages is ten points.
    const learnt = learn(rest!, { piece, items: 1000, ended: true, seen: spread }, 100);
    expect(carve(learnt, { ...carving, walks: 5 }).piece.points).toBe(10);
  });

  it('leave a crowd of one time in one piece, and stay clear of it', () => {
    const pieces = piecesOf(unwalkedAfter(ALL_TIMES, crowded, 200));
    const holds = pieces.filter(({ afterMs, beforeMs }) => afterMs <= 5 * HOUR && beforeMs > 5 * HOUR);
    expect(holds).toHaveLength(1);
    for (const { afterMs, beforeMs } of pieces) {
      expect(Math.abs(afterMs - 5 * HOUR)).toBeGreaterThan(1000);
      expect(Math.abs(beforeMs - 5 * HOUR)).toBeGreaterThan(1000);
    }
  });
});
