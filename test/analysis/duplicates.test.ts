import * as fc from 'fast-check';
import { findDuplicates, inventory, type DuplicateGroup, type ReadSetLike } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { readSet, storeId } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';
import { anyReadSet, generated } from './support.js';

const nameOf = ({ sequenceStoreId, id }: ReadSetLike): string => `${sequenceStoreId}/${id}`;

/** A naive implementation: the names of the read sets of each etag that occurs more than once. */
function naiveDuplicates(readSets: readonly ReadSetLike[]): string[][] {
  const names = new Map<string, Set<string>>();
  for (const item of readSets) {
    const { algorithm, source1, source2 } = item.etag ?? {};
    if (!algorithm || !source1) continue;
    const key = [algorithm, source1, source2 ?? ''].join('|');
    names.set(key, (names.get(key) ?? new Set()).add(nameOf(item)));
  }
  return [...names.values()]
    .map((set) => [...set].sort())
    .filter(({ length }) => length > 1)
    .sort();
}

const namesOf = (groups: Iterable<DuplicateGroup>): string[][] =>
  [...groups].map((group) => group.readSets.map(nameOf).sort()).sort();

const etag = (source1: string, source2?: string) => ({
  algorithm: 'BAM_MD5up' as const,
  source1,
  ...(source2 === undefined ? {} : { source2 }),
});

describe('findDuplicates', () => {
  it('finds the same groups as a naive implementation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReadSet, { maxLength: 80 }), async (readSets) => {
        const found = await findDuplicates(readSets);
        const expected = naiveDuplicates(readSets);
        expect(namesOf(found.groups)).toEqual(expected);
        expect(found.groups.length).toBe(expected.length);
        expect(found.readSets).toBe(readSets.length);
        expect(found.withoutEtag).toBe(
          readSets.filter((item) => !item.etag?.algorithm || !item.etag.source1).length,
        );
        expect(found.redundant.readSets).toBe(expected.flat().length - expected.length);
      }),
    );
  });

  it('finds the same groups as a naive implementation among 20,000 generated read sets', async () => {
    const readSets: ReadSetLike[] = [];
    for await (const item of generated(20_000)) readSets.push(item);
    const { groups } = await findDuplicates(readSets);
    expect(groups.length).toBeGreaterThan(50);
    expect(namesOf(groups)).toEqual(naiveDuplicates(readSets));
  });

  it('returns the listed values of each read set, for ids of any form', async () => {
    const long = '9'.repeat(36);
    const readSets: ReadSetLike[] = [
      {
        id: '0000000001',
        sequenceStoreId: '1',
        status: 'ACTIVE',
        fileType: 'BAM',
        arn: 'arn:x/0000000001',
        etag: etag('a'),
      },
      {
        id: long,
        sequenceStoreId: '2',
        status: 'ARCHIVED',
        fileType: 'UBAM',
        arn: `arn:y/${long}`,
        etag: etag('a'),
      },
      { sequenceInformation: { totalBaseCount: 2_500_000_000 }, etag: etag('a') },
    ];
    const { groups, redundant } = await findDuplicates(readSets);
    expect(JSON.parse(JSON.stringify(groups))).toEqual([
      {
        etag: { algorithm: 'BAM_MD5up', source1: 'a' },
        gigabases: 2.5,
        readSets: [
          {},
          {
            id: '0000000001',
            sequenceStoreId: '1',
            status: 'ACTIVE',
            fileType: 'BAM',
            arn: 'arn:x/0000000001',
          },
          { id: long, sequenceStoreId: '2', status: 'ARCHIVED', fileType: 'UBAM', arn: `arn:y/${long}` },
        ],
      },
    ]);
    expect(redundant).toEqual({ readSets: 2, gigabases: 5, basesUnknown: 0 });
  });

  it('distinguishes equal ids in two Regions, and ignores a read set that is listed twice', async () => {
    const of = (region: string): ReadSetLike => ({
      id: '1000000001',
      sequenceStoreId: '1234567890',
      arn: `arn:aws:omics:${region}:123456789012:sequenceStore/1234567890/readSet/1000000001`,
      etag: etag('a'),
    });
    expect((await findDuplicates([of('us-east-1'), of('eu-west-1')])).groups.length).toBe(1);
    const { groups, redundant } = await findDuplicates([
      of('us-east-1'),
      { ...of('us-east-1'), status: 'DELETED' },
    ]);
    expect(groups.length).toBe(0);
    expect(redundant.readSets).toBe(0);
  });

  it('returns groups in an order that does not depend on the order of the stream', async () => {
    const readSets: ReadSetLike[] = [];
    for (const [source1, store] of [
      ['b', '2'],
      ['a', '2'],
      ['c', '1'],
    ] as const) {
      for (const id of ['11', '9', '10']) {
        readSets.push({ sequenceStoreId: store, id: `${id}${source1.charCodeAt(0)}`, etag: etag(source1) });
      }
    }
    const plain = async (items: readonly ReadSetLike[]): Promise<unknown> =>
      JSON.parse(JSON.stringify((await findDuplicates(items)).groups));
    const found = await findDuplicates(readSets);
    expect(found.groups.map((group) => group.etag.source1)).toEqual(['c', 'a', 'b']);
    expect(found.groups.at(0)?.readSets.map(({ id }) => id)).toEqual(['999', '1099', '1199']);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(readSets, { minLength: readSets.length }), async (shuffled) => {
        expect(await plain(shuffled)).toEqual(JSON.parse(JSON.stringify(found.groups)));
      }),
    );
  });

  it('counts read sets without an id as distinct', async () => {
    const { groups, redundant } = await findDuplicates([{ etag: etag('a') }, { etag: etag('a') }]);
    expect(groups.at(0)?.readSets.length).toBe(2);
    expect(redundant.readSets).toBe(1);
  });

  it('compares the algorithm and both sources of an etag', async () => {
    const { groups } = await findDuplicates([
      { id: '1', etag: etag('a') },
      { id: '2', etag: etag('a', 'a') },
      { id: '3', etag: { ...etag('a'), algorithm: 'CRAM_MD5up' } },
    ]);
    expect(groups.length).toBe(0);
  });

  it('finds duplicates within and across stores over HTTP', async () => {
    const same = { etag: { algorithm: 'BAM_MD5up', source1: 'f00d' } };
    const stores = [
      { id: storeId(0), readSets: [readSet(1, same), readSet(2, same)] },
      { id: storeId(1), readSets: [readSet(3, same), readSet(4)] },
    ];
    await withEmulator({ stores }, async ({ config }) => {
      const { groups, withoutEtag } = await findDuplicates(inventory(config));
      expect(namesOf(groups)).toEqual([
        [`${storeId(0)}/3000000001`, `${storeId(0)}/3000000002`, `${storeId(1)}/3000000003`],
      ]);
      expect(withoutEtag).toBe(1);
    });
  });
});
