import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Column } from '../../src/analysis/column.js';
import { DigestIndex } from '../../src/analysis/digest-index.js';
import { TextStore } from '../../src/analysis/text-store.js';

describe('DigestIndex', () => {
  it('numbers texts in the order in which they first come, also as it grows', () => {
    const index = new DigestIndex();
    const texts = Array.from({ length: 50_000 }, (_, n) => `text ${n}`);
    expect(texts.every((text, n) => index.numberOf(text) === n)).toBe(true);
    expect(texts.every((text, n) => index.numberOf(text) === n)).toBe(true);
    expect(index.size).toBe(50_000);
  });
});

describe('TextStore', () => {
  it('gives back every text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 2000 })), (texts) => {
        const store = new TextStore();
        const places = texts.map((text) => store.add(text));
        expect(places.map((place) => store.at(place))).toEqual(texts);
      }),
    );
  });

  it('gives back half of a surrogate pair', () => {
    const store = new TextStore();
    expect(store.at(store.add('a\ud800'))).toBe('a\ud800');
  });
});

describe('Column', () => {
  it('gives back numbers over many pieces, and lets them be changed', () => {
    const column = Column.float64();
    for (let n = 0; n < 100_000; n += 1) column.push(n / 2);
    column.set(99_999, -1);
    expect([column.length, column.at(0), column.at(65_537), column.at(99_999)]).toEqual([
      100_000, 0, 32_768.5, -1,
    ]);
  });
});
