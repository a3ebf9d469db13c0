import { describe, expect, it } from 'vitest';
import { firstCharacters } from '../../src/client/read-whole-body.js';

describe('firstCharacters', () => {
  it.each<[unknown, string]>([
    ['', ''],
    [undefined, ''],
    [{}, ''],
    ['<html>', '"<html>"'],
    [new TextEncoder().encode('<html>'), '"<html>"'],
    ['a\u001b[31mb\nc', '"a\\u001b[31mb\\nc"'],
    ['x'.repeat(1000), JSON.stringify('x'.repeat(80))],
    [new TextEncoder().encode('é'.repeat(1000)), JSON.stringify('é'.repeat(80))],
  ])('%j', (body, expected) => {
    expect(firstCharacters(body)).toBe(expected);
  });
});
