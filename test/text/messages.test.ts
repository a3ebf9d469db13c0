import { describe, expect, it } from 'vitest';
import { firstCharacters, sentenceOf } from '../../src/text/messages.js';

describe('sentenceOf returns one sentence', () => {
  it.each<[unknown, string]>([
    [new Error('no'), 'Error: no.'],
    [new Error('Is it?'), 'Error: Is it?'],
    [new Error('first\nsecond'), 'Error: first.'],
    [new Error(''), 'Error.'],
    ['text', 'text.'],
    [undefined, 'undefined.'],
  ])('%s', (error, expected) => {
    expect(sentenceOf(error)).toBe(expected);
  });
});

describe('firstCharacters quotes the start of a body', () => {
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
