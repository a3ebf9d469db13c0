import { expect, it } from 'vitest';
import { cutAfterRejection } from '../../src/splits/cut-after-rejection.js';
import { ALL_TIMES } from '../../src/splits/creation-times.js';
import type { Seen } from '../../src/splits/observed-times.js';

const seen = (order: Seen['order'], fromMs = 100_000, middle = 150_000, toMs = 200_000): Seen => ({
  fromMs,
  toMs,
  order,
  sample: [fromMs, middle, toMs],
  page: undefined,
});

it.each([
  [
    'in ascending order, the part above what was seen comes first',
    seen('ascending'),
    [200_000, Infinity],
    [-Infinity, 200_000],
  ],
  ['in descending order, the part below it', seen('descending'), [-Infinity, 100_000], [100_000, Infinity]],
  [
    'in no order, it is cut in the middle, clear of who else was created then',
    seen('none'),
    [-Infinity, 148_999],
    [148_999, Infinity],
  ],
  [
    'one time alone is cut off above',
    seen('ascending', 100_000, 100_000, 100_000),
    [100_001, Infinity],
    [-Infinity, 100_001],
  ],
  [
    'one time alone is cut off below',
    seen('descending', 100_000, 100_000, 100_000),
    [-Infinity, 100_000],
    [100_000, Infinity],
  ],
  [
    'a middle at the very beginning gives way',
    seen('none', 100_000, 100_000, 200_000),
    [-Infinity, 200_000],
    [200_000, Infinity],
  ],
])('%s', (_, times, first, second) => {
  const parts = cutAfterRejection(ALL_TIMES, times)?.map(({ afterMs, beforeMs }) => [afterMs, beforeMs]);
  expect(parts).toEqual([first, second]);
});

it.each([
  ['nothing was seen', ALL_TIMES, undefined],
  [
    'only one millisecond is left',
    { afterMs: 100_000, beforeMs: 100_001 },
    seen('none', 100_000, 100_000, 100_000),
  ],
  ['the upper part was cut off before', { afterMs: -Infinity, beforeMs: 200_000 }, seen('ascending')],
])('there is nothing to cut where %s', (_, times, what) => {
  expect(cutAfterRejection(times, what)).toBeUndefined();
});
