import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Column, DigestIndex, TextStore } from '../../src/analysis/columns.js';

describe('DigestIndex', () => {
  it('numbers strings in order of first use, even while it grows', () => {
    const index = new DigestIndex();
    const texts = Array.from({ length: 50_000 }, (_, n) => `text ${n}`);
    expect(texts.every((text, n) => index.numberOf(text) === n)).toBe(true);
    expect(texts.every((text, n) => index.numberOf(text) === n)).toBe(true);
    expect(index.size).toBe(50_000);
  });
});

describe('TextStore', () => {
  it('returns every string by its offset', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 2000 })), (texts) => {
        const store = new TextStore();
        const offsets = texts.map((text) => store.add(text));
        expect(offsets.map((offset) => store.at(offset))).toEqual(texts);
      }),
    );
  });

  it('returns a lone surrogate unchanged', () => {
    const store = new TextStore();
    expect(store.at(store.add('a\ud800'))).toBe('a\ud800');
  });
});

describe('Column', () => {
  it('returns numbers across chunks, and replaces them', () => {
    const column = new Column(Float64Array);
    for (let n = 0; n < 100_000; n += 1) column.push(n / 2);
    column.set(99_999, -1);
    expect([column.length, column.at(0), column.at(65_537), column.at(99_999)]).toEqual([
      100_000, 0, 32_768.5, -1,
    ]);
  });
});
