import { describe, expect, it } from 'vitest';
import { compileGlob, literalOf } from '../../src/text/glob.js';

describe('a glob matches the whole text, case-sensitively', () => {
  it.each([
    ['NA12*', 'NA12878', true],
    ['NA12*', 'NA12', true],
    ['NA12*', 'na12878', false],
    ['NA12*', 'xNA12', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['?', '🧬', true],
    ['??', '🧬', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b', 'abab', true],
    ['*ab', 'aab', true],
    ['a?c*', 'abcd', true],
    ['a/*', 'a/b/c\nd', true],
    ['[a]', 'a', false],
    ['a.c', 'abc', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a\\?', 'a?', true],
    ['a\\\\*', 'a\\b', true],
    ['a\\', 'a\\', true],
    ['é', 'e\u0301', false],
  ])('%j on %j: %s', (pattern, text, expected) => {
    expect(compileGlob(pattern)(text)).toBe(expected);
  });

  it('matches in bounded time, whatever the pattern', () => {
    const matches = compileGlob(`${'*a'.repeat(500)}*b`);
    expect(matches('a'.repeat(5000))).toBe(false);
  });

  it.each([
    ['NA12878', 'NA12878'],
    ['a\\*', 'a*'],
    ['a*', undefined],
    ['a?', undefined],
    ['', ''],
  ])('the only text that matches %j: %j', (pattern, literal) => {
    expect(literalOf(pattern)).toBe(literal);
  });
});
