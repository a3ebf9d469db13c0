import { describe, expect, it } from 'vitest';
import {
  afterPermit,
  afterResponse,
  afterSent,
  startRate,
  type RateState,
  type RequestOutcome,
} from '../../src/request/rate-controller.js';

/** Sends a request whenever the rate allows, and receives its response `latencyMs` later. */
function responses(
  start: RateState,
  outcomes: readonly RequestOutcome[],
  waited = true,
  latencyMs = 10,
): RateState {
  let now = Math.max(0, start.nextAt);
  return outcomes.reduce((state, outcome) => {
    now = Math.max(now, state.nextAt);
    const sentAt = now;
    const sent = afterPermit(state, sentAt);
    now += latencyMs;
    return afterResponse(sent, now, { sentAt, outcome, waited });
  }, start);
}

const accepted = (count: number): RequestOutcome[] => Array.from({ length: count }, () => 'accepted');

describe('startRate', () => {
  it.each([
    ['auto', 5, 4.5, Infinity],
    [20, 20, 4.5, 20],
    [2, 2, 0.5, 2],
    [Infinity, Infinity, 4.5, Infinity],
  ] as const)('%s: rate %d, from %d to %d', (requestsPerSecond, rate, floor, ceiling) => {
    expect(startRate(requestsPerSecond)).toMatchObject({ rate, floor, ceiling, nextAt: -Infinity });
  });
});

describe('afterPermit', () => {
  it.each([
    ['the first request', false, -Infinity, 1000, 1050],
    ['in time', false, 1000, 1000, 1050],
    ['the lateness of a timer is made up for', false, 1000, 1003, 1050],
    ['a whole interval is lost: there is no burst', false, 1000, 1050, 1100],
    ['an idle time is lost', false, 1000, 9000, 9050],
    ['nothing is made up for after a throttle', true, 1000, 1003, 1053],
  ])('%s', (_, strict, nextAt, now, expected) => {
    expect(afterPermit({ ...startRate(20), strict, nextAt }, now).nextAt).toBe(expected);
  });
});

describe('afterSent', () => {
  const strict: RateState = { ...startRate(20), strict: true, lead: 1, nextAt: 1050 };

  it.each([
    ['keeps the plan for the shortest time to the wire', strict, 1001, true, 1050],
    ['delays the next permit by the 4 ms that a request took longer', strict, 1005, true, 1050 + 4 - 0.08],
    ['keeps the plan for a shorter time than any before', strict, 1000.5, true, 1050],
    ['keeps the plan if another permit was issued since', strict, 1005, false, 1050],
    ['keeps the plan before any throttle', { ...strict, strict: false }, 1005, true, 1050],
  ])('%s', (_, state, now, isLatest, expected) => {
    expect(afterSent(state, now, 1000, isLatest).nextAt).toBeCloseTo(expected, 6);
  });

  it('measures the shortest time from a permit to the wire', () => {
    const first = afterSent({ ...strict, lead: Infinity }, 1003, 1000, true);
    expect(first).toMatchObject({ lead: 3, nextAt: 1050 });
    expect(afterSent(first, 1002, 1000, true).lead).toBe(2);
    expect(afterSent(first, 1053, 1000, true).lead).toBe(4);
  });
});

