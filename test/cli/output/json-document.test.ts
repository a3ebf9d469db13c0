import { LazyList } from 'healthomics-streams';
import { expect, it } from 'vitest';
import { jsonDocument, jsonPieces } from '../../../src/cli/output/json-document.js';

const lazy = (...elements: unknown[]): LazyList<unknown> => new LazyList(elements.length, (i) => elements[i]);

it.each<[object[]]>([
  [[]],
  [[{}, { a: 1 }, { a: undefined, b: null }]],
  [[{ list: lazy() }, { a: 1, list: lazy({ b: 2 }, 'c'), d: [3] }, { list: lazy(1), other: lazy(2, 3) }]],
])('is one object with all elements: %j', (items) => {
  const encoder = jsonDocument('items', () => ({ count: items.length, none: undefined })).open(false);
  let text = '';
  for (const piece of items.flatMap((item) => [...jsonPieces(item)])) text += String(encoder.rows([piece]));
  text += String(encoder.end());
  expect(text.split('\n')).toHaveLength(items.length === 0 ? 3 : items.length + 4);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ items, count: items.length })));
});

it('makes an element of a lazy list when its piece is come to', () => {
  let made = 0;
  const pieces = jsonPieces({ list: new LazyList(1_000_000, () => (made += 1)) });
  pieces.next();
  pieces.next();
  expect(made).toBe(2);
});
