import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet, isPackedIds, type PackedIds } from '../../src/paging/id-set.js';

const NONE: ReadonlySet<string> = new Set();

/** Numeric ids of every length, ids with leading zeros, and ids that are not numbers. */
const anyId = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 36n }).map(String),
  fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map(String),
  fc.constantFrom('0', '00', '007', '999999999999999', '1000000000000000', '', 'none'),
);

/** Different ids of ten digits, in no order. */
const idAt = (n: number): string => String(1_000_000_000 + ((n * 7_919_777) % 8_999_999_929));
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => idAt(n));

const setOf = (added: readonly string[]): IdSet => {
  const set = new IdSet();
  for (const id of added) set.add(id);
  return set;
};

/** Restores a set from the JSON of its packed ids. */
const restored = (set: IdSet, undelivered = NONE): IdSet =>
  new IdSet((JSON.parse(JSON.stringify({ ids: set.pack(undelivered) })) as { ids?: PackedIds }).ids);

describe('IdSet', () => {
  it('adds each id once, whatever ids it has', () => {
    fc.assert(
      fc.property(fc.array(anyId), (added) => {
        const set = new IdSet();
        const model = new Set<string>();
        for (const id of added) {
          expect(set.add(id)).toBe(!model.has(id));
          model.add(id);
        }
      }),
    );
  });

  it.each([1, 4095, 4096, 4097, 3 * 4096, 4 * 4096 + 1, 7 * 4096])(
    'contains all %i added ids and no others',
    (count) => {
      const set = setOf(ids(count));
      expect(ids(count).some((id) => set.add(id))).toBe(false);
      expect(set.add('999')).toBe(true);
    },
  );

  it.each([
    ['in ascending order', (n: number) => n],
    ['in descending order', (n: number) => 999_999 - n],
    ['in no order', (n: number) => (n * 7_919) % 1_000_000],
  ])('holds a million ids that are added %s', (_, numberAt) => {
    const set = new IdSet();
    const idOf = (n: number): string => String(3_000_000_000 + 2 * numberAt(n));
    let added = 0;
    for (let n = 0; n < 1_000_000; n += 1) if (set.add(idOf(n))) added += 1;
    expect(added).toBe(1_000_000);
    let again = 0;
    for (let n = 0; n < 1_000_000; n += 97) if (set.add(idOf(n))) again += 1;
    expect(again).toBe(0);
    expect(set.add('3000000001')).toBe(true);
  });

  it('distinguishes ids with equal numeric values, and ids that a double cannot represent', () => {
    const different = [
      ...['0', '00', '7', '007', '', 'none'],
      ...['999999999999999', '1000000000000000', '9007199254740992', '9007199254740993'],
      ...['123456789012345678901234567890123456', '123456789012345678901234567890123457'],
    ];
    const set = new IdSet();
    expect(different.map((id) => set.add(id))).toEqual(different.map(() => true));
    expect(different.map((id) => set.add(id))).toEqual(different.map(() => false));
    const again = restored(set);
    expect(different.map((id) => again.add(id))).toEqual(different.map(() => false));
  });
});

describe('packed ids', () => {
  it('contain the delivered ids and no others', () => {
    fc.assert(
      fc.property(fc.array(anyId), fc.array(anyId), fc.array(anyId), (delivered, undelivered, others) => {
        const set = restored(setOf([...delivered, ...undelivered]), new Set(undelivered));
        const expected = new Set(delivered.filter((id) => !undelivered.includes(id)));
        for (const id of new Set([...delivered, ...undelivered, ...others])) {
          expect(set.add(id)).toBe(!expected.has(id));
        }
      }),
    );
  });

  it('hold more ids than one block, without those that are not delivered', () => {
    const all = ids(10_000);
    const undelivered = new Set(all.filter((_, n) => n % 1000 === 7));
    const set = restored(setOf(all), undelivered);
    expect(all.filter((id) => set.add(id))).toEqual([...undelivered]);
  });

  it('do not change the set, and pack again after ids are added', () => {
    const set = setOf(ids(5000));
    expect(set.pack(new Set(ids(5000)))).toBeUndefined();
    expect(set.add(idAt(0))).toBe(false);
    const later = restored(set);
    expect(later.add('123')).toBe(true);
    const last = restored(later);
    expect(['123', idAt(4999), idAt(5000)].map((id) => last.add(id))).toEqual([false, false, true]);
  });

  it('take about four bytes per id', () => {
    const count = 50_000;
    expect(JSON.stringify(setOf(ids(count)).pack(NONE)).length / count).toBeLessThan(5.5);
  });

  it('of an empty set are undefined', () => {
    expect(new IdSet().pack(NONE)).toBeUndefined();
  });

  it.each<[boolean, unknown]>([
    [true, setOf(['1', 'a']).pack(NONE)],
    [true, { blocks: [], others: [] }],
    [false, undefined],
    [false, null],
    [false, 'AAEC'],
    [false, { blocks: ['AAEC'] }],
    [false, { blocks: 'AAEC', others: [] }],
    [false, { blocks: [], others: [1] }],
  ])('are recognized (%s): %j', (isPacked, value) => {
    expect(isPackedIds(value)).toBe(isPacked);
  });
});
