import { InvalidOptionError } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { errorLine } from '../../src/cli/error-line.js';

describe('errorLine', () => {
  it('is one line, control characters shown', () => {
    expect(errorLine(new Error('a\n  b\u001b[31m'), {})).toBe('readsets: a b\\u001b[31m');
  });

  it.each([
    [new Error('Region is missing'), /^readsets: No Region is set\. .*AWS_REGION/],
    [
      Object.assign(
        new Error('x', { cause: Object.assign(new Error('gone'), { name: 'CredentialsProviderError' }) }),
      ),
      /^readsets: No credentials found: gone\. .*AWS_ACCESS_KEY_ID/,
    ],
    [
      new InvalidOptionError([
        { option: 'limit', expected: '1', got: '`2`' },
        { option: 'retry.maxAttempts', expected: 'more', got: '`0`' },
      ]),
      /^readsets: Expected --limit to be 1, got `2`\. Expected --max-attempts to be more, got `0`\.$/,
    ],
    [undefined, /^readsets: undefined\.$/],
    [new TypeError(''), /^readsets: TypeError\.$/],
  ])('%s', (error, line) => {
    expect(errorLine(error, {})).toMatch(line);
  });
});
