import { expect, it } from 'vitest';
import { valueAt } from '../../src/rows/value-at.js';

const row = {
  id: '1',
  etag: { source1: 'a' },
  none: null,
  key: { 'etag.source1': 'b' },
  'x.y': 1,
  x: { y: 2 },
};

it.each([
  ['id', '1'],
  ['etag', { source1: 'a' }],
  ['etag.source1', 'a'],
  ['etag.source2', undefined],
  ['id.length', undefined],
  ['none', null],
  ['none.of', undefined],
  ['key.etag.source1', 'b'],
  ['x.y', 1],
  ['constructor', undefined],
  ['etag.toString', undefined],
])('at %s there is %j', (path, value) => {
  expect(valueAt(row, path)).toEqual(value);
});
