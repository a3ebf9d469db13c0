import { describe, expect, it } from 'vitest';
import { TokenCodec } from '../../src/testing/tokens.js';

const content = { position: 1_000_000, page: 10_001, version: 7 };

describe('TokenCodec', () => {
  const codec = new TokenCodec(2000);
  const token = codec.encode('scope', content, 5000);

  it('decodes the content that it encoded', () => {
    expect(codec.decode('scope', token, 5000)).toEqual(content);
  });

  it.each([
    [7000, content],
    [7000.5, 'expired'],
  ])('a token issued at 5000 with a lifetime of 2000 decodes at %d to %j', (now, expected) => {
    expect(codec.decode('scope', token, now)).toEqual(expected);
  });

  it.each([
    ['a token of another scope', 'scope2', token],
    [
      'a token with a changed character',
      'scope',
      `${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`,
    ],
    ['a token with an additional character', 'scope', `${token}A`],
    [
      'a token with a character that base64url decoding skips',
      'scope',
      `${token.slice(0, 9)}!${token.slice(9)}`,
    ],
    ['a shortened token', 'scope', token.slice(0, -1)],
    ['an empty token', 'scope', ''],
    ['a token signed with another key', 'scope', new TokenCodec().encode('scope', content, 5000)],
  ])('%s is forged', (_what, scope, forged) => {
    expect(codec.decode(scope, forged, 5000)).toBe('forged');
  });
});