describe('afterResponse', () => {
  it('climbs from the documented 5 by 0.5 with each response', () => {
    expect(responses(startRate('auto'), accepted(10)).rate).toBeCloseTo(10, 6);
  });

  it('does not climb while demand is below the rate', () => {
    expect(responses(startRate('auto'), accepted(1000), false).rate).toBe(5);
  });

  it('does not exceed a configured rate', () => {
    expect(responses(startRate(20), accepted(100)).rate).toBe(20);
  });

  it('ignores a request that failed for another reason', () => {
    const state = responses(startRate('auto'), accepted(3));
    expect(afterResponse(state, 9000, { sentAt: 8000, outcome: 'failed', waited: true })).toBe(state);
  });

  it('ignores every outcome without a rate limit', () => {
    expect(responses(startRate(Infinity), ['throttled', 'accepted', 'throttled']).rate).toBe(Infinity);
  });

  it('returns to 5 after an overshoot near 5, and waits for the token that the overshoot used', () => {
    const before = responses(startRate('auto'), accepted(6));
    const state = responses(before, ['throttled']);
    expect(state.rate).toBe(5);
    expect(state.nextAt).toBeCloseTo(before.nextAt + 1000 / before.rate + 200, 6);
  });

  it('undoes 0.6 s of growth after an overshoot at a higher rate', () => {
    const before = responses(startRate('auto'), accepted(50));
    expect(responses(before, ['throttled']).rate).toBeCloseTo(before.rate * (1 - 0.5 * 0.6), 6);
  });

  it('lowers a long-standing rate by a small step, and hardly raises it after that', () => {
    const held: RateState = { ...startRate('auto'), rate: 20, growth: 0.0001 };
    const state = responses(held, ['throttled']);
    expect(state.rate).toBeCloseTo(20 * 0.985, 6);
    expect(responses(state, accepted(40)).rate).toBeLessThan(20);
  });

  it('lowers a configured rate by a smaller step', () => {
    expect(responses({ ...startRate(20), growth: 0 }, ['throttled']).rate).toBeCloseTo(20 * 0.995, 6);
  });

  it('is strict from the start for a configured rate, so it never catches up after a late request', () => {
    expect(startRate(20).strict).toBe(true);
    expect(startRate('auto').strict).toBe(false);
  });

  it('lowers a configured rate by no more than 1.5 % after many accepted requests', () => {
    const state = responses(responses(startRate(10), accepted(2000)), ['throttled']);
    expect(state.rate).toBeCloseTo(9.85, 6);
  });

  it('lowers the rate once per overshoot, although several requests were in flight', () => {
    const held: RateState = { ...startRate('auto'), rate: 50, growth: 0.0001 };
    const once = afterResponse(held, 1080, { sentAt: 1000, outcome: 'throttled', waited: true });
    const again = afterResponse(once, 1100, { sentAt: 1020, outcome: 'throttled', waited: true });
    expect(again.rate).toBe(once.rate);
  });

  it('lowers the rate to the measured upper bound after consecutive throttles', () => {
    const held: RateState = { ...startRate('auto'), rate: 20, growth: 0.0001 };
    const state = responses(held, ['throttled', 'throttled', 'throttled', 'throttled']);
    expect(state.rate).toBeLessThan(8);
    expect(state.rate).toBeGreaterThanOrEqual(5);
  });

  it('never goes below 4.5', () => {
    const held: RateState = { ...startRate('auto'), rate: 5.1, growth: 0.0001 };
    expect(responses(held, ['throttled', 'throttled', 'throttled']).rate).toBeGreaterThanOrEqual(4.5);
  });

  it('tests a higher rate when throttles continue at the floor', () => {
    const low: RateState = { ...startRate('auto'), rate: 4.5, growth: 0 };
    const one: RequestOutcome[] = ['accepted', 'accepted', 'accepted', 'throttled'];
    expect(responses(low, [...one, ...one, ...one, ...one]).rate).toBeLessThan(5);
    const probe = responses(low, [...one, ...one, ...one, ...one, ...one]);
    expect(probe.rate).toBeCloseTo(9, 1);
    expect(
      responses(probe, [...one, ...one, ...one]).rate,
      'the same share is throttled, so the rate does not matter',
    ).toBeCloseTo(18, 1);
    const half: RequestOutcome[] = ['accepted', 'throttled', 'throttled'];
    expect(
      responses(probe, [...half, ...half, ...half, ...half]).rate,
      'a larger share is throttled, so the rate matters',
    ).toBeCloseTo(4.5, 1);
    expect(responses(probe, [...one, ...one, ...one], false).rate, 'demand is below the rate').toBeCloseTo(
      9,
      1,
    );
  });
});

