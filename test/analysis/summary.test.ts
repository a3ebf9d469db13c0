import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import {
  inventory,
  READ_SET_FIELDS,
  summarize,
  writeNdjson,
  type SummaryField,
  type ReadSetLike,
} from 'healthomics-streams';
import { generateReadSets } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { errorOf, readSet, STORE, storesOf } from '../support/read-sets.js';
import { temporaryDirectory } from '../sinks/support.js';
import { withEmulator } from '../support/with-emulator.js';
import { anyReadSet } from './support.js';

/** A naive implementation, with bases as big integers. */
function naiveTotals(readSets: readonly ReadSetLike[]) {
  const bases = readSets
    .map((item) => item.sequenceInformation?.totalBaseCount)
    .filter((n) => n !== undefined);
  const sum = bases.reduce((total, n) => total + BigInt(n), 0n);
  const times = readSets
    .flatMap(({ creationTime }) => (creationTime === undefined ? [] : new Date(creationTime)))
    .sort((a, b) => +a - +b);
  return {
    readSets: readSets.length,
    gigabases: Number(sum / 1_000_000_000n) + Number(sum % 1_000_000_000n) / 1e9,
    basesUnknown: readSets.length - bases.length,
    ...(times.length > 0 && { oldest: times[0], newest: times.at(-1) }),
  };
}

