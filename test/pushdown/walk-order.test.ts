import { expect, it } from 'vitest';
import { walkOrder } from '../../src/pushdown/walk-order.js';

it.each<[string[], string[]]>([
  [[], []],
  [['ACTIVE'], ['ACTIVE']],
  [
    ['ACTIVATING', 'ARCHIVED'],
    ['ARCHIVED', 'ACTIVATING'],
  ],
  [
    ['ACTIVE', 'ACTIVATING'],
    ['ACTIVATING', 'ACTIVE'],
  ],
  [
    ['ACTIVE', 'ARCHIVED', 'ACTIVATING'],
    ['ARCHIVED', 'ACTIVATING', 'ACTIVE'],
  ],
  // a read set is archived on its own, and activated by way of a status that is not asked for
  [
    ['ARCHIVED', 'ACTIVE'],
    ['ACTIVE', 'ARCHIVED'],
  ],
  [
    ['DELETED', 'ARCHIVED', 'DELETING', 'ACTIVE', 'UPLOAD_FAILED', 'PROCESSING_UPLOAD'],
    ['PROCESSING_UPLOAD', 'UPLOAD_FAILED', 'ACTIVE', 'ARCHIVED', 'DELETING', 'DELETED'],
  ],
  [
    ['DELETED', 'DELETING', 'ACTIVE', 'ACTIVATING', 'ARCHIVED', 'UPLOAD_FAILED', 'PROCESSING_UPLOAD'],
    ['PROCESSING_UPLOAD', 'UPLOAD_FAILED', 'ARCHIVED', 'ACTIVATING', 'ACTIVE', 'DELETING', 'DELETED'],
  ],
])('statuses %j are walked as %j', (values, order) => {
  expect(walkOrder('status', values)).toEqual(order);
});

it('other values are walked as they are given', () => {
  expect(walkOrder('name', ['b', 'ARCHIVED', 'a'])).toEqual(['b', 'ARCHIVED', 'a']);
});
