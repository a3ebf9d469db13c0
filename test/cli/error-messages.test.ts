import { InvalidOptionError } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { errorLine, flagOf, flagProblems, redactWithEnv } from '../../src/cli/error-messages.js';

describe('errorLine', () => {
  it('prints one line with control characters escaped', () => {
    expect(errorLine(new Error('a\n  b\u001b[31m'), {})).toBe('readsets: a b\\u001b[31m');
  });

  it('names flags in the advice of the library', () => {
    expect(errorLine(new Error('Raise requestTimeoutMs or retry.maxAttempts.'), {})).toBe(
      'readsets: Raise --request-timeout-ms or --max-attempts.',
    );
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
  ])('describes %s', (error, line) => {
    expect(errorLine(error, {})).toMatch(line);
  });
});

describe('flagOf', () => {
  it.each([
    ['pageSize', '--page-size'],
    ['requestTimeoutMs', '--request-timeout-ms'],
    ['retry.maxAttempts', '--max-attempts'],
    ['filter.createdAfter', '--created-after'],
    ['filter.name', '--name'],
    ["where.or[0]['etag.algorithm'].like", '--etag-algorithm'],
    ['escapeFormulas', '--csv-safe'],
    ['sequenceStoreIds[3]', '--store'],
    ['quota.requestsPerSecond', '--quota'],
    ['faults[0].probability.throttle', '--faults'],
  ])('maps the option %s to the flag %s', (option, flag) => {
    expect(flagOf(option)).toBe(flag);
  });
});

describe('flagProblems', () => {
  const problems = [
    { option: 'pageSize', expected: 'any wording `at` all', got: '`pageSize`' },
    { option: 'where.or[0].status', expected: 'a string', got: 'null' },
  ];

  it('names the flag of each option and leaves other words alone', () => {
    expect(flagProblems(problems)).toBe(
      'Expected --page-size to be any wording `at` all, got `pageSize`. Expected --status to be a string, got null.',
    );
  });

  it('keeps the path of a problem in the JSON of a flag', () => {
    expect(flagProblems(problems.slice(1), (path) => `--${path}`)).toBe(
      'Expected --where.or[0].status to be a string, got null.',
    );
  });
});

describe('redactWithEnv', () => {
  const env = { AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG', AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjE' };
  it.each([
    ['secret wJalrXUtnFEMI/K7MDENG.', 'secret [secret].'],
    ['token IQoJb3JpZ2luX2VjE', 'token [secret]'],
    ['key ASIAIOSFODNN7EXAMPLE', 'key [key]'],
    ['Credential=x/2024/us-east-1, Signature=ab12', 'Credential=[key], Signature=[signature]'],
    ['x-amz-security-token:abc host:y', 'x-amz-security-token:[token] host:y'],
    ['http://me:word@host/', 'http://[credentials]@host/'],
    ['http://127.0.0.1:80/ store 1234567890', 'http://127.0.0.1:80/ store 1234567890'],
  ])('turns %j into %j', (text, redacted) => {
    expect(redactWithEnv(text, env)).toBe(redacted);
  });

  it('keeps secret values that are so short that they occur in other words', () => {
    expect(redactWithEnv('test testing', { AWS_SECRET_ACCESS_KEY: 'test' })).toBe('test testing');
  });
});