describe('summarize', () => {
  it('returns the same totals as a naive implementation, for all read sets and each group', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReadSet, { maxLength: 80 }), async (readSets) => {
        const { groups, ...all } = await summarize(readSets, { by: ['status', 'sampleId', 'etag.source2'] });
        expect(all).toEqual(naiveTotals(readSets));
        for (const { key, ...sums } of groups) {
          const own = readSets.filter(
            ({ status, sampleId, etag }) =>
              (status ?? null) === key.status &&
              (sampleId ?? null) === key.sampleId &&
              (etag?.source2 ?? null) === key['etag.source2'],
          );
          expect(sums).toEqual(naiveTotals(own));
        }
        expect(groups.reduce((sum, group) => sum + group.readSets, 0)).toBe(readSets.length);
      }),
    );
  });

  it('counts the numbers of bases that are not whole numbers from 0 to 2^53', async () => {
    const withBases = (totalBaseCount: unknown) =>
      ({ sequenceInformation: { totalBaseCount } }) as ReadSetLike;
    const exact = [withBases(0), withBases(2 ** 53 - 1), {}, withBases(null)];
    expect(await summarize(exact)).not.toHaveProperty('basesInexact');
    const inexact = [2 ** 53, 2 ** 64, -1, 1.5, NaN, '7'].map(withBases);
    expect(await summarize([...exact, ...inexact])).toMatchObject({
      readSets: 10,
      gigabases: expect.closeTo(18_014_398.509482, 5) as number,
      basesUnknown: 7,
      basesInexact: 6,
    });
  });

  it('returns only the totals if no fields are given, also for an empty stream', async () => {
    expect(await summarize([])).toEqual({ readSets: 0, gigabases: 0, basesUnknown: 0, groups: [] });
  });

  it('distinguishes a missing value from an empty string and from the string null', async () => {
    const { groups } = await summarize([{ sampleId: 'null' }, {}, { sampleId: '' }, { sampleId: 'a' }], {
      by: ['sampleId'],
    });
    expect(groups.map(({ key }) => key.sampleId)).toEqual(['', 'a', 'null', null]);
  });

  it('groups by the UTC year, month and day of creation', async () => {
    const creationTime = new Date('2024-02-29T23:59:59Z');
    const { groups } = await summarize([{ creationTime }], {
      by: ['creationTime.year', 'creationTime.month', 'creationTime.day', 'creationTime'],
    });
    expect(groups[0]?.key).toEqual({
      'creationTime.year': '2024',
      'creationTime.month': '2024-02',
      'creationTime.day': '2024-02-29',
      creationTime: '2024-02-29T23:59:59.000Z',
    });
  });

  it('accepts creation times as ISO 8601 strings, and treats invalid ones as missing', async () => {
    const times = ['2024-02-29T23:59:59.000Z', '2024-02-30', 'soon', new Date(NaN)];
    const by = ['creationTime', 'creationTime.day'] as const;
    const { groups, oldest, newest } = await summarize(
      times.map((creationTime) => ({ creationTime })),
      { by },
    );
    expect([oldest, newest]).toEqual([new Date(times[0]!), new Date(times[0]!)]);
    expect(groups.map(({ key, readSets }) => [key['creationTime.day'], readSets])).toEqual([
      ['2024-02-29', 1],
      [null, 3],
    ]);
  });

  it('returns the same summary for the rows of an NDJSON file as for the list', async () => {
    const path = join(await temporaryDirectory(), 'read-sets.ndjson');
    const by = ['status', 'creationTime', 'creationTime.month'] as const;
    await withEmulator(
      { stores: [{ id: STORE, readSets: generateReadSets({ count: 120, seed: 2 }) }] },
      async ({ config }) => {
        await writeNdjson(inventory(config), path);
        const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
        const rows = lines.map((line) => JSON.parse(line) as ReadSetLike);
        expect(typeof rows[0]?.creationTime).toBe('string');
        expect(await summarize(rows, { by })).toEqual(await summarize(inventory(config), { by }));
      },
    );
  });

  it('adds up the groups beyond maxGroups in others', async () => {
    const readSets = ['a', 'b', 'c', 'a', 'd'].map((id) => ({ id }));
    const { groups, others } = await summarize(readSets, { by: ['id'], maxGroups: 2 });
    expect(groups.map(({ key, readSets: count }) => [key.id, count])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(others).toEqual({ readSets: 2, gigabases: 0, basesUnknown: 2 });
  });

  it('adds bases exactly, in any order', async () => {
    const of = (totalBaseCount: number): ReadSetLike => ({
      sequenceInformation: { totalBaseCount },
    });
    const many = [
      ...Array.from({ length: 1000 }, () => of(1)),
      of(9_007_199_254_740_991),
      of(8_000_000_000_000_000),
    ];
    const [forward, backward] = [await summarize(many), await summarize([...many].reverse())];
    expect(forward.gigabases).toBe(17_007_199 + 254_741_991 / 1e9);
    expect(backward).toEqual(forward);
  });

  it('covers every read set of an inventory over HTTP', async () => {
    const stores = storesOf(120, 3);
    stores[1]!.readSets.push(readSet(9, { id: '9999999999', status: 'ARCHIVED' }));
    await withEmulator({ stores }, async ({ config }) => {
      const { readSets, groups } = await summarize(inventory(config), { by: ['sequenceStoreId', 'status'] });
      expect(readSets).toBe(124);
      expect(groups.map(({ key, readSets: count }) => [...Object.values(key), count])).toEqual([
        ['1000000000', 'ACTIVE', 120],
        ['1000000001', 'ACTIVE', 3],
        ['1000000001', 'ARCHIVED', 1],
      ]);
    });
  });

  it('refuses invalid options at the call, all at once', async () => {
    const options = { by: ['status', 'color', 'etag'], maxGroups: 0, max: 1 } as never;
    const error = await errorOf(() => summarize([], options));
    expect(error).toMatchObject({ code: 'INVALID_OPTION' });
    expect((error as Error).message).toMatch(
      /`max`.*`maxGroups` to be an integer from 1.*`by\[1\]`.*"color".*`by\[2\]`/,
    );
    expect(() => summarize(undefined as never)).toThrow('Expected `stream` to be an async iterable');
    expect(() => summarize([], { by: 'status' as never })).toThrow('Expected `by` to be an array of fields');
  });

  it.each<SummaryField>([...READ_SET_FIELDS, 'creationTime.month'])('groups by %s', async (field) => {
    const { groups } = await summarize([{}], { by: [field] });
    expect(groups[0]?.key).toEqual({ [field]: null });
  });
});

it.each([14_996_394_649, 9_007_199_254_740_991])(
  'converts %d bases to gigabases to the last digit',
  async (totalBaseCount) => {
    const found = await summarize([{ sequenceInformation: { totalBaseCount } }]);
    expect(found.gigabases).toBe(totalBaseCount / 1e9);
  },
);
