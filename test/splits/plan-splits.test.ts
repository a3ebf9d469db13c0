import { describe, expect, it } from 'vitest';
import { ALL_TIMES } from '../../src/splits/creation-times.js';
import { planSplits } from '../../src/splits/plan-splits.js';
import { crowded, HOUR, ordered, spread, unordered } from './seen.js';

const NOW = 10_000 * HOUR;

describe('planSplits', () => {
  const cut = (more: object): string =>
    planSplits({ times: ALL_TIMES, pages: 2, expectedPages: undefined, seen: spread, ...more }, NOW);

  it.each([
    ['cut', 'two pages of a list in no order', {}],
    ['walk-on', 'one page: most stores are smaller', { pages: 1 }],
    ['walk-on', 'nothing seen', { seen: undefined }],
    ['walk-on', 'too much to be walked again', { pages: 65 }],
    ['walk-on', 'a piece that is as long as expected', { pages: 4, expectedPages: 6 }],
    ['cut', 'a piece that is far longer than expected', { pages: 14, expectedPages: 6 }],
    ['walk-on', 'most of it created at one time', { seen: crowded }],
    ['walk-on', 'all of it created in a minute', { seen: unordered([0, 59_000]) }],
    ['cut', 'an ascending list, far from now', { seen: ordered('ascending', 0, 2) }],
    ['walk-on', 'an ascending list, nearly at now', { seen: ordered('ascending', 9990, 9997) }],
    [
      'walk-on',
      'an ascending piece, nearly at its end',
      { times: { afterMs: 0, beforeMs: 5 * HOUR }, seen: ordered('ascending', 0, 2) },
    ],
    ['cut', 'a descending list, of which the end is not known', { seen: ordered('descending', 7, 9) }],
    [
      'walk-on',
      'a descending piece, nearly at its end',
      { times: { afterMs: 5 * HOUR, beforeMs: Infinity }, seen: ordered('descending', 7, 9) },
    ],
  ])('says %s for %s', (expected, _, view) => {
    expect(cut(view)).toBe(expected);
  });
});
