import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeliveredIds, type PackedIds } from '../../src/splits/delivered-ids.js';

const ids = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 36n }).map(String),
  fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map(String),
  fc.constantFrom('0', '00', '007', '999999999999999', '1000000000000000', '', 'none'),
);

const throughText = (ids: DeliveredIds): PackedIds | undefined =>
  (JSON.parse(JSON.stringify({ ids })) as { ids?: PackedIds }).ids;

it('knows the ids that were added and no others, also through JSON', () => {
  fc.assert(
    fc.property(fc.array(ids), fc.array(ids), (added, asked) => {
      const delivered = new DeliveredIds();
      for (const id of added) delivered.add(id);
      const restored = new DeliveredIds(throughText(delivered));
      for (const lookup of [delivered.lookup(), restored.lookup()]) {
        for (const id of [...added, ...asked]) expect(lookup(id)).toBe(added.includes(id));
      }
    }),
  );
});

it('takes about four bytes an id, and goes on where it was', () => {
  const delivered = new DeliveredIds();
  const id = (n: number): string => String(1_000_000_000 + ((n * 7_919_777) % 8_999_999_929));
  for (let n = 0; n < 50_000; n += 1) delivered.add(id(n));
  const text = JSON.stringify(delivered);
  expect(text.length / 50_000).toBeLessThan(5.5);
  const restored = new DeliveredIds(throughText(delivered));
  restored.add('123');
  const lookup = restored.lookup();
  expect([id(0), id(49_999), '123', id(50_000)].map(lookup)).toEqual([true, true, true, false]);
});

it('is nothing in JSON where nothing was delivered', () => {
  expect(new DeliveredIds().toJSON()).toBeUndefined();
});
