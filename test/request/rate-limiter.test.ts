import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../../src/errors.js';
import {
  createRateLimiter,
  rateLimiterWith,
  sharedRateLimiter,
  systemClock,
  type Clock,
  type Permit,
  type QuotaLimiter,
  type RateLimiterOptions,
} from '../../src/request/rate-limiter.js';

/** A clock that only `advance` moves. */
class FakeClock implements Clock {
  time = 1000;
  readonly spins: number[] = [];
  readonly #calls = new Set<{ readonly at: number; readonly run: () => void }>();

  get timers(): number {
    return this.#calls.size;
  }

  now(): number {
    return this.time;
  }

  callAt(at: number, spinMs: number, run: () => void): () => void {
    const call = { at, run };
    this.spins.push(spinMs);
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  async advance(ms: number): Promise<void> {
    await nextTurn();
    const end = this.time + ms;
    for (;;) {
      const due = [...this.#calls].filter((call) => call.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#calls.delete(due);
      this.time = Math.max(this.time, due.at);
      due.run();
      await nextTurn();
    }
    this.time = end;
  }
}

const SIGNAL = new AbortController().signal;

/** The limiter keeps a hair below a configured rate; this one leads to 10 requests a second. */
const TEN = { requestsPerSecond: 10 / 0.985 };

function setUp(options: RateLimiterOptions = TEN) {
  const clock = new FakeClock();
  const limiter = rateLimiterWith(options, clock);
  const order: string[] = [];
  const acquire = (quota: QuotaLimiter, name: string, first?: boolean): void => {
    void quota.acquire(SIGNAL, first).then(() => order.push(`${name} ${Math.round(clock.time)}`));
  };
  return { clock, limiter, quota: limiter.forQuota('a'), order, acquire };
}

describe('createRateLimiter', () => {
  it.each([0, -1, NaN, '5', null])('rejects a rate of %s at the call', (requestsPerSecond) => {
    expect(() => createRateLimiter({ requestsPerSecond } as RateLimiterOptions)).toThrow(InvalidOptionError);
    expect(() => createRateLimiter({ requestsPerSecond } as RateLimiterOptions)).toThrow(
      "Expected `requestsPerSecond` to be 'auto' or a number above 0",
    );
  });

  it('rejects an unknown option', () => {
    expect(() => createRateLimiter({ perSecond: 5 } as RateLimiterOptions)).toThrow('perSecond');
  });

  it.each([[undefined], ['auto'], [0.5], [20], [Infinity]] as const)('accepts %s', (requestsPerSecond) => {
    const rate = typeof requestsPerSecond === 'number' ? 0.985 * requestsPerSecond : 5;
    expect(createRateLimiter({ requestsPerSecond }).forQuota('any').rate).toBeCloseTo(rate, 6);
  });

  it('is created once for all lists without a limiter of their own', () => {
    expect(sharedRateLimiter()).toBe(sharedRateLimiter());
    expect(sharedRateLimiter().forQuota('any').rate).toBe(5);
  });
});

describe('forQuota', () => {
  it('returns one limiter for each key, and the limiters are independent', async () => {
    const { clock, limiter, quota, order, acquire } = setUp();
    expect(limiter.forQuota('a')).toBe(quota);
    expect(limiter.forQuota('b')).not.toBe(quota);
    acquire(quota, 'a');
    acquire(limiter.forQuota('b'), 'b');
    await clock.advance(0);
    await nextTurn();
    expect(order).toEqual(['a 1000', 'b 1000']);
  });
});

describe('acquire', () => {
  it('issues permits evenly, in the order of the calls, with one timer', async () => {
    const { clock, quota, order, acquire } = setUp();
    for (const name of ['one', 'two', 'three', 'four']) acquire(quota, name);
    expect(clock.timers).toBe(1);
    await clock.advance(250);
    expect(order).toEqual(['one 1000', 'two 1100', 'three 1200']);
    expect(clock.timers).toBe(1);
    await clock.advance(100);
    expect(order.at(-1)).toBe('four 1300');
    expect(clock.timers, 'no call waits').toBe(0);
  });

  it('issues no burst after an idle time', async () => {
    const { clock, quota, order, acquire } = setUp();
    acquire(quota, 'one');
    await clock.advance(5000);
    for (const name of ['two', 'three']) acquire(quota, name);
    await clock.advance(200);
    expect(order).toEqual(['one 1000', 'two 6000', 'three 6100']);
  });

  it('issues permits for retries ahead of all other calls, in the order of the retries', async () => {
    const { clock, quota, order, acquire } = setUp();
    acquire(quota, 'one');
    acquire(quota, 'two');
    acquire(quota, 'again', true);
    acquire(quota, 'again too', true);
    await clock.advance(1000);
    expect(order).toEqual(['one 1000', 'again 1100', 'again too 1200', 'two 1300']);
  });

  it('never waits at a rate of Infinity', async () => {
    const { clock, quota } = setUp({ requestsPerSecond: Infinity });
    for (let i = 0; i < 1000; i += 1)
      (await quota.acquire(SIGNAL)).release(i % 2 === 0 ? 'accepted' : 'throttled');
    expect(clock.timers).toBe(0);
    expect(quota.rate).toBe(Infinity);
  });

  it('rejects with the reason of a signal that has already aborted', async () => {
    const reason = { why: 'early' };
    await expect(setUp().quota.acquire(AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('rejects at once with the reason of an abort, by identity, and leaves neither a timer nor a listener', async () => {
    const { clock, quota } = setUp();
    const controller = new AbortController();
    await quota.acquire(controller.signal);
    const waits = [quota.acquire(controller.signal), quota.acquire(controller.signal, true)];
    expect(clock.timers).toBe(1);
    const reason = new Error('enough');
    controller.abort(reason);
    const results = await Promise.allSettled(waits);
    expect(results.map((result) => result.status === 'rejected' && result.reason === reason)).toEqual([
      true,
      true,
    ]);
    expect(clock.timers).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('issues the permit of an aborted call to the next call', async () => {
    const { clock, quota, order, acquire } = setUp();
    acquire(quota, 'one');
    const controller = new AbortController();
    const aborted = quota.acquire(controller.signal).catch((error: unknown) => error);
    acquire(quota, 'three');
    controller.abort();
    await aborted;
    expect(clock.timers).toBe(1);
    await clock.advance(100);
    expect(order).toEqual(['one 1000', 'three 1100']);
  });

  it('leaves no listener after a permit, however many calls share a signal', async () => {
    const { clock, quota } = setUp({ requestsPerSecond: 1000 });
    const { signal } = new AbortController();
    const permits: Promise<Permit>[] = [];
    for (let i = 0; i < 5; i += 1) permits.push(quota.acquire(signal));
    await clock.advance(10);
    await Promise.all(permits);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('release', () => {
  it('adapts the rate of the quota to the outcomes', async () => {
    const { clock, quota } = setUp({ requestsPerSecond: 20 });
    const permit = await quota.acquire(SIGNAL);
    permit.release('failed');
    expect(quota.rate).toBe(19.7);
    await clock.advance(60);
    (await quota.acquire(SIGNAL)).release('throttled');
    expect(quota.rate).toBeLessThan(20);
  });

  it('counts only the first call', async () => {
    const { quota } = setUp({ requestsPerSecond: 20 });
    const permit = await quota.acquire(SIGNAL);
    permit.release('accepted');
    permit.release('throttled');
    permit.sent?.();
    expect(quota.rate).toBe(19.7);
  });

  it('raises the rate only if requests had to wait', async () => {
    const { clock, quota } = setUp({});
    for (let i = 0; i < 10; i += 1) {
      (await quota.acquire(SIGNAL)).release('accepted');
      await clock.advance(1000);
    }
    expect(quota.rate).toBe(5);
    (await quota.acquire(SIGNAL)).release('accepted');
    const held = quota.acquire(SIGNAL);
    await clock.advance(200);
    (await held).release('accepted');
    expect(quota.rate).toBeCloseTo(5.5, 6);
  });
});

describe('the timing of permits', () => {
  it.each([
    ['a configured rate', 20, 2],
    ['a configured rate with long intervals', 3, 0],
    ['auto, during the climb', 'auto', 0],
  ] as const)('is exact only where it matters: %s', async (_, requestsPerSecond, spinMs) => {
    const { clock, quota } = setUp({ requestsPerSecond });
    (await quota.acquire(SIGNAL)).release('accepted');
    const second = quota.acquire(SIGNAL);
    expect(clock.spins).toEqual([spinMs]);
    await clock.advance(500);
    await second;
  });

  it('delays the next permit after a request was slow to reach the wire', async () => {
    const { clock, quota, order, acquire } = setUp({ requestsPerSecond: 20 });
    const first = await quota.acquire(SIGNAL);
    first.sent?.();
    first.release('throttled');
    await clock.advance(100);
    const second = await quota.acquire(SIGNAL);
    await clock.advance(5);
    second.sent?.();
    acquire(quota, 'third');
    await clock.advance(50);
    expect(order).toEqual([]);
    await clock.advance(10);
    expect(order).toHaveLength(1);
  });
});

describe('systemClock', () => {
  it.each([0, 2])('never calls back early or synchronously, with %d ms of spinning', async (spinMs) => {
    for (const ms of [-5, 0, 0.3, 3.7]) {
      const at = systemClock.now() + ms;
      let calledAt: number | undefined;
      const done = new Promise<void>((resolve) => {
        systemClock.callAt(at, spinMs, () => {
          calledAt = systemClock.now();
          resolve();
        });
      });
      expect(calledAt).toBeUndefined();
      await done;
      expect(calledAt).toBeGreaterThanOrEqual(at);
    }
  });

  it('cancels a call, even one for a time that no timer can hold', async () => {
    let called = false;
    const cancels = [1e12, 5, 0].map((ms) =>
      systemClock.callAt(systemClock.now() + ms, 2, () => {
        called = true;
      }),
    );
    for (const cancel of cancels) cancel();
    await nextTurn();
    expect(called).toBe(false);
  });
});
