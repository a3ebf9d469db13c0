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
import { from as ixFrom } from 'ix/asynciterable/asynciterablex';
import { describe, expect, it } from 'vitest';
import * as operators from '../../src/streams/operators.js';
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

describe('the operators check their arguments at the call', () => {
  const untyped = operators as unknown as Record<string, (...args: unknown[]) => unknown>;
  const list = from([1]);
  it.each<[string, unknown[], string]>([
    ...['take', 'skip'].flatMap((name) =>
      [1.5, NaN, -1, Infinity, '2', undefined].map((bad): [string, unknown[], string] => [
        name,
        [bad],
        'Expected `count` to be an integer from 0 and up',
      ]),
    ),
    ...[1.5, NaN, -1, 0, undefined].map((bad): [string, unknown[], string] => [
      'buffer',
      [bad],
      'Expected `count` to be an integer from 1 and up',
    ]),
    ['buffer', [1, 0], 'Expected `skip` to be an integer from 1 and up, got `0` (number).'],
    ['map', [undefined], 'Expected `selector` to be a function, got undefined.'],
    ['concatMap', [[1]], 'Expected `selector` to be a function, got an array of 1.'],
    ['filter', [null], 'Expected `predicate` to be a function, got null.'],
    ['takeWhile', [true], 'Expected `predicate` to be a function, got `true` (boolean).'],
    ['skipWhile', [{}], 'Expected `predicate` to be a function, got an object.'],
    ['groupBy', ['id'], 'Expected `keySelector` to be a function, got "id" (string of 2 characters).'],
    ['groupBy', [String, 1], 'Expected `elementSelector` to be a function'],
    ['distinct', [{ keySelector: 'id' }], 'Expected `keySelector` to be a function'],
    ['distinct', [String], 'Expected `options` to be an object, got a function.'],
    ['distinctUntilChanged', [{ comparer: 1 }], 'Expected `comparer` to be a function'],
    ['scan', [String], 'Expected `options` to be an object, got a function.'],
    ['scan', [{ seed: 0 }], 'Expected `callback` to be a function, got undefined.'],
    ['tap', [undefined], 'Expected `observer` to be a function, or an object with functions, got undefined.'],
    ['tap', [{ next: 5 }], 'Expected `observer` to be a function, or an object with functions'],
    ['tap', [null, 5], 'Expected `error` to be a function'],
    ['from', [[1], 'id'], 'Expected `selector` to be a function'],
    ['count', [5], 'Expected `source` to be an async iterable or an iterable'],
    ['count', [list, String], 'Expected `options` to be an object, got a function.'],
    ['first', [list, { predicate: 1 }], 'Expected `predicate` to be a function'],
    ['first', [list, { predicat: String }], 'to be an object with only the members'],
    ['reduce', [list, { seed: 0 }], 'Expected `callback` to be a function, got undefined.'],
    ['toArray', [undefined], 'Expected `source` to be an async iterable or an iterable, got undefined.'],
    ['toArray', [list, {}], 'Expected `signal` to be an AbortSignal, got an object.'],
  ])('%s(%j) throws: %s', (name, args, message) => {
    expect(() => untyped[name]?.(...args)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining(message) as string,
      }),
    );
  });

  it('accept every form that ix accepts', async () => {
    const numbers = from([1, 2, 3]);
    expect(await toArray(numbers.pipe(take(0)))).toEqual([]);
    expect(await toArray(numbers.pipe(buffer(2, 1)))).toEqual([[1, 2], [2, 3], [3]]);
    const seen: unknown[] = [];
    const observer = { next: (n: number) => seen.push(n), complete: () => seen.push('end') };
    expect(await toArray(numbers.pipe(tap(observer)))).toEqual([1, 2, 3]);
    await toArray(numbers.pipe(tap(null, null, () => seen.push('end'))));
    expect(seen).toEqual([1, 2, 3, 'end', 'end']);
    expect(await first(numbers, { predicate: (n) => n > 1 })).toBe(2);
    expect(await count(numbers, { predicate: (n) => n > 1 })).toBe(2);
    expect(await reduce(numbers, { callback: (sum: number, n) => sum + n })).toBe(6);
    expect(await toArray(from(Promise.resolve(1)))).toEqual([1]);
    expect(await toArray(from([1, 2], (n) => n * 2))).toEqual([2, 4]);
    expect(await toArray(ixFrom([1, 2]).pipe(take(1)))).toEqual([1]);
  });
});
