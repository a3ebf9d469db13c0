import { describe, expect, it } from 'vitest';
import { flagOf, withFlagNames } from '../../../src/cli/options/flag-names.js';

describe('flagOf', () => {
  it.each([
    ['pageSize', '--page-size'],
    ['requestTimeoutMs', '--request-timeout-ms'],
    ['retry.maxAttempts', '--max-attempts'],
    ['filter.createdAfter', '--created-after'],
    ['filter.name', '--name'],
    ['sequenceStoreIds[3]', '--store'],
    ['quota.requestsPerSecond', '--quota'],
    ['faults[0].probability.throttle', '--faults'],
  ])('%s is set by %s', (option, flag) => {
    expect(flagOf(option)).toBe(flag);
  });

  it('names what is expected and what the library advises by flag', () => {
    expect(
      withFlagNames('Expected `pageSize` to be 1, got `2`. Raise requestTimeoutMs or retry.maxAttempts.'),
    ).toBe('Expected --page-size to be 1, got `2`. Raise --request-timeout-ms or --max-attempts.');
  });
});
