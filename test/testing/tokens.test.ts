import { describe, expect, it } from 'vitest';
import { createTokenCodec } from '../../src/testing/tokens.js';

const content = { position: 1_000_000, page: 10_001 };

describe('createTokenCodec', () => {
  const codec = createTokenCodec(2000);
  const token = codec.encode('scope', content, 5000);

  it('gives back what it was given', () => {
    expect(codec.decode('scope', token, 5000)).toEqual({ outcome: 'valid', content });
  });

  it.each([
    [7000, 'valid'],
    [7000.5, 'expired'],
  ])('a token of 5000 that lives 2000 is, at %d, %s', (now, outcome) => {
    expect(codec.decode('scope', token, now).outcome).toBe(outcome);
  });

  it.each([
    ['another scope', 'scope2', token],
    [
      'a character changed',
      'scope',
      `${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`,
    ],
    ['a character more', 'scope', `${token}A`],
    ['a character that base64url skips', 'scope', `${token.slice(0, 9)}!${token.slice(9)}`],
    ['a token cut short', 'scope', token.slice(0, -1)],
    ['nothing', 'scope', ''],
    ['a token of another key', 'scope', createTokenCodec().encode('scope', content, 5000)],
  ])('%s is forged', (_what, scope, forged) => {
    expect(codec.decode(scope, forged, 5000)).toEqual({ outcome: 'forged' });
  });
});
