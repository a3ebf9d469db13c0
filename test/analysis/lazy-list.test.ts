import * as fc from 'fast-check';
import { LazyList } from 'healthomics-streams';
import { expect, it } from 'vitest';

it('behaves like an array of its elements', () => {
  const index = fc.oneof(
    fc.integer({ min: -9, max: 9 }),
    fc.constantFrom(1.5, -1.5, NaN, Infinity, undefined),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 6 }), index, index, (array, a, b) => {
      const list = new LazyList(array.length, (i) => array[i]);
      expect([...list]).toEqual(array);
      expect(list.length).toBe(array.length);
      expect(list.at(a ?? 0)).toBe(array.at(a ?? 0));
      expect(list.slice(a, b)).toEqual(array.slice(a, b));
      expect(list.map((n, i) => [n, i])).toEqual(array.map((n, i) => [n, i]));
      expect(JSON.stringify({ list })).toBe(JSON.stringify({ list: array }));
    }),
  );
});

it('creates an element only when it is accessed', () => {
  let made = 0;
  const list = new LazyList(1_000_000, () => (made += 1));
  for (const _ of list) if (made === 2) break;
  list.at(7);
  list.slice(0, 3);
  expect(made).toBe(6);
});
