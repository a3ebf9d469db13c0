import { describe, expect, it } from 'vitest';
import { InFlight, inFlightToFill } from '../../src/request/in-flight.js';
import type { Lane } from '../../src/request/lane.js';

const laneOf = (rate: number): Lane => ({
  rate,
  acquire: () => Promise.reject(new Error('not asked for here')),
});

describe('inFlightToFill', () => {
  it.each([
    [5, 80, 2],
    [5, 0, 1],
    [20, 80, 3],
    [20, 1000, 21],
    [40, 250, 11],
    [Infinity, 0, Infinity],
  ])('%d requests a second of %d ms each take %d at once', (rate, latencyMs, wanted) => {
    expect(inFlightToFill(rate, latencyMs)).toBe(wanted);
  });
});

describe('InFlight', () => {
  it('wants a few before anything is measured, and never more than its bound', () => {
    expect(new InFlight(48).wanted()).toBe(4);
    expect(new InFlight(2).wanted()).toBe(2);
    const unpaced = new InFlight(48);
    unpaced.note(laneOf(Infinity), 10);
    expect(unpaced.wanted()).toBe(48);
  });

  it('follows the latency as it changes, and adds up its lanes', () => {
    const inFlight = new InFlight(48);
    const lane = laneOf(20);
    inFlight.note(lane, 100);
    expect(inFlight.wanted()).toBe(3);
    for (let i = 0; i < 50; i += 1) inFlight.note(lane, 1000);
    expect(inFlight.wanted()).toBe(21);
    inFlight.note(laneOf(5), 400);
    expect(inFlight.wanted()).toBe(24);
  });

  it.each([
    [5, 100, 1],
    [5, 250, 2],
    [20, 80, 2],
    [40, 250, 11],
    [400, 250, 48],
    [Infinity, 250, 1],
  ])('%d requests a second of %d ms need %d walks', (rate, latencyMs, walks) => {
    const inFlight = new InFlight(48);
    const lane = laneOf(rate);
    expect(inFlight.needed(lane)).toBe(1);
    inFlight.note(lane, latencyMs);
    expect(inFlight.needed(lane)).toBe(walks);
  });

  it('needs no more walks than the consumer has use for', () => {
    const inFlight = new InFlight(48);
    const lane = laneOf(40);
    inFlight.note(lane, 250);
    inFlight.noteConsumer(100);
    expect(inFlight.needed(lane)).toBe(3);
    inFlight.noteConsumer(10_000);
    expect(inFlight.needed(lane)).toBe(1);
  });

  it('runs no more at once than its bound', async () => {
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
