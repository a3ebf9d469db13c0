import {
  buffer,
  concatMap,
  count,
  distinct,
  distinctUntilChanged,
  filter,
  first,
  from,
  groupBy,
  listReadSets,
  map,
  reduce,
  scan,
  skip,
  skipWhile,
  take,
  takeWhile,
  tap,
  toArray,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { readSet, STORE } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';

describe('the operators on pages of the service', () => {
  const records = Array.from({ length: 12 }, (_, n) =>
    readSet(n, { fileType: ['FASTQ', 'BAM', 'CRAM'][n % 3] as string, sampleId: `s${n % 4}` }),
  );
  const STORES = [{ id: STORE, readSets: records }];

  it('filter, batch, deduplicate, group, skip, take, reduce and scan', async () => {
    await withEmulator({ stores: STORES }, async ({ config }) => {
      const all = listReadSets({ ...config, pageSize: 5 }, { sequenceStoreId: STORE });
      const crams = all.pipe(filter(({ fileType }) => fileType === 'CRAM'));
      expect(await count(crams)).toBe(4);
      const batches = await toArray(all.pipe(buffer(5)));
      expect(batches.map(({ length }) => length)).toEqual([5, 5, 2]);
      const samples = all.pipe(
        map(({ sampleId }) => sampleId),
        distinct(),
      );
      expect(await toArray(samples)).toEqual(['s0', 's1', 's2', 's3']);
      const groups = all.pipe(groupBy(({ fileType }) => fileType));
      const sizes: [unknown, number][] = [];
      for await (const group of groups) sizes.push([group.key, await count(group)]);
      expect(sizes).toEqual([
        ['FASTQ', 4],
        ['BAM', 4],
        ['CRAM', 4],
      ]);
      const seen: unknown[] = [];
      const few = all.pipe(
        tap(({ id }) => void seen.push(id)),
        skip(2),
        take(3),
      );
      expect((await toArray(few)).map(({ id }) => id)).toEqual(records.slice(2, 5).map(({ id }) => id));
      expect(seen).toHaveLength(5);
      expect((await first(all))?.id).toBe(records[0]?.id);
      expect(await reduce(all, { callback: (sum, _) => sum + 1, seed: 0 })).toBe(12);
      const running = all.pipe(scan({ callback: (sum: number, _) => sum + 1, seed: 0 }));
      expect((await toArray(running)).at(-1)).toBe(12);
    });
  });

  it('request no page that is not needed', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, config }) => {
      const all = listReadSets({ ...config, pageSize: 3 }, { sequenceStoreId: STORE });
      await toArray(all.pipe(take(3)));
      expect(emulator.count()).toBe(1);
      await toArray(all.pipe(takeWhile(({ id }) => id !== '3000000002')));
      expect(emulator.count()).toBe(2);
      await first(all);
      expect(emulator.count()).toBe(3);
      for await (const _ of all.pipe(buffer(2))) break;
      await settle();
      expect(emulator.count()).toBe(4);
    });
  });
});

it('distinctUntilChanged, skipWhile and concatMap work on numbers', async () => {
  const numbers = from([1, 1, 2, 3, 3, 1]);
  expect(await toArray(numbers.pipe(distinctUntilChanged()))).toEqual([1, 2, 3, 1]);
  expect(await toArray(numbers.pipe(skipWhile((n) => n < 3)))).toEqual([3, 3, 1]);
  expect(
    await toArray(
      numbers.pipe(
        concatMap((n) => from([n, -n])),
        take(3),
      ),
    ),
  ).toEqual([1, -1, 1]);
});