/** The quota of a server: returns whether it admits a request at a time. */
type Server = (now: number) => boolean;

function bucket(requestsPerSecond: (now: number) => number, burst: number): Server {
  let tokens = burst;
  let at = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - at) * requestsPerSecond(now)) / 1000);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

function slidingSecond(requestsPerSecond: number): Server {
  const admitted: number[] = [];
  return (now) => {
    while (admitted[0] !== undefined && admitted[0] <= now - 1000) admitted.shift();
    return admitted.length < requestsPerSecond && admitted.push(now) > 0;
  };
}

/** Simulates eight stores with one request each at a time, a latency of 80 ms, and retries ahead of new requests. */
function simulate(requestsPerSecond: number | 'auto', server: Server, pages: number) {
  let state = startRate(requestsPerSecond);
  let now = 0;
  let ready = 8;
  let sent = 0;
  let done = 0;
  const inFlight: { sentAt: number; admitted: boolean; waited: boolean }[] = [];
  while (done < pages) {
    const next = inFlight[0];
    const sendAt = Math.max(now, state.nextAt);
    if (ready > 0 && (next === undefined || sendAt < next.sentAt + 80)) {
      const waited = sendAt > now;
      now = sendAt;
      ready -= 1;
      sent += 1;
      state = afterPermit(state, now);
      inFlight.push({ sentAt: now, admitted: server(now + (sent % 3) * 0.4), waited });
    } else if (next !== undefined) {
      inFlight.shift();
      const { sentAt, admitted, waited } = next;
      now = sentAt + 80;
      ready += 1;
      if (admitted) done += 1;
      state = afterResponse(state, now, { sentAt, outcome: admitted ? 'accepted' : 'throttled', waited });
    }
  }
  return { seconds: now / 1000, throttledShare: (sent - pages) / sent, rate: state.rate };
}

describe('the rate stays close to the quota of a server', () => {
  const falling = (now: number): number => (now < 15_000 ? 20 : 5);
  const rising = (now: number): number => (now < 15_000 ? 20 : 50);
  it.each<[string, number | 'auto', () => Server, number, number, number, number]>([
    ['configured 20, bucket of 2', 20, () => bucket(() => 20, 2), 400, 398 / 20, 1.05, 0.02],
    ['configured 20, bucket of 1', 20, () => bucket(() => 20, 1), 400, 399 / 20, 1.08, 0.04],
    ['auto, 5 a second, bucket of 2', 'auto', () => bucket(() => 5, 2), 100, 98 / 5, 1.05, 0.02],
    ['auto, 20 a second, bucket of 20', 'auto', () => bucket(() => 20, 20), 600, 580 / 20, 1.15, 0.03],
    ['auto, 20 in any second', 'auto', () => slidingSecond(20), 600, 580 / 20, 1.15, 0.03],
    ['auto, 20 falling to 5, bucket of 2', 'auto', () => bucket(falling, 2), 600, 75, 1.15, 0.05],
    ['auto, 20 falling to 5, bucket of 20', 'auto', () => bucket(falling, 20), 600, 75, 1.15, 0.05],
    ['auto, 20 rising to 50', 'auto', () => bucket(rising, 20), 1200, 33, 1.28, 0.03],
  ])('%s', (_, requestsPerSecond, server, pages, idealSeconds, atMost, throttledShare) => {
    const result = simulate(requestsPerSecond, server(), pages);
    expect(result.throttledShare).toBeLessThanOrEqual(throttledShare);
    expect(result.seconds / idealSeconds).toBeLessThanOrEqual(atMost);
  });

  it('recovers from random throttles', () => {
    let n = 0;
    const result = simulate('auto', () => (n++ * 7919) % 10 >= 2, 600);
    expect(600 / result.seconds).toBeGreaterThan(10);
  });
});
