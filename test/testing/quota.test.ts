import { describe, expect, it } from 'vitest';
import { applyQuota, type QuotaRule, type QuotaState } from '../../src/testing/quota.js';

/** Whether the requests at these times are accepted. */
const acceptances = (rule: QuotaRule, times: readonly number[]): boolean[] => {
  let state: QuotaState | undefined;
  return times.map((now) => {
    const applied = applyQuota(rule, state, now);
    ({ state } = applied);
    return applied.isAccepted;
  });
};

describe('applyQuota', () => {
  it.each<[string, QuotaRule, number[], boolean[]]>([
    ['a bucket starts full', { requestsPerSecond: 5, burst: 2 }, [0, 0, 0], [true, true, false]],
    ['burst defaults to the rate', { requestsPerSecond: 2 }, [0, 0, 0], [true, true, false]],
    [
      'a bucket with a rate below 1 holds one token',
      { requestsPerSecond: 0.5 },
      [0, 0, 1999, 2000],
      [true, false, false, true],
    ],
    [
      'a token is refilled at the rate',
      { requestsPerSecond: 10, burst: 1 },
      [0, 99, 100, 199, 200],
      [true, false, true, false, true],
    ],
    [
      'a throttled request uses no token',
      { requestsPerSecond: 1, burst: 1 },
      [0, 500, 900, 1000],
      [true, false, false, true],
    ],
    [
      'a bucket holds at most burst tokens',
      { requestsPerSecond: 10, burst: 2 },
      [0, 9000, 9000, 9000],
      [true, true, true, false],
    ],
    [
      'a request leaves the sliding window after one second',
      { requestsPerSecond: 2, window: 'sliding' },
      [0, 600, 999, 1000, 1001, 1600],
      [true, true, false, true, false, true],
    ],
  ])('%s', (_what, rule, times, expected) => {
    expect(acceptances(rule, times)).toEqual(expected);
  });

  it('a changed rule keeps the tokens in the bucket', () => {
    const { state } = applyQuota({ requestsPerSecond: 20, burst: 20 }, undefined, 0);
    const lowered = applyQuota({ requestsPerSecond: 1, burst: 1 }, state, 0);
    expect([
      lowered.isAccepted,
      applyQuota({ requestsPerSecond: 1, burst: 1 }, lowered.state, 1).isAccepted,
    ]).toEqual([true, false]);
  });

  it('ten refills of a tenth make one token', () => {
    const times = Array.from({ length: 51 }, (_, n) => n * 10);
    const accepted = acceptances({ requestsPerSecond: 10, burst: 1 }, times).filter(Boolean);
    expect(accepted).toHaveLength(6);
  });
});
