import type { InventoryReport } from 'healthomics-streams';
import { expect, it } from 'vitest';
import { countView, reportView } from '../../src/notebook/progress-line.js';

const report = (stores: number, each: number): InventoryReport => ({
  outcome: 'complete',
  seconds: 2,
  asked: {},
  stores: Array.from(
    { length: stores },
    () => ({ outcome: 'complete' }) as InventoryReport['stores'][number],
  ),
  totals: { stores, readSets: each, pages: each, requests: each, retries: 0, throttled: 0 },
});

it.each([
  [report(1, 1), 'complete: 1 read set · 1 of 1 store · 1 request · 2.0 s'],
  [report(2, 6207), 'complete: 6,207 read sets · 2 of 2 stores · 6,207 requests · 2.0 s'],
])('says how an inventory stands', (found, line) => {
  expect(reportView(found).text).toBe(line);
});

it('says that nothing was read, and that there are no stores', () => {
  const begun = { ...report(0, 0), startedAt: '2024-01-01T00:00:00.000Z' };
  expect(reportView({ ...report(0, 0), outcome: 'pending' }).text).toBe('not begun: nothing was read');
  expect(reportView({ ...begun, outcome: 'pending' }).text).toMatch(/^running: 0 read sets · no stores/);
  expect(reportView(begun).text).toMatch(/^complete: 0 read sets · no stores/);
  expect(countView(undefined, 0.5).text).toBe('not begun: nothing was read');
  expect(countView(0, 0.5).text).toBe('0 items in 0.5 s');
});

it('names a store that failed by its name and its id', () => {
  const failed = (store: object): InventoryReport['stores'][number] =>
    ({ sequenceStoreId: '1', outcome: 'failed', error: { name: 'E', message: 'Why.' }, ...store }) as never;
  expect(reportView({ ...report(0, 0), stores: [failed({ name: 'HiFi' }), failed({})] }).text).toMatch(
    /\nNot listed: HiFi \(1\)\. Why\.\nNot listed: 1\. Why\.$/,
  );
});

it.each([
  [1, '1 item in 0.5 s'],
  [1000, '1,000 items in 0.5 s'],
])('counts %i', (count, line) => {
  expect(countView(count, 0.5).text).toBe(line);
});
