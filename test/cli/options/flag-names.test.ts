import { describe, expect, it } from 'vitest';
import { flagOf, flagProblems, withFlagNames } from '../../../src/cli/options/flag-names.js';

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
  ])('%s is set by %s', (option, flag) => {
    expect(flagOf(option)).toBe(flag);
  });
});

describe('in the words of the command line', () => {
  const problems = [
    { option: 'pageSize', expected: 'any wording `at` all', got: '`pageSize`' },
    { option: 'where.or[0].status', expected: 'a string', got: 'null' },
  ];

  it('a problem names the flag of its option, however it is worded', () => {
    expect(flagProblems(problems)).toBe(
      'Expected --page-size to be any wording `at` all, got `pageSize`. Expected --status to be a string, got null.',
    );
  });

  it('a problem in the JSON of a flag keeps its path', () => {
    expect(flagProblems(problems.slice(1), (path) => `--${path}`)).toBe(
      'Expected --where.or[0].status to be a string, got null.',
    );
  });

  it('advice names flags', () => {
    expect(withFlagNames('Raise requestTimeoutMs or retry.maxAttempts.')).toBe(
      'Raise --request-timeout-ms or --max-attempts.',
    );
  });
});
