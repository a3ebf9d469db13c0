import { describe, expect, it } from 'vitest';
import { checkAsked, checkCheckpoint, sealCheckpoint, withOutput } from '../../src/checkpoint/checkpoint.js';
import { noCounts } from '../../src/pages/counts.js';

const sealed = sealCheckpoint({
  asked: { limit: 5, filter: { status: 'ACTIVE' } },
  complete: false,
  seconds: 1.5,
  clients: [{ region: 'us-east-1', discovered: true }],
  discovery: noCounts(),
  stores: [
    {
      client: 0,
      region: 'us-east-1',
      sequenceStoreId: '1234567890',
      complete: false,
      ...noCounts(),
      seconds: 1,
      delivered: { blocks: ['AAEC'], others: [] },
    },
  ],
  splits: [{ client: 0, region: 'us-east-1', sequenceStoreId: '1234567890', nextToken: 'a token' }],
});
const copy = (): Record<string, unknown> => JSON.parse(JSON.stringify(sealed)) as Record<string, unknown>;

/** A checkpoint, sealed as any other, whose split has such a time. */
const withTime = (createdAfter: string) =>
  sealCheckpoint({ ...sealed, splits: sealed.splits.map((split) => ({ ...split, createdAfter })) });

/** The same object with its members, and those of its members, the other way round. */
const reversed = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reversed(member)])
      .reverse(),
  );
};

describe('a checkpoint', () => {
  it.each([
    ['through text', copy()],
    ['through a store that orders members its own way', reversed(copy())],
    ['with a split of some times', withTime('2024-06-30T12:00:00.000Z')],
    ['with an output put into it', withOutput(sealed, { path: 'x', format: 'ndjson', bytes: 5, rows: 1 })],
  ])('is taken %s', (_, value) => {
    expect(() => checkCheckpoint(value)).not.toThrow();
  });

  it.each([
    ['damaged', 'null', null],
    ['damaged', 'a string', 'checkpoint'],
    ['damaged', 'another object', { version: 1 }],
    ['damaged', 'one with a byte changed', { ...copy(), seconds: 1.6 }],
    ['damaged', 'one with a member more', { ...copy(), more: 1 }],
    ['damaged', 'one cut short', { format: sealed.format, version: 1 }],
    ['damaged', 'one of a day that is none', withTime('2024-02-30')],
    ['newer-version', 'one of version 2', { ...copy(), version: 2 }],
  ])('is refused as %s: %s', (problem, _, value) => {
    expect(() => checkCheckpoint(value)).toThrow(expect.objectContaining({ code: 'CHECKPOINT', problem }));
  });

  it('is for what was asked, however that is ordered', () => {
    expect(() => checkAsked(sealed, { filter: { status: 'ACTIVE' }, limit: 5 })).not.toThrow();
    expect(() => checkAsked(sealed, { limit: 6 })).toThrow(
      expect.objectContaining({ problem: 'another-question' }),
    );
  });
});
