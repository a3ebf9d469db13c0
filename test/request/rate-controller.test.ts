import { describe, expect, it } from 'vitest';
import {
  afterPermit,
  afterResponse,
  afterSent,
  startRate,
  testLength,
  type RateState,
  type RequestOutcome,
} from '../../src/request/rate-controller.js';
import { simulateQuota, type SimulatedCase, type SimulatedRun } from '../support/simulate-quota.js';

const AUTO = startRate('auto');
const SEARCH: RateState = { ...AUTO, phase: 'search', rate: 18, proven: 16, refused: 20, changedAt: 0 };
const HOLD: RateState = { ...AUTO, phase: 'hold', rate: 20, proven: 20, refused: 20.5, changedAt: 0 };

/** Sends a request whenever the rate allows, and receives its response 10 ms later. */
function responses(start: RateState, outcomes: readonly RequestOutcome[], waited = true): RateState {
  let now = Math.max(100, start.nextAt);
  return outcomes.reduce((state, outcome) => {
    now = Math.max(now, state.nextAt);
    const sentAt = now;
    const sent = afterPermit(state, sentAt);
    now += 10;
    return afterResponse(sent, now, { sentAt, outcome, waited });
  }, start);
}

const accepted = (count: number): RequestOutcome[] => Array.from({ length: count }, () => 'accepted');

describe('startRate', () => {
  it.each([
    ['auto', 'climb', 5],
    [20, 'hold', 19.7],
    [2, 'hold', 1.97],
    [Infinity, 'hold', Infinity],
  ] as const)('%s: begins with a %s at %d', (requestsPerSecond, phase, rate) => {
    expect(startRate(requestsPerSecond)).toMatchObject({ phase, rate });
  });
});

describe('afterPermit', () => {
  it.each([
    ['the first request', -Infinity, 1000, 1050],
    ['in time', 1000, 1000, 1050],
    ['a full interval follows a late permit', 1000, 1003, 1053],
    ['an idle time is lost: there is no burst', 1000, 9000, 9050],
  ])('%s', (_, nextAt, now, expected) => {
    expect(afterPermit({ ...HOLD, nextAt }, now).nextAt).toBe(expected);
  });
});

describe('afterSent', () => {
  const state: RateState = { ...HOLD, lead: 1, nextAt: 1050 };

  it.each([
    ['keeps the plan for the usual time to the wire', 1001, true, 1050],
    ['delays the next permit by the 4 ms that a request took longer', 1005, true, 1054],
    ['keeps the plan for a shorter time', 1000.5, true, 1050],
    ['keeps the plan if another permit was issued since', 1005, false, 1050],
  ])('%s', (_, now, isLatest, expected) => {
    expect(afterSent(state, now, 1000, isLatest).nextAt).toBeCloseTo(expected, 6);
  });

  it('takes a shorter time as the usual one at once, and a longer one slowly', () => {
    expect(afterSent(state, 1000.5, 1000, true).lead).toBe(0.5);
    expect(afterSent(state, 1017, 1000, true).lead).toBe(2);
  });
});

describe('testLength', () => {
  it.each([
    ['a rate that is an eighth above the proven one', { rate: 18 }, 8],
    ['a rate that is far above', { rate: 30 }, 5],
    ['a rate that hardly differs', { rate: 16.1 }, 1 / 0.03],
    ['nothing is proven', { proven: 0 }, 5],
    ['the proven rate again, before the middle is tested', { rate: 16 }, 8],
    ['a rate that is held', { phase: 'hold', rate: 20 }, 100],
    ['the configured rate is held', { phase: 'hold', rate: 20, ceiling: 20 }, Infinity],
  ] as const)('%s', (_, changes, expected) => {
    expect(testLength({ ...SEARCH, ...changes })).toBeCloseTo(expected, 6);
  });
});

