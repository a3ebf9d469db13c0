import { describe, expect, it } from 'vitest';
import { firstCharacters, sentenceOf, startOf } from '../../src/text/messages.js';

describe('sentenceOf returns one sentence', () => {
  it.each<[unknown, string]>([
    [new Error('no'), 'Error: no.'],
    [new Error('Is it?'), 'Error: Is it?'],
    [new Error('first\nsecond'), 'Error: first.'],
    [new Error(''), 'Error.'],
    ['text', 'text.'],
    [undefined, 'undefined.'],
    [new Error('x'.repeat(9999)), `Error: ${'x'.repeat(293)}…`],
    ['x'.repeat(9999), `${'x'.repeat(300)}….`],
  ])('%s', (error, expected) => {
    expect(sentenceOf(error)).toBe(expected);
  });
});

it('startOf cuts a long text, but not a surrogate pair', () => {
  expect(startOf('a😀b', 4)).toBe('a😀b');
  expect(startOf('a😀b', 3)).toBe('a😀…');
  expect(startOf('a😀b', 2)).toBe('a…');
});

describe('firstCharacters quotes the start of a body', () => {
  it.each<[unknown, string]>([
    ['', ''],
    [undefined, ''],
    [{}, ''],
    ['<html>', '"<html>"'],
    [new TextEncoder().encode('<html>'), '"<html>"'],
    ['a\u001b[31mb\nc', '"a\\u001b[31mb\\nc"'],
    ['x'.repeat(1000), JSON.stringify(`${'x'.repeat(80)}…`)],
    [new TextEncoder().encode('é'.repeat(1000)), JSON.stringify(`${'é'.repeat(80)}…`)],
  ])('%j', (body, expected) => {
    expect(firstCharacters(body)).toBe(expected);
  });
});
