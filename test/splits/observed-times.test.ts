import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { ObservedTimes, seenInJson } from '../../src/splits/observed-times.js';

const T = Date.parse('2024-06-01');

/** Read sets that were created so many milliseconds after T; `undefined` for one of which it is not said. */
const page = (...times: readonly (number | undefined)[]): ReadSetListItem[] =>
  times.map((ms) => ({ creationTime: ms === undefined ? undefined : new Date(T + ms) }) as ReadSetListItem);

const observed = (...pages: readonly ReadSetListItem[][]): ObservedTimes => {
  const times = new ObservedTimes();
  for (const items of pages) times.note(items);
  return times;
};

describe('ObservedTimes', () => {
  it.each([
    ['ascending', [page(1, 2, 2), page(3)]],
    ['descending', [page(3, 2), page(2, 1)]],
    ['none', [page(1, 3, 2)]],
    ['none', [page(2, 3), page(1)]],
    ['ascending', [page(1, undefined, 2)]],
    ['ascending', [page(1, 1)]],
  ])('sees the order %s', (order, pages) => {
    expect(observed(...pages).seen()).toMatchObject({ order });
  });

  it('sees nothing where nothing has a time', () => {
    expect(observed().seen()).toBeUndefined();
    expect(observed(page(), page(undefined)).seen()).toBeUndefined();
  });

  it('sees how far it reaches, and what the latest page of several times spans', () => {
    expect(observed(page(5, 9, undefined), page(20, 24), page(30, 30)).seen()).toMatchObject({
      fromMs: T + 5,
      toMs: T + 30,
      page: { spanMs: 4, items: 2 },
    });
    expect(observed(page(5), page(7)).seen()?.page).toBeUndefined();
  });

  it('keeps the first 300 as a sample, in order of time', () => {
    const times = Array.from({ length: 500 }, (_, n) => (n * 7) % 500);
    const { sample } = observed(page(...times.slice(0, 250)), page(...times.slice(250))).seen()!;
    expect(sample).toEqual(
      times
        .slice(0, 300)
        .sort((a, b) => a - b)
        .map((ms) => T + ms),
    );
  });

  it('goes on from what an earlier reader saw', () => {
    const seen = seenInJson(observed(page(10, 20, 30)).seen()!);
    expect(seen).toEqual({
      from: new Date(T + 10).toISOString(),
      to: new Date(T + 30).toISOString(),
      middle: new Date(T + 20).toISOString(),
      order: 'ascending',
    });
    const later = new ObservedTimes(seen);
    expect(later.seen()).toMatchObject({ fromMs: T + 10, toMs: T + 30, sample: [T + 20], page: undefined });
    later.note(page(50, 40));
    expect(later.seen()).toMatchObject({ toMs: T + 50, order: 'none', sample: [T + 20, T + 40, T + 50] });
  });

  it.each(['2024-02-30', '2024', 'soon'])('does without what was seen where %j is to be a time', (time) => {
    const seen = seenInJson(observed(page(10, 20, 30)).seen()!);
    for (const member of ['from', 'middle', 'to']) {
      expect(new ObservedTimes({ ...seen, [member]: time }).seen()).toBeUndefined();
    }
  });
});
