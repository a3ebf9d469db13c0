import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../../src/errors.js';
import { systemClock, type Clock } from '../../src/request/clock.js';
import type { Lane, Turn } from '../../src/request/lane.js';
import {
  createRateLimiter,
  PacedRateLimiter,
  sharedRateLimiter,
  type RateLimiterOptions,
} from '../../src/request/rate-limiter.js';

/** A clock that goes when told to. */
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

function setUp(options: RateLimiterOptions = { requestsPerSecond: 10 }) {
  const clock = new FakeClock();
  const limiter = new PacedRateLimiter(options, clock);
  const order: string[] = [];
  const ask = (lane: Lane, name: string, first?: boolean): void => {
    void lane.acquire(SIGNAL, first).then(() => order.push(`${name} ${clock.time}`));
  };
  return { clock, limiter, lane: limiter.lane('a'), order, ask };
}

describe('createRateLimiter', () => {
  it.each([0, -1, NaN, '5', null])('refuses a rate of %s at the call', (requestsPerSecond) => {
    expect(() => createRateLimiter({ requestsPerSecond } as RateLimiterOptions)).toThrow(InvalidOptionError);
    expect(() => createRateLimiter({ requestsPerSecond } as RateLimiterOptions)).toThrow(
      "Expected `requestsPerSecond` to be 'auto' or a number more than 0",
    );
  });

  it('refuses an option that it does not know', () => {
    expect(() => createRateLimiter({ perSecond: 5 } as RateLimiterOptions)).toThrow('perSecond');
  });

  it.each([[undefined], ['auto'], [0.5], [20], [Infinity]] as const)('takes %s', (requestsPerSecond) => {
    const rate = typeof requestsPerSecond === 'number' ? requestsPerSecond : 5;
    expect(createRateLimiter({ requestsPerSecond }).lane('any').rate).toBe(rate);
  });

  it('is shared by all that are given none', () => {
    expect(sharedRateLimiter()).toBe(sharedRateLimiter());
    expect(sharedRateLimiter().lane('any').rate).toBe(5);
  });
});

describe('lanes', () => {
  it('has one for each key, which do not wait for each other', async () => {
    const { clock, limiter, lane, order, ask } = setUp();
    expect(limiter.lane('a')).toBe(lane);
    expect(limiter.lane('b')).not.toBe(lane);
    ask(lane, 'a');
    ask(limiter.lane('b'), 'b');
    await clock.advance(0);
    await nextTurn();
    expect(order).toEqual(['a 1000', 'b 1000']);
  });
});

