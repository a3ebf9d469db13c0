import { describe, expect, it } from 'vitest';
import {
  afterAnswer,
  afterLeaving,
  afterSend,
  startPace,
  type RequestOutcome,
  type Pace,
} from '../../src/request/pace.js';

/** Sends and has the answer `latencyMs` later, whenever the pace allows. */
function answers(pace: Pace, outcomes: readonly RequestOutcome[], heldBack = true, latencyMs = 10): Pace {
  let now = Math.max(0, pace.nextAt);
  return outcomes.reduce((state, outcome) => {
    now = Math.max(now, state.nextAt);
    const sentAt = now;
    const sent = afterSend(state, sentAt);
    now += latencyMs;
    return afterAnswer(sent, now, { sentAt, outcome, heldBack });
  }, pace);
}

const taken = (count: number): RequestOutcome[] => Array.from({ length: count }, () => 'taken');

describe('startPace', () => {
  it.each([
    ['auto', 5, 4.5, Infinity],
    [20, 20, 4.5, 20],
    [2, 2, 0.5, 2],
    [Infinity, Infinity, 4.5, Infinity],
  ] as const)('%s: rate %d, from %d to %d', (requestsPerSecond, rate, floor, ceiling) => {
    expect(startPace(requestsPerSecond)).toMatchObject({ rate, floor, ceiling, nextAt: -Infinity });
  });
});

describe('afterSend', () => {
  it.each([
    ['the first request', false, -Infinity, 1000, 1050],
    ['in time', false, 1000, 1000, 1050],
    ['a late timer is made up for', false, 1000, 1003, 1050],
    ['a whole interval late is lost: there is no burst', false, 1000, 1050, 1100],
    ['a long idle time is lost', false, 1000, 9000, 9050],
    ['nothing is made up for once a request was throttled', true, 1000, 1003, 1053],
  ])('%s', (_, strict, nextAt, now, expected) => {
    expect(afterSend({ ...startPace(20), strict, nextAt }, now).nextAt).toBe(expected);
  });
});

describe('afterLeaving, when the request comes to the wire later than others do', () => {
  const strict: Pace = { ...startPace(20), strict: true, lead: 1, nextAt: 1050 };

  it.each([
    ['as fast as any: as planned', strict, 1001, true, 1050],
    ['4 ms later: so is the next', strict, 1005, true, 1050 + 4 - 0.08],
    ['faster than any before', strict, 1000.5, true, 1050],
    ['no longer the latest: too late to tell', strict, 1005, false, 1050],
    ['on a server not known to be strict', { ...strict, strict: false }, 1005, true, 1050],
  ])('%s', (_, pace, now, isLatest, expected) => {
    expect(afterLeaving(pace, now, 1000, isLatest).nextAt).toBeCloseTo(expected, 6);
  });

  it('learns the time it takes at least', () => {
    const first = afterLeaving({ ...strict, lead: Infinity }, 1003, 1000, true);
    expect(first).toMatchObject({ lead: 3, nextAt: 1050 });
    expect(afterLeaving(first, 1002, 1000, true).lead).toBe(2);
    expect(afterLeaving(first, 1053, 1000, true).lead).toBe(4);
  });
});

describe('afterAnswer, answer by answer', () => {
  it('climbs from the documented 5 by 0.5 an answer', () => {
    expect(answers(startPace('auto'), taken(10)).rate).toBeCloseTo(10, 6);
  });

  it('does not climb where demand is lower than the rate', () => {
    expect(answers(startPace('auto'), taken(1000), false).rate).toBe(5);
  });

  it('does not go over the rate that was told', () => {
    expect(answers(startPace(20), taken(100)).rate).toBe(20);
  });

  it('learns nothing from a request that failed for another reason', () => {
    const pace = answers(startPace('auto'), taken(3));
    expect(afterAnswer(pace, 9000, { sentAt: 8000, outcome: 'failed', heldBack: true })).toBe(pace);
  });

  it('learns nothing where there is no pacing', () => {
    expect(answers(startPace(Infinity), ['throttled', 'taken', 'throttled']).rate).toBe(Infinity);
  });

  it('goes back to 5 after an overshoot nearby, and leaves out the token that it used up', () => {
    const before = answers(startPace('auto'), taken(6));
    const pace = answers(before, ['throttled']);
    expect(pace.rate).toBe(5);
    expect(pace.nextAt).toBeCloseTo(before.nextAt + 1000 / before.rate + 200, 6);
  });

  it('takes back what it climbed in 0.6 s after an overshoot further up', () => {
    const before = answers(startPace('auto'), taken(50));
    expect(answers(before, ['throttled']).rate).toBeCloseTo(before.rate * (1 - 0.5 * 0.6), 6);
  });

  it('takes a small step back from a rate it has held, and hardly grows after it', () => {
    const held: Pace = { ...startPace('auto'), rate: 20, growth: 0.0001 };
    const pace = answers(held, ['throttled']);
    expect(pace.rate).toBeCloseTo(20 * 0.985, 6);
    expect(answers(pace, taken(40)).rate).toBeLessThan(20);
  });

  it('takes a smaller one from a told rate', () => {
    expect(answers({ ...startPace(20), growth: 0 }, ['throttled']).rate).toBeCloseTo(20 * 0.995, 6);
  });

  it('is strict from the start where the rate is told: a number that is known leaves nothing to make up for', () => {
    expect(startPace(20).strict).toBe(true);
    expect(startPace('auto').strict).toBe(false);
  });

  it('takes no more off a told rate after a long calm', () => {
    const pace = answers(answers(startPace(10), taken(2000)), ['throttled']);
    expect(pace.rate).toBeCloseTo(9.85, 6);
  });

  it('hears the news of one overshoot once, although several requests were under way', () => {
    const held: Pace = { ...startPace('auto'), rate: 50, growth: 0.0001 };
    const once = afterAnswer(held, 1080, { sentAt: 1000, outcome: 'throttled', heldBack: true });
    const again = afterAnswer(once, 1100, { sentAt: 1020, outcome: 'throttled', heldBack: true });
    expect(again.rate).toBe(once.rate);
  });

  it('cuts to what a bout has shown at most, when throttles come back to back', () => {
    const held: Pace = { ...startPace('auto'), rate: 20, growth: 0.0001 };
    const pace = answers(held, ['throttled', 'throttled', 'throttled', 'throttled']);
    expect(pace.rate).toBeLessThan(8);
    expect(pace.rate).toBeGreaterThanOrEqual(5);
  });

  it('does not go below 5 at once, and never below 4.5', () => {
    const held: Pace = { ...startPace('auto'), rate: 5.1, growth: 0.0001 };
    expect(answers(held, ['throttled', 'throttled', 'throttled']).rate).toBeGreaterThanOrEqual(4.5);
  });

  it('tries a higher rate when throttles go on at the floor', () => {
    const low: Pace = { ...startPace('auto'), rate: 4.5, growth: 0 };
    const one: RequestOutcome[] = ['taken', 'taken', 'taken', 'throttled'];
    expect(answers(low, [...one, ...one, ...one, ...one]).rate).toBeLessThan(5);
    const trial = answers(low, [...one, ...one, ...one, ...one, ...one]);
    expect(trial.rate).toBeCloseTo(9, 1);
    expect(answers(trial, [...one, ...one, ...one]).rate, 'the same share: it was chance').toBeCloseTo(18, 1);
    const half: RequestOutcome[] = ['taken', 'throttled', 'throttled'];
    expect(answers(trial, [...half, ...half, ...half, ...half]).rate, 'more: it was the quota').toBeCloseTo(
      4.5,
      1,
    );
    expect(answers(trial, [...one, ...one, ...one], false).rate, 'nobody is held back').toBeCloseTo(9, 1);
  });
});