describe('afterResponse', () => {
  it('climbs from the documented 5 by 0.5 with each response', () => {
    expect(responses(AUTO, accepted(10)).rate).toBeCloseTo(10, 6);
  });

  it('does not climb while demand is below the rate', () => {
    expect(responses(AUTO, accepted(1000), false).rate).toBe(5);
  });

  it('does not exceed a hair below a configured rate', () => {
    expect(responses(startRate(20), accepted(1000)).rate).toBe(19.7);
    expect(responses({ ...startRate(20), rate: 15, proven: 15 }, accepted(1000)).rate).toBe(19.7);
  });

  it('ignores a request that failed for another reason', () => {
    const state = responses(AUTO, accepted(3));
    expect(afterResponse(state, 9000, { sentAt: 8000, outcome: 'failed', waited: true })).toBe(state);
  });

  it('ignores every outcome without a rate limit', () => {
    expect(responses(startRate(Infinity), ['throttled', 'accepted', 'throttled']).rate).toBe(Infinity);
  });

  it('backs off and waits one round trip when the climb is throttled', () => {
    const state = afterResponse({ ...AUTO, rate: 20 }, 1080, {
      sentAt: 1000,
      outcome: 'throttled',
      waited: true,
    });
    expect(state).toMatchObject({ phase: 'search', rate: 15, refused: 20, nextAt: 1160 });
  });

  it('backs off further if the requests in flight show that the service accepts less', () => {
    let state = afterResponse({ ...AUTO, rate: 80 }, 1300, {
      sentAt: 1000,
      outcome: 'throttled',
      waited: true,
    });
    const inFlight: RequestOutcome[] = ['throttled', 'throttled', 'accepted', 'throttled', 'throttled'];
    inFlight.forEach((outcome, i) => {
      state = afterResponse(state, 1350 + 50 * i, { sentAt: 1050 + 50 * i, outcome, waited: true });
    });
    expect(state.rate).toBe(60);
    expect(afterPermit(state, 1600)).toMatchObject({ rate: 6, refused: 8 });
  });

  it('tests the middle between the proven and the refused rate', () => {
    expect(responses(SEARCH, accepted(8))).toMatchObject({ phase: 'search', proven: 18, rate: 19 });
  });

  it('tests the proven rate again after a throttle, and backs off if it is throttled too', () => {
    const again = responses(SEARCH, ['throttled']);
    expect(again).toMatchObject({ phase: 'search', rate: 16, refused: 18 });
    expect(responses(again, ['throttled'])).toMatchObject({
      phase: 'search',
      rate: 12,
      proven: 0,
      refused: 16,
    });
  });

  it('holds the proven rate when the refused one is close', () => {
    expect(responses({ ...SEARCH, rate: 16.4 }, ['throttled'])).toMatchObject({ phase: 'hold', rate: 16 });
  });

  it('lowers the rate once per overshoot, although several requests were in flight', () => {
    const once = afterResponse(SEARCH, 1080, { sentAt: 1000, outcome: 'throttled', waited: true });
    const again = afterResponse(once, 1100, { sentAt: 1020, outcome: 'throttled', waited: true });
    expect(again.rate).toBe(once.rate);
  });

  it('lowers a rate that is held by 1.5 % after one throttle, and searches again after two', () => {
    const once = responses({ ...HOLD, accepted: 50 }, ['throttled']);
    expect(once).toMatchObject({ phase: 'hold', rate: 20 * 0.985 });
    expect(responses(once, ['accepted', 'throttled'])).toMatchObject({ phase: 'search', proven: 0 });
  });

  it('probes above a rate that was held for 5 s, with steps that double, and then climbs', () => {
    const probe = responses(HOLD, accepted(100));
    expect(probe).toMatchObject({ phase: 'probe', rate: 21.2 });
    expect(responses(probe, accepted(17)).rate).toBeCloseTo(23.6, 6);
    expect(responses(probe, ['throttled'])).toMatchObject({ phase: 'search', rate: 20 });
    expect(responses(probe, accepted(17 + 9)).phase).toBe('climb');
  });

  const span = { since: 0, until: 0, accepted: 0, throttled: 1 };
  const evidence = { ...AUTO.evidence, span, least: 18, below: { accepted: 8, throttled: 1 } };

  it('climbs again from the accepted rate if requests are throttled far below it', () => {
    const low: RateState = { ...SEARCH, rate: 12, proven: 0, refused: 16, evidence };
    const again = responses(low, ['accepted', 'throttled']);
    expect(again).toMatchObject({ phase: 'climb', refused: Infinity });
    expect(again.rate).toBeCloseTo((18 * 11) / 9, 6);
    expect(again.evidence.background).toBeCloseTo(2 / 11, 6);
    expect(responses({ ...low, rate: 17.5 }, ['throttled'])).toMatchObject({ phase: 'search' });
  });

  it('fails a test only if clearly more requests are throttled than by the background', () => {
    const test: RateState = { ...SEARCH, evidence: { ...AUTO.evidence, background: 0.2 } };
    expect(responses(test, ['accepted', 'throttled', 'accepted', 'throttled']).rate).toBe(18);
    expect(responses(test, ['throttled', 'throttled']).rate).toBe(16);
  });

  it('forgets the background after a row of accepted requests that it makes improbable', () => {
    const test: RateState = { ...HOLD, evidence: { ...AUTO.evidence, background: 0.2 } };
    expect(responses(test, accepted(25)).evidence.background).toBe(0.2);
    expect(responses(test, accepted(26)).evidence.background).toBe(0);
  });
});

