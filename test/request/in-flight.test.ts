import { describe, expect, it } from 'vitest';
import { InFlight, inFlightToFill } from '../../src/request/in-flight.js';
import type { QuotaLimiter } from '../../src/request/rate-limiter.js';

const limiterOf = (rate: number): QuotaLimiter => ({
  rate,
  acquire: () => Promise.reject(new Error('not used in this test')),
});

describe('inFlightToFill', () => {
  it.each([
    [5, 80, 2],
    [5, 0, 1],
    [20, 80, 3],
    [20, 1000, 21],
    [40, 250, 11],
    [Infinity, 0, Infinity],
  ])('for %d requests a second at %d ms each is %d', (rate, latencyMs, expected) => {
    expect(inFlightToFill(rate, latencyMs)).toBe(expected);
  });
});

describe('InFlight', () => {
  it('targets a few requests before any latency is measured, and never more than its bound', () => {
    expect(new InFlight(48).target()).toBe(4);
    expect(new InFlight(2).target()).toBe(2);
    const unlimited = new InFlight(48);
    unlimited.recordLatency(limiterOf(Infinity), 10);
    expect(unlimited.target()).toBe(48);
  });

  it('follows the latency as it changes, and adds up its quotas', () => {
    const inFlight = new InFlight(48);
    const limiter = limiterOf(20);
    inFlight.recordLatency(limiter, 100);
    expect(inFlight.target()).toBe(3);
    for (let i = 0; i < 50; i += 1) inFlight.recordLatency(limiter, 1000);
    expect(inFlight.target()).toBe(21);
    inFlight.recordLatency(limiterOf(5), 400);
    expect(inFlight.target()).toBe(24);
  });

  it.each([
    [5, 100, 1],
    [5, 250, 2],
    [20, 80, 2],
    [40, 250, 11],
    [400, 250, 48],
    [Infinity, 250, 1],
  ])('for %d requests a second at %d ms, needs %d workers', (rate, latencyMs, workers) => {
    const inFlight = new InFlight(48);
    const limiter = limiterOf(rate);
    expect(inFlight.workersFor(limiter)).toBe(1);
    inFlight.recordLatency(limiter, latencyMs);
    expect(inFlight.workersFor(limiter)).toBe(workers);
  });

  it('needs no more workers than the consumer can keep up with', () => {
    const inFlight = new InFlight(48);
    const limiter = limiterOf(40);
    inFlight.recordLatency(limiter, 250);
    inFlight.recordConsumer(100);
    expect(inFlight.workersFor(limiter)).toBe(3);
    inFlight.recordConsumer(10_000);
    expect(inFlight.workersFor(limiter)).toBe(1);
  });

  it('runs no more functions at once than its bound', async () => {
    const inFlight = new InFlight(2);
    let running = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => inFlight.limit(run)));
    expect(most).toBe(2);
  });
});
