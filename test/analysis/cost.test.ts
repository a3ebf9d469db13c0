import { estimateCost, type ReadSetLike } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';

const of = (status: string, totalBaseCount?: number): ReadSetLike =>
  ({
    status,
    ...(totalBaseCount === undefined ? {} : { sequenceInformation: { totalBaseCount } }),
  }) as ReadSetLike;

describe('estimateCost', () => {
  it('multiplies gigabases by the rate of their status, and counts the read sets that it cannot price', async () => {
    const readSets = [
      of('ACTIVE', 3e9),
      of('ACTIVE', 1e9),
      of('ACTIVE'),
      of('ARCHIVED', 10e9),
      of('DELETED', 7e9),
    ];
    expect(
      await estimateCost(readSets, { perGigabaseMonth: { ACTIVE: 0.5, ARCHIVED: 0.25, DELETING: 9 } }),
    ).toEqual({
      perMonth: 4.5,
      basesUnknown: 1,
      unrated: { readSets: 1, gigabases: 7 },
      statuses: [
        { status: 'ACTIVE', readSets: 3, gigabases: 4, basesUnknown: 1, perGigabaseMonth: 0.5, perMonth: 2 },
        {
          status: 'ARCHIVED',
          readSets: 1,
          gigabases: 10,
          basesUnknown: 0,
          perGigabaseMonth: 0.25,
          perMonth: 2.5,
        },
        { status: 'DELETED', readSets: 1, gigabases: 7, basesUnknown: 0 },
      ],
    });
  });

  it('adds up the gigabases without a rate exactly', async () => {
    const readSets = [of('ARCHIVED', 100_000_000), of('DELETED', 200_000_000), of('DELETED')];
    const { unrated } = await estimateCost(readSets, { perGigabaseMonth: { ACTIVE: 1 } });
    expect(unrated).toEqual({ readSets: 3, gigabases: 0.3 });
  });

  it.each<[unknown, RegExp]>([
    [undefined, /`rates` to be an object/],
    [{ ACTIVE: 1 }, /`rates` to be an object with only the members perGigabaseMonth, got `ACTIVE`/],
    [{ perGigabaseMonth: {} }, /an object with a rate for each status.*, got an empty object\./],
    [{ perGigabaseMonth: [0.5] }, /a rate for each status.*, got an array of 1\./],
    [
      { perGigabaseMonth: new Map([['ACTIVE', 1]]) },
      /a rate for each status.*, got a Map: pass `Object\.fromEntries\(map\)`\./,
    ],
    [{ perGigabaseMonth: null }, /a rate for each status.*, got null\./],
    [
      { perGigabaseMonth: { ACTIVE: -1, ARCHIVED: '1' } },
      /ACTIVE` to be a number from 0.*ARCHIVED` to be a number/,
    ],
  ])('refuses the rates %j', (rates, message) => {
    expect(() => estimateCost([], rates as never)).toThrow(message);
  });
});