describe('the rate stays close to the quota of a server', () => {
  const falling = (seconds: number): number => (seconds < 15 ? 20 : 5);
  const rising = (seconds: number): number => (seconds < 15 ? 5 : 50);
  it.each<[string, SimulatedCase, number, number]>([
    ['1/s, bucket of 2', { quota: 1, bucket: 2, pages: 60 }, 66, 25],
    ['3/s, bucket of 3', { quota: 3, bucket: 3, pages: 60 }, 22, 12],
    ['5/s, bucket of 2', { quota: 5, bucket: 2, pages: 100 }, 21.6, 8],
    ['8/s, bucket of 1', { quota: 8, bucket: 1, pages: 160 }, 24.3, 10],
    ['12/s, bucket of 1', { quota: 12, bucket: 1, pages: 240 }, 25, 12],
    ['20/s, bucket of 40', { quota: 20, bucket: 40, pages: 400 }, 25.1, 16],
    ['20 in any second', { quota: 20, bucket: 'sliding', pages: 400 }, 25.1, 16],
    ['100/s, bucket of 2', { quota: 100, bucket: 2, pages: 2000 }, 28, 56],
    ['configured 20, bucket of 1', { quota: 20, bucket: 1, pages: 400, requestsPerSecond: 20 }, 21.2, 6],
    [
      'configured 5, one store',
      { quota: 5, bucket: 1, pages: 100, requestsPerSecond: 5, stores: 1 },
      21.2,
      6,
    ],
    ['20/s falling to 5', { quota: falling, bucket: 20, pages: 600 }, 86, 31],
    ['5/s rising to 50', { quota: rising, bucket: 20, pages: 1575 }, 75, 60],
  ])('%s', (_, one, atMostSeconds, atMostThrottled) => {
    const { seconds, throttled } = simulateQuota(one);
    expect(seconds).toBeLessThanOrEqual(atMostSeconds);
    expect(throttled).toBeLessThanOrEqual(atMostThrottled);
  });

  it('uses a raised quota within 30 seconds', () => {
    const { rates } = simulateQuota({ quota: rising, bucket: 2, pages: 2500 });
    expect(Math.max(...rates.slice(0, 45))).toBeGreaterThan(45);
  });

  const runs = (one: SimulatedCase): SimulatedRun[] =>
    Array.from({ length: 11 }, (_, seed) => simulateQuota({ ...one, seed: seed + 1 }));

  it.each([
    [5, 10_000, 45],
    [10, 10_000, 30],
    [20, 10_000, 30],
    [5, 100, 45],
    [10, 100, 30],
    [20, 100, 30],
  ])(
    '%d in 100 throttled at random, a quota of %d: 500 pages take at most %d s',
    (percent, quota, atMost) => {
      const random = runs({ quota, bucket: quota, pages: 500, chance: percent / 100 });
      expect(median(random.map(({ seconds }) => seconds))).toBeLessThanOrEqual(atMost);
    },
  );

  it.each([
    ['10/s, bucket of 2', 10, 2],
    ['10/s, bucket of 10', 10, 10],
    ['20/s, bucket of 2', 20, 2],
    ['20/s, bucket of 20', 20, 20],
    ['50/s, bucket of 2', 50, 2],
    ['50/s, bucket of 50', 50, 50],
  ])('another client takes half for 20 s: %s', (_, quota, bucket) => {
    const others = (seconds: number): number => (seconds >= 10 && seconds < 30 ? quota / 2 : 0);
    const shared = runs({ quota, bucket, pages: 30 * quota, others });
    expect(median(shared.map(({ seconds }) => seconds))).toBeLessThanOrEqual(1.3 * 40);
    const percents = shared.map(({ throttled, sent }) => (100 * throttled) / sent);
    expect(median(percents)).toBeLessThanOrEqual(5);
  });

  it.each([10, 20, 50])('another client takes half of %d/s for 20 s, bucket of 1', (quota) => {
    const others = (seconds: number): number => (seconds >= 10 && seconds < 30 ? quota / 2 : 0);
    const shared = runs({ quota, bucket: 1, pages: 30 * quota, others });
    expect(median(shared.map(({ seconds }) => seconds))).toBeLessThanOrEqual(1.3 * 40);
  });

  it('follows a quota down to well below 1/s', () => {
    const { seconds, rates } = simulateQuota({ quota: 0.3, bucket: 1, pages: 15 });
    expect(seconds).toBeLessThanOrEqual(1.2 * 50);
    expect(rates.at(-1)).toBeLessThanOrEqual(0.4);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
