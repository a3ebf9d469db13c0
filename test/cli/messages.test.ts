import { describe, expect, it } from 'vitest';
import type { InventoryReport } from 'healthomics-streams';
import { Messages } from '../../src/cli/messages.js';
import { unsafeCountWatch } from '../../src/cli/output/unsafe-counts.js';
import { progressLine, summaryLine } from '../../src/cli/progress.js';

const report = (more: Partial<InventoryReport['totals']>, outcomes: string[]): InventoryReport => ({
  outcome: 'pending',
  seconds: 2,
  asked: {},
  stores: outcomes.map((outcome) => ({ outcome }) as unknown as InventoryReport['stores'][number]),
  totals: { stores: outcomes.length, readSets: 0, pages: 0, requests: 0, retries: 0, throttled: 0, ...more },
});

describe('the progress line', () => {
  it('counts what is over, what came, and at what rate', () => {
    const counts = { readSets: 6207, pages: 64, retries: 3, throttled: 1 };
    expect(progressLine(report(counts, ['complete', 'failed', 'pending', 'cancelled']))).toBe(
      'stores 2/4 · 6,207 read sets · 64 pages · 3 retries · 1 throttled · 3,104 read sets/s · 0.0 requests/s',
    );
    expect(progressLine(report({ readSets: 1, pages: 1 }, []))).toBe(
      'stores 0/0 · 1 read set · 1 page · 1 read sets/s · 0.0 requests/s',
    );
    expect(progressLine(report({ readSets: 10, pages: 1, requests: 3 }, []), 25)).toBe(
      'stores 0/0 · 10 read sets · 1 page · 5 read sets/s · 1.5 requests/s · 3 s left',
    );
  });
});

describe('the summary', () => {
  it('says what was listed, what failed and what it took', () => {
    expect(summaryLine(report({ readSets: 6207, requests: 65, retries: 3 }, ['complete', 'failed']))).toBe(
      '6,207 read sets of 2 stores, 1 of them failed, 65 requests, 3 retried, in 2.0 s',
    );
    expect(summaryLine(report({ readSets: 1, requests: 1, throttled: 1, retries: 1 }, ['complete']))).toBe(
      '1 read set of 1 store, 1 request, 1 retried, 1 throttled, in 2.0 s',
    );
  });
});

describe('Messages', () => {
  it('redraws the live line in place, cut to the terminal, and takes it away for lines that stay', () => {
    let written = '';
    const messages = new Messages({ isTTY: true, columns: 6, write: (text) => (written += text) });
    messages.live('abc');
    messages.live('abc');
    messages.live('abcdefgh');
    messages.say('stays');
    messages.clearLive();
    expect(written).toBe('\r\u001b[Kabc\r\u001b[Kabcd…\r\u001b[Kstays\n');
  });
});

describe('unsafeCountWatch', () => {
  it('says the first inexact count, and it alone', () => {
    const said: string[] = [];
    const watch = unsafeCountWatch((line) => said.push(line));
    watch({ id: '1', sequenceInformation: { totalReadCount: 2 ** 53 - 1 } });
    watch({ id: '2' });
    expect(said).toEqual([]);
    for (const id of ['3', '4'])
      watch({ id, sequenceStoreId: 's', sequenceInformation: { totalBaseCount: 2 ** 53 } });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('totalBaseCount of read set 3 in store s');
  });
});
