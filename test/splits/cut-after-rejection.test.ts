import { expect, it } from 'vitest';
import { cutAfterRejection } from '../../src/splits/cut-after-rejection.js';
import { ALL_TIMES } from '../../src/splits/creation-times.js';
import type { SeenTimes } from '../../src/splits/split.js';

const at = (ms: number): string => new Date(ms).toISOString();
const seen = (order: SeenTimes['order'], from = 100, middle = 150, to = 200): SeenTimes => ({
  from: at(from),
  middle: at(middle),
  to: at(to),
  order,
});

it.each([
  [
    'in ascending order, the part above what was seen comes first',
    seen('ascending'),
    [200, Infinity],
    [-Infinity, 200],
  ],
  ['in descending order, the part below it', seen('descending'), [-Infinity, 100], [100, Infinity]],
  ['in no order, both halves are as long', seen('none'), [-Infinity, 150], [150, Infinity]],
  ['one time alone is cut off above', seen('ascending', 100, 100, 100), [101, Infinity], [-Infinity, 101]],
  ['one time alone is cut off below', seen('descending', 100, 100, 100), [-Infinity, 100], [100, Infinity]],
  [
    'a middle at the very beginning gives way',
    seen('none', 100, 100, 200),
    [-Infinity, 200],
    [200, Infinity],
  ],
])('%s', (_, times, first, second) => {
  const parts = cutAfterRejection(ALL_TIMES, times)?.map(({ afterMs, beforeMs }) => [afterMs, beforeMs]);
  expect(parts).toEqual([first, second]);
});

it.each([
  ['nothing was seen', ALL_TIMES, undefined],
  ['only one millisecond is left', { afterMs: 100, beforeMs: 101 }, seen('none', 100, 100, 100)],
  ['the upper part was cut off before', { afterMs: -Infinity, beforeMs: 200 }, seen('ascending')],
])('there is nothing to cut where %s', (_, times, what) => {
  expect(cutAfterRejection(times, what)).toBeUndefined();
});