describe('acquire', () => {
  it('gives turns evenly, in the order they were asked for, with one timer', async () => {
    const { clock, lane, order, ask } = setUp();
    for (const name of ['one', 'two', 'three', 'four']) ask(lane, name);
    expect(clock.timers).toBe(1);
    await clock.advance(250);
    expect(order).toEqual(['one 1000', 'two 1100', 'three 1200']);
    expect(clock.timers).toBe(1);
    await clock.advance(100);
    expect(order.at(-1)).toBe('four 1300');
    expect(clock.timers, 'nobody waits').toBe(0);
  });

  it('gives no burst after an idle time', async () => {
    const { clock, lane, order, ask } = setUp();
    ask(lane, 'one');
    await clock.advance(5000);
    for (const name of ['two', 'three']) ask(lane, name);
    await clock.advance(200);
    expect(order).toEqual(['one 1000', 'two 6000', 'three 6100']);
  });

  it('puts repeated requests before those that wait, in their own order', async () => {
    const { clock, lane, order, ask } = setUp();
    ask(lane, 'one');
    ask(lane, 'two');
    ask(lane, 'again', true);
    ask(lane, 'again too', true);
    await clock.advance(1000);
    expect(order).toEqual(['one 1000', 'again 1100', 'again too 1200', 'two 1300']);
  });

  it('does not wait at a rate of Infinity', async () => {
    const { clock, lane } = setUp({ requestsPerSecond: Infinity });
    for (let i = 0; i < 1000; i += 1)
      (await lane.acquire(SIGNAL)).settle(i % 2 === 0 ? 'taken' : 'throttled');
    expect(clock.timers).toBe(0);
    expect(lane.rate).toBe(Infinity);
  });

  it('rejects with the reason of a signal that has aborted', async () => {
    const reason = { why: 'early' };
    await expect(setUp().lane.acquire(AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('rejects at once with the reason of an abort, by identity, and leaves no timer and no listener', async () => {
    const { clock, lane } = setUp();
    const controller = new AbortController();
    await lane.acquire(controller.signal);
    const waits = [lane.acquire(controller.signal), lane.acquire(controller.signal, true)];
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

  it('passes the turn of a wait that was aborted to the next', async () => {
    const { clock, lane, order, ask } = setUp();
    ask(lane, 'one');
    const controller = new AbortController();
    const aborted = lane.acquire(controller.signal).catch((error: unknown) => error);
    ask(lane, 'three');
    controller.abort();
    await aborted;
    expect(clock.timers).toBe(1);
    await clock.advance(100);
    expect(order).toEqual(['one 1000', 'three 1100']);
  });

  it('leaves no listener after a turn, however many there were on one signal', async () => {
    const { clock, lane } = setUp({ requestsPerSecond: 1000 });
    const { signal } = new AbortController();
    const turns: Promise<Turn>[] = [];
    for (let i = 0; i < 5; i += 1) turns.push(lane.acquire(signal));
    await clock.advance(10);
    await Promise.all(turns);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('settle', () => {
  it('teaches the lane: two that share it hear of each other’s throttles', async () => {
    const { clock, lane } = setUp({ requestsPerSecond: 20 });
    const turn = await lane.acquire(SIGNAL);
    turn.settle('failed');
    expect(lane.rate).toBe(20);
    await clock.advance(50);
    (await lane.acquire(SIGNAL)).settle('throttled');
    expect(lane.rate).toBeLessThan(20);
  });

  it('counts once', async () => {
    const { lane } = setUp({ requestsPerSecond: 20 });
    const turn = await lane.acquire(SIGNAL);
    turn.settle('taken');
    turn.settle('throttled');
    turn.leave?.();
    expect(lane.rate).toBe(20);
  });

  it('grows only when requests were held back', async () => {
    const { clock, lane } = setUp({});
    for (let i = 0; i < 10; i += 1) {
      (await lane.acquire(SIGNAL)).settle('taken');
      await clock.advance(1000);
    }
    expect(lane.rate).toBe(5);
    (await lane.acquire(SIGNAL)).settle('taken');
    const held = lane.acquire(SIGNAL);
    await clock.advance(200);
    (await held).settle('taken');
    expect(lane.rate).toBeCloseTo(5.5, 6);
  });
});

describe('exactness', () => {
  it.each([
    ['a told rate', 20, 2],
    ['a told rate of long intervals', 3, 0],
    ['auto, before anything was throttled', 'auto', 0],
  ] as const)('is paid for where it counts: %s', async (_, requestsPerSecond, spinMs) => {
    const { clock, lane } = setUp({ requestsPerSecond });
    (await lane.acquire(SIGNAL)).settle('taken');
    const second = lane.acquire(SIGNAL);
    expect(clock.spins).toEqual([spinMs]);
    await clock.advance(500);
    await second;
  });

  it('lets a request that was slow to leave delay the next, once a server has throttled', async () => {
    const { clock, lane, order, ask } = setUp({ requestsPerSecond: 20 });
    const first = await lane.acquire(SIGNAL);
    first.leave?.();
    first.settle('throttled');
    await clock.advance(100);
    const second = await lane.acquire(SIGNAL);
    await clock.advance(5);
    second.leave?.();
    ask(lane, 'third');
    await clock.advance(50);
    expect(order).toEqual([]);
    await clock.advance(10);
    expect(order).toHaveLength(1);
  });
});

describe('the system clock', () => {
  it.each([0, 2])('calls back never before the time, and not at once (spin %d ms)', async (spinMs) => {
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

  it('takes a call back, also for a time that no timer can hold', async () => {
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
