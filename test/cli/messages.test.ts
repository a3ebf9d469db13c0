import { describe, expect, it } from 'vitest';
import type { InventoryReport } from 'healthomics-streams';
import { inexactCountReporter } from '../../src/cli/commands/list.js';
import { Messages, progressLine, summaryLine } from '../../src/cli/messages.js';

const report = (more: Partial<InventoryReport['totals']>, outcomes: string[]): InventoryReport => ({
  outcome: 'pending',
  seconds: 2,
  input: {},
  stores: outcomes.map((outcome) => ({ outcome }) as unknown as InventoryReport['stores'][number]),
  totals: {
    stores: outcomes.length,
    readSets: 0,
    duplicates: 0,
    pages: 0,
    requests: 0,
    retries: 0,
    throttled: 0,
    ...more,
  },
});

describe('progressLine', () => {
  it('counts finished stores, read sets and pages, and shows rates and the remaining time', () => {
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

describe('summaryLine', () => {
  it('counts read sets, stores, failures and requests', () => {
    expect(summaryLine(report({ readSets: 6207, requests: 65, retries: 3 }, ['complete', 'failed']))).toBe(
      '6,207 read sets from 2 stores, 1 of them failed, 65 requests, 3 retried, in 2.0 s',
    );
    expect(summaryLine(report({ readSets: 1, requests: 1, throttled: 1, retries: 1 }, ['complete']))).toBe(
      '1 read set from 1 store, 1 request, 1 retried, 1 throttled, in 2.0 s',
    );
  });
});

describe('Messages', () => {
  it('redraws the status line in place, truncates it to the terminal, and removes it before a permanent line', () => {
    let written = '';
    const messages = new Messages({ isTTY: true, columns: 6, write: (text) => (written += text) });
    messages.showStatus('abc');
    messages.showStatus('abc');
    messages.showStatus('abcdefgh');
    messages.print('stays');
    messages.clearStatus();
    expect(written).toBe('\r\u001b[Kabc\r\u001b[Kabcd…\r\u001b[Kstays\n');
  });
});

describe('inexactCountReporter', () => {
  it('reports only the first inexact count', () => {
    const reported: string[] = [];
    const check = inexactCountReporter((note) => reported.push(note));
    check({ id: '1', sequenceInformation: { totalReadCount: 2 ** 53 - 1 } });
    check({ id: '2' });
    expect(reported).toEqual([]);
    for (const id of ['3', '4'])
      check({ id, sequenceStoreId: 's', sequenceInformation: { totalBaseCount: 2 ** 53 } });
    expect(reported).toHaveLength(1);
    expect(reported[0]).toContain('totalBaseCount of read set 3 in store s');
  });
});
