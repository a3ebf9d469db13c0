import { describe, expect, it } from 'vitest';
import { clip } from '../../src/display/live-line.js';

describe('clip', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['abcd', 1, '…'],
    ['abcd', 0, ''],
  ])('%s in %i is %j', (text, width, clipped) => {
    expect(clip(text, width)).toBe(clipped);
  });
});
