import { inventory, listReadSets, summarize, toArray, type InventoryReport } from 'healthomics-streams';
import { progress } from 'healthomics-streams/notebook';
import { describe, expect, it, vi } from 'vitest';
import { countLine } from '../../src/notebook/progress.js';
import { reportLines } from '../../src/notebook/results.js';
import { errorOf, readSets, STORE, storesOf } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';
import { recordingDisplay } from './support.js';

describe('progress', () => {
  it('resolves with the result of the function and leaves a line with the outcome', async () => {
    await withEmulator({ stores: storesOf(150, 3) }, async ({ config }) => {
      const display = recordingDisplay();
      const { readSets: count } = await progress(inventory(config), (all) => summarize(all), { display });
      expect(count).toBe(153);
      expect(display.drawn[0]).toContain('not started');
      expect(display.drawn.at(-1)).toMatch(
        /complete: 153 read sets · 2 of 2 stores · 4 requests · \d+\.\d s/,
      );
    });
  });

  it('reads an inventory to its end and resolves with nothing if called without a function', async () => {
    await withEmulator({ stores: storesOf(2) }, async ({ config }) => {
      const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const run = inventory(config);
      expect(await (progress(run) as Promise<unknown>)).toBeUndefined();
      expect(await run.report()).toMatchObject({ outcome: 'complete', totals: { readSets: 2 } });
      expect(stderr.mock.calls.flat().join('')).toMatch(/^complete: 2 read sets .*\n$/);
      stderr.mockRestore();
    });
  });

  it('accepts options without a function', async () => {
    await withEmulator({ stores: storesOf(2) }, async ({ config }) => {
      const display = recordingDisplay();
      await progress(inventory(config), { display });
      expect(display.drawn.at(-1)).toContain('complete: 2 read sets');
      expect(await errorOf(progress(inventory(config), { max: 1 } as never))).toMatchObject({
        code: 'INVALID_OPTION',
      });
    });
  });

  it('names the stores that could not be listed', async () => {
    const faults = [{ kind: 'access-denied', sequenceStoreId: '1000000001', times: Infinity }] as const;
    await withEmulator({ stores: storesOf(2, 2), faults }, async ({ config }) => {
      const display = recordingDisplay();
      const run = inventory({ ...config, onStoreError: 'continue' });
      expect(await progress(run, toArray, { display })).toHaveLength(2);
      expect(display.drawn.at(-1)).toMatch(/partial: .*Not listed: .*AccessDenied/);
    });
  });

  it('rejects with the error of the run and shows that it failed', async () => {
    const faults = [{ kind: 'access-denied', times: Infinity }] as const;
    await withEmulator({ stores: storesOf(2), faults }, async ({ config }) => {
      const display = recordingDisplay();
      expect(await errorOf(progress(inventory(config), toArray, { display }))).toMatchObject({
        code: 'REQUEST_FAILED',
      });
      expect(display.drawn.at(-1)).toContain('failed: 0 read sets');
    });
  });

  it('counts the items of a stream without a report', async () => {
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(3) }] }, async ({ config }) => {
      const display = recordingDisplay();
      const all = await progress(listReadSets(config, { sequenceStoreId: STORE }), toArray, { display });
      expect(all).toHaveLength(3);
      expect(display.drawn.at(-1)).toContain('3 items in');
    });
  });

  it('shows that nothing was read', async () => {
    await withEmulator({ stores: storesOf(2) }, async ({ config }) => {
      const display = recordingDisplay();
      expect(await progress(inventory(config), () => 1, { display })).toBe(1);
      expect(await progress(listReadSets(config, { sequenceStoreId: STORE }), () => 2, { display })).toBe(2);
      expect(new Set(display.drawn)).toEqual(new Set([expect.stringContaining('>not started<')]));
    });
  });

  it('rejects a source that cannot be iterated and unknown options', async () => {
    expect(await errorOf(progress(undefined as never, { quiet: true } as never))).toMatchObject({
      code: 'INVALID_OPTION',
      problems: [{ option: 'stream' }, { option: 'options', got: '`quiet`' }],
    });
  });
});

const report = (stores: number, each: number): InventoryReport => ({
  outcome: 'complete',
  seconds: 2,
  input: {},
  stores: Array.from(
    { length: stores },
    () => ({ outcome: 'complete' }) as InventoryReport['stores'][number],
  ),
  totals: { stores, readSets: each, duplicates: 0, pages: each, requests: each, retries: 0, throttled: 0 },
});

it.each([
  [report(1, 1), 'complete: 1 read set · 1 of 1 store · 1 request · 2.0 s'],
  [report(2, 6207), 'complete: 6,207 read sets · 2 of 2 stores · 6,207 requests · 2.0 s'],
])('shows the state of an inventory', (found, line) => {
  expect(reportLines(found)).toEqual([line]);
});

it('shows that nothing was read, and that there are no stores', () => {
  const started = { ...report(0, 0), startedAt: '2024-01-01T00:00:00.000Z' };
  expect(reportLines({ ...report(0, 0), outcome: 'pending' })).toEqual(['not started']);
  expect(reportLines({ ...started, outcome: 'pending' })[0]).toMatch(/^running: 0 read sets · no stores/);
  expect(reportLines(started)[0]).toMatch(/^complete: 0 read sets · no stores/);
  expect(countLine(undefined, 0.5)).toBe('not started');
  expect(countLine(0, 0.5)).toBe('0 items in 0.5 s');
});

it('names a failed store by name and id', () => {
  const failed = (store: object): InventoryReport['stores'][number] =>
    ({ sequenceStoreId: '1', outcome: 'failed', error: { name: 'E', message: 'Why.' }, ...store }) as never;
  const [, ...failures] = reportLines({ ...report(0, 0), stores: [failed({ name: 'HiFi' }), failed({})] });
  expect(failures).toEqual(['Not listed: HiFi (1). Why.', 'Not listed: 1. Why.']);
});

it.each([
  [1, '1 item in 0.5 s'],
  [1000, '1,000 items in 0.5 s'],
])('shows a count of %i items', (count, line) => {
  expect(countLine(count, 0.5)).toBe(line);
});