/** A server's quota: whether it admits a request at a time. */
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

/** Eight stores, one request each at a time, answered after 80 ms, throttled ones repeated first. No time passes here. */
function walk(requestsPerSecond: number | 'auto', server: Server, pages: number) {
  let pace = startPace(requestsPerSecond);
  let now = 0;
  let ready = 8;
  let sent = 0;
  let done = 0;
  const underWay: { sentAt: number; admitted: boolean; heldBack: boolean }[] = [];
  while (done < pages) {
    const next = underWay[0];
    const goAt = Math.max(now, pace.nextAt);
    if (ready > 0 && (next === undefined || goAt < next.sentAt + 80)) {
      const heldBack = goAt > now;
      now = goAt;
      ready -= 1;
      sent += 1;
      pace = afterSend(pace, now);
      underWay.push({ sentAt: now, admitted: server(now + (sent % 3) * 0.4), heldBack });
    } else if (next !== undefined) {
      underWay.shift();
      const { sentAt, admitted, heldBack } = next;
      now = sentAt + 80;
      ready += 1;
      if (admitted) done += 1;
      pace = afterAnswer(pace, now, { sentAt, outcome: admitted ? 'taken' : 'throttled', heldBack });
    }
  }
  return { seconds: now / 1000, throttledShare: (sent - pages) / sent, rate: pace.rate };
}

describe('against the servers that there are', () => {
  const falling = (now: number): number => (now < 15_000 ? 20 : 5);
  const rising = (now: number): number => (now < 15_000 ? 20 : 50);
  it.each<[string, number | 'auto', () => Server, number, number, number, number]>([
    ['told 20, bucket of 2', 20, () => bucket(() => 20, 2), 400, 398 / 20, 1.05, 0.02],
    ['told 20, bucket of 1', 20, () => bucket(() => 20, 1), 400, 399 / 20, 1.08, 0.04],
    ['auto, 5 a second, bucket of 2', 'auto', () => bucket(() => 5, 2), 100, 98 / 5, 1.05, 0.02],
    ['auto, 20 a second, bucket of 20', 'auto', () => bucket(() => 20, 20), 600, 580 / 20, 1.15, 0.03],
    ['auto, 20 in any second', 'auto', () => slidingSecond(20), 600, 580 / 20, 1.15, 0.03],
    ['auto, 20 falling to 5, bucket of 2', 'auto', () => bucket(falling, 2), 600, 75, 1.15, 0.05],
    ['auto, 20 falling to 5, bucket of 20', 'auto', () => bucket(falling, 20), 600, 75, 1.15, 0.05],
    ['auto, 20 rising to 50', 'auto', () => bucket(rising, 20), 1200, 33, 1.28, 0.03],
  ])('%s', (_, requestsPerSecond, server, pages, idealSeconds, atMost, throttledShare) => {
    const result = walk(requestsPerSecond, server(), pages);
    expect(result.throttledShare).toBeLessThanOrEqual(throttledShare);
    expect(result.seconds / idealSeconds).toBeLessThanOrEqual(atMost);
  });

  it('is not slowed down for good by throttles that come by chance', () => {
    let n = 0;
    const result = walk('auto', () => (n++ * 7919) % 10 >= 2, 600);
    expect(600 / result.seconds).toBeGreaterThan(10);
  });
});
