import { describe, expect, it } from 'vitest';
import { escapeControls, truncate } from '../../src/display/text.js';

describe('truncate', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['abcd', 1, '…'],
    ['abcd', 0, ''],
  ])('shows %s in %i characters as %j', (text, length, truncated) => {
    expect(truncate(text, length)).toBe(truncated);
  });
});

describe('escapeControls', () => {
  it.each([
    ['plain ünïcode 日本 😀', 'plain ünïcode 日本 😀'],
    ['\u001b[31m\u0007', '\\u001b[31m\\u0007'],
    ['a\nb\r\tc', 'a\\u000ab\\u000d\\u0009c'],
    ['\u009b\u007f', '\\u009b\\u007f'],
    ['\u202eevil\u2066\u200f', '\\u202eevil\\u2066\\u200f'],
    ['\ud83d \ude00', '\\ud83d \\ude00'],
  ])('shows %j as %j', (text, shown) => {
    expect(escapeControls(text)).toBe(shown);
  });
});
