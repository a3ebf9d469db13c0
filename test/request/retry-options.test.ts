import { describe, expect, it } from 'vitest';
import { Problems } from '../../src/options/problems.js';
import { retryPolicy } from '../../src/request/retry-options.js';

describe('retryPolicy', () => {
  it('fills in every default', () => {
    expect(retryPolicy(undefined, new Problems())).toEqual({
      maxAttempts: 16,
      baseDelayMs: 100,
      maxDelayMs: 5000,
      maxElapsedMs: Infinity,
    });
    expect(retryPolicy({ maxAttempts: 3, maxDelayMs: undefined }, new Problems())).toMatchObject({
      maxAttempts: 3,
      maxDelayMs: 5000,
    });
  });

  it.each<[object, string]>([
    [{ maxAttempts: 0 }, '`retry.maxAttempts` to be an integer from 1 and up, got `0`'],
    [{ maxAttempts: 1.5 }, '`retry.maxAttempts`'],
    [{ baseDelayMs: -1 }, '`retry.baseDelayMs` to be a number from 0 and up, got `-1`'],
    [{ maxDelayMs: NaN }, '`retry.maxDelayMs`'],
    [{ maxElapsedMs: '5' }, '`retry.maxElapsedMs`'],
    [{ attempts: 3 }, 'got `attempts`'],
  ])('%j', (retry, message) => {
    const problems = new Problems();
    retryPolicy(retry, problems);
    expect(() => problems.throwIfAny()).toThrow(message);
  });

  it('takes Infinity for every member but the delay that is doubled', () => {
    const problems = new Problems();
    const endless = { maxAttempts: Infinity, baseDelayMs: 1, maxDelayMs: Infinity, maxElapsedMs: Infinity };
    expect(retryPolicy(endless, problems)).toEqual(endless);
    expect(() => problems.throwIfAny()).not.toThrow();
  });
});
