import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { ALL_TIMES, narrowToTimes, reachesBeyond, TimeObserver } from '../../src/run/creation-times.js';
import { clearOf, cutAt } from '../../src/run/cut-planning.js';
import { timesOf, timesToJson } from '../../src/run/split.js';

const T = Date.parse('2024-06-01');
const DAY = 86_400_000;
const createdAt = (ms: number | undefined): ReadSetListItem =>
  ({ creationTime: ms === undefined ? undefined : new Date(T + ms) }) as ReadSetListItem;

/** Read sets that were created so many milliseconds after T. `undefined` makes one without a creation time. */
const page = (...times: readonly (number | undefined)[]): ReadSetListItem[] => times.map(createdAt);

const observerOf = (...pages: readonly ReadSetListItem[][]): TimeObserver => {
  const observer = new TimeObserver();
  for (const items of pages) observer.add(items);
  return observer;
};

describe('cutAt', () => {
  it.each([
    [ALL_TIMES, 5, [-Infinity, 5], [5, Infinity]],
    [{ afterMs: 0, beforeMs: 10 }, 1, [0, 1], [1, 10]],
    [{ afterMs: 0, beforeMs: 10 }, 9, [0, 9], [9, 10]],
  ])('cuts %o at %d into halves that share no time and miss none', (times, atMs, ...halves) => {
    expect(cutAt(times, atMs)?.map(({ afterMs, beforeMs }) => [afterMs, beforeMs])).toEqual(halves);
  });

  it.each([0, 10, -1, 11, NaN, Infinity, -Infinity])('does not cut 0 to 10 at %d', (atMs) => {
    expect(cutAt({ afterMs: 0, beforeMs: 10 }, atMs)).toBeUndefined();
  });
});

describe('clearOf', () => {
  it('cuts early enough that the widened request for the earlier part does not return the time itself', () => {
    const halves = cutAt(ALL_TIMES, clearOf(T))!;
    const { sent } = narrowToTimes({ sent: undefined, accepts: () => true }, halves[0]);
    expect(sent?.createdBefore?.getTime()).toBeLessThan(T);
    expect(halves[1].afterMs).toBeLessThan(T);
  });
});

describe('reachesBeyond', () => {
  const times = { afterMs: T, beforeMs: T + DAY };
  it.each([
    ['no time is outside', 0, DAY - 1, false],
    ['times are as far outside as a request is widened', -1000, DAY + 1000, false],
    ['times are outside by twice the margin', -2000, DAY + 2000, false],
    ['a time is further below', -2001, 0, true],
    ['a time is further above', 0, DAY + 2001, true],
  ])('is %4$s if %1$s', (...[, fromMs, toMs, expected]) => {
    expect(reachesBeyond({ fromMs: T + fromMs, toMs: T + toMs }, times)).toBe(expected);
  });

  it('is false for all times, whatever was received', () => {
    expect(reachesBeyond({ fromMs: -8e15, toMs: 8e15 }, ALL_TIMES)).toBe(false);
  });
});

describe('narrowToTimes', () => {
  const filterOf = (sent?: ReadSetFilter) => ({ sent, accepts: () => true });

  it('returns the filter itself for all times', () => {
    const filter = filterOf({ name: 'a' });
    expect(narrowToTimes(filter, ALL_TIMES)).toBe(filter);
  });

  it.each<[string, object, ReadSetFilter | undefined, number | undefined, number | undefined]>([
    ['a lower bound', { afterMs: T }, undefined, T - 1000, undefined],
    ['an upper bound', { beforeMs: T }, undefined, undefined, T + 1000],
    [
      'a bound above that of the filter',
      { afterMs: T },
      { createdAfter: new Date(T - DAY) },
      T - 1000,
      undefined,
    ],
    [
      'a bound below that of the filter',
      { afterMs: T },
      { createdAfter: new Date(T + DAY) },
      T + DAY,
      undefined,
    ],
    [
      'an upper bound above that of the filter',
      { beforeMs: T },
      { createdBefore: new Date(T - DAY) },
      undefined,
      T - DAY,
    ],
    ['a bound before the year 1', { afterMs: -1e15, beforeMs: T }, undefined, undefined, T + 1000],
  ])('sends the narrower bounds, widened by a second: %s', (_, bounds, sent, after, before) => {
    const narrowed = narrowToTimes(filterOf({ name: 'a', ...sent }), { ...ALL_TIMES, ...bounds }).sent;
    expect(narrowed).toEqual({
      name: 'a',
      ...(after === undefined ? {} : { createdAfter: new Date(after) }),
      ...(before === undefined ? {} : { createdBefore: new Date(before) }),
    });
  });

  it('accepts each read set in exactly one half, at the bound and without a time too', () => {
    const halves = cutAt(ALL_TIMES, T)!.map((times) => narrowToTimes(filterOf(), times));
    const accepted = page(-1, 0, 1, undefined).map((readSet) =>
      halves.map(({ accepts }) => accepts(readSet)),
    );
    expect(accepted).toEqual([
      [true, false],
      [false, true],
      [false, true],
      [true, false],
    ]);
  });

  it('keeps the condition of the filter', () => {
    const filter = { sent: undefined, accepts: () => false };
    expect(narrowToTimes(filter, { afterMs: T, beforeMs: T + 5 }).accepts(createdAt(1))).toBe(false);
  });
});

