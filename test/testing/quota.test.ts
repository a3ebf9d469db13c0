import { describe, expect, it } from 'vitest';
import { takeQuota, type QuotaRule, type QuotaState } from '../../src/testing/quota.js';

/** Which of the requests at these times are granted. */
const grants = (rule: QuotaRule, times: readonly number[]): boolean[] => {
  let state: QuotaState | undefined;
  return times.map((now) => {
    const taken = takeQuota(rule, state, now);
    ({ state } = taken);
    return taken.granted;
  });
};

describe('takeQuota', () => {
  it.each<[string, QuotaRule, number[], boolean[]]>([
    ['a bucket starts full', { requestsPerSecond: 5, burst: 2 }, [0, 0, 0], [true, true, false]],
    ['burst is the rate by default', { requestsPerSecond: 2 }, [0, 0, 0], [true, true, false]],
    [
      'a rate below 1 still holds one',
      { requestsPerSecond: 0.5 },
      [0, 0, 1999, 2000],
      [true, false, false, true],
    ],
    [
      'a token comes back in its time',
      { requestsPerSecond: 10, burst: 1 },
      [0, 99, 100, 199, 200],
      [true, false, true, false, true],
    ],
    [
      'a throttled request takes none',
      { requestsPerSecond: 1, burst: 1 },
      [0, 500, 900, 1000],
      [true, false, false, true],
    ],
    [
      'a bucket holds no more than burst',
      { requestsPerSecond: 10, burst: 2 },
      [0, 9000, 9000, 9000],
      [true, true, true, false],
    ],
    [
      'a window is over after a second',
      { requestsPerSecond: 2, window: 'sliding' },
      [0, 600, 999, 1000, 1001, 1600],
      [true, true, false, true, false, true],
    ],
  ])('%s', (_what, rule, times, expected) => {
    expect(grants(rule, times)).toEqual(expected);
  });

  it('a rule that changes goes on from the tokens that are there', () => {
    const { state } = takeQuota({ requestsPerSecond: 20, burst: 20 }, undefined, 0);
    const lowered = takeQuota({ requestsPerSecond: 1, burst: 1 }, state, 0);
    expect([
      lowered.granted,
      takeQuota({ requestsPerSecond: 1, burst: 1 }, lowered.state, 1).granted,
    ]).toEqual([true, false]);
  });

  it('any ten refills of a tenth are a token', () => {
    const times = Array.from({ length: 51 }, (_, n) => n * 10);
    const granted = grants({ requestsPerSecond: 10, burst: 1 }, times).filter(Boolean);
    expect(granted).toHaveLength(6);
  });
});
