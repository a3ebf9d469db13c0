import type { InventoryEvent } from 'healthomics-streams';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WaitReporter, type Delivery } from '../../src/cli/waits.js';

const LIST = { operation: 'ListReadSets', sequenceStoreId: '1234567890', page: 1, region: 'us-east-1' };
const throttle = (delayMs: number): InventoryEvent => ({
  ...LIST,
  type: 'throttle',
  reason: 'throttling',
  attempt: 1,
  delayMs,
  error: new Error('Rate exceeded'),
});
const page = { ...LIST, type: 'page', items: 100, duplicates: 0, attempts: 1, elapsedMs: 1 } as const;
const delivery = (readSets: number): Delivery =>
  ({ stores: [{ outcome: 'pending' }], totals: { readSets } }) as unknown as Delivery;

describe('WaitReporter', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => void vi.useRealTimers();
  });

  const create = (received?: number) => {
    const lines: string[] = [];
    return { lines, waits: new WaitReporter({}, { print: (line) => void lines.push(line) }, received) };
  };

  it('reports a long wait immediately and only once, with its reason, and no silence until it is over', () => {
    const { lines, waits } = create();
    waits.onRequest('ListReadSets');
    waits.onEvent(throttle(4000));
    expect(lines).toEqual([]);
    waits.onEvent(throttle(3_600_000));
    waits.onEvent(throttle(3_600_000));
    expect(lines).toEqual(['readsets: Rate exceeded. Retrying ListReadSets in 3,600 seconds.']);
    vi.advanceTimersByTime(60_000);
    waits.checkSilence(delivery(0));
    expect(lines).toHaveLength(1);
  });

  it('reports once that a request has no response for 10 s', () => {
    const { lines, waits } = create();
    waits.onRequest('ListReadSets');
    vi.advanceTimersByTime(9999);
    waits.checkSilence(delivery(0));
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1);
    for (let i = 0; i < 3; i += 1) waits.checkSilence(delivery(0));
    expect(lines).toEqual([
      'readsets: No response to ListReadSets for 10 s. An attempt ends after 30 s (--request-timeout-ms).',
    ]);
  });

  it('reports that no request is sent, at the start and later, but not while the output is blocked', () => {
    const { lines, waits } = create(50);
    vi.advanceTimersByTime(10_000);
    waits.checkSilence(undefined);
    expect(lines[0]).toMatch(/No request was sent for 10 s\. Waiting for a reader of the output, /);
    waits.onRequest('ListReadSets');
    waits.onEvent(page);
    vi.advanceTimersByTime(10_000);
    waits.checkSilence(delivery(149));
    expect(lines).toHaveLength(1);
    waits.checkSilence(delivery(150));
    expect(lines[1]).toMatch(/No request was sent for 10 s\. Waiting for the request rate /);
  });
});