describe('TimeObserver', () => {
  it.each([
    ['ascending', [page(1, 2, 2), page(3)]],
    ['descending', [page(3, 2), page(2, 1)]],
    ['none', [page(1, 3, 2)]],
    ['none', [page(2, 3), page(1)]],
    ['ascending', [page(1, undefined, 2)]],
    ['ascending', [page(1, 1)]],
  ])('observes the order %s', (order, pages) => {
    expect(observerOf(...pages).observation).toMatchObject({ order });
  });

  it('observes nothing before the first creation time', () => {
    for (const observer of [observerOf(), observerOf(page(), page(undefined))]) {
      expect(observer.observation).toBeUndefined();
      expect(observer.toJSON()).toBeUndefined();
    }
  });

  it('observes the range of all times, and the span of the latest page with several times', () => {
    expect(observerOf(page(5, 9, undefined), page(20, 24), page(30, 30)).observation).toMatchObject({
      fromMs: T + 5,
      toMs: T + 30,
      page: { spanMs: 4, items: 2 },
    });
    expect(observerOf(page(5), page(7)).observation?.page).toBeUndefined();
  });

  it('keeps the first 300 times as a sample, sorted', () => {
    const times = Array.from({ length: 500 }, (_, n) => (n * 7) % 500);
    const { sample } = observerOf(page(...times.slice(0, 250)), page(...times.slice(250))).observation!;
    expect(sample).toEqual(
      times
        .slice(0, 300)
        .sort((a, b) => a - b)
        .map((ms) => T + ms),
    );
  });

  it('continues the observation of an earlier run', () => {
    const earlier = observerOf(page(10, 20, 30)).toJSON()!;
    expect(earlier).toEqual({
      from: new Date(T + 10).toISOString(),
      to: new Date(T + 30).toISOString(),
      middle: new Date(T + 20).toISOString(),
      order: 'ascending',
    });
    const later = new TimeObserver(earlier);
    expect(later.observation).toMatchObject({
      fromMs: T + 10,
      toMs: T + 30,
      order: 'ascending',
      sample: [T + 20],
      page: undefined,
    });
    later.add(page(50, 40));
    expect(later.observation).toMatchObject({
      toMs: T + 50,
      order: 'none',
      sample: [T + 20, T + 40, T + 50],
    });
  });

  it.each(['2024-02-30', '2024', 'soon'])('ignores an earlier observation with the time %j', (time) => {
    const earlier = observerOf(page(10, 20, 30)).toJSON()!;
    for (const member of ['from', 'middle', 'to']) {
      expect(new TimeObserver({ ...earlier, [member]: time }).observation).toBeUndefined();
    }
  });
});

it.each([
  [{}, ALL_TIMES],
  [{ createdAfter: '1970-01-01T00:00:01.000Z' }, { afterMs: 1000, beforeMs: Infinity }],
  [{ createdBefore: '1970-01-01T00:00:01.000Z' }, { afterMs: -Infinity, beforeMs: 1000 }],
])('a split with %j has the times %o, and has them in JSON', (split, times) => {
  expect(timesOf(split)).toEqual(times);
  expect(timesToJson(times)).toEqual(split);
});
