import { inventory, listReadSets, summarize, toArray } from 'healthomics-streams';
import { progress } from 'healthomics-streams/notebook';
import { describe, expect, it, vi } from 'vitest';
import { errorOf, readSets, STORE, storesOf } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';
import { recordingDisplay } from './support.js';

describe('progress', () => {
  it('gives what the function gives, and leaves a line that says how it went', async () => {
    await withEmulator({ stores: storesOf(150, 3) }, async ({ config }) => {
      const display = recordingDisplay();
      const { readSets: count } = await progress(inventory(config), (all) => summarize(all), { display });
      expect(count).toBe(153);
      expect(display.drawn[0]).toContain('not begun: nothing was read');
      expect(display.drawn.at(-1)).toMatch(
        /complete: 153 read sets · 2 of 2 stores · 4 requests · \d+\.\d s/,
      );
    });
  });

  it('without a function it reads an inventory to its end and gives nothing', async () => {
    await withEmulator({ stores: storesOf(2) }, async ({ config }) => {
      const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const run = inventory(config);
      expect(await (progress(run) as Promise<unknown>)).toBeUndefined();
      expect(await run.report()).toMatchObject({ outcome: 'complete', totals: { readSets: 2 } });
      expect(stderr.mock.calls.flat().join('')).toMatch(/^complete: 2 read sets .*\n$/);
      stderr.mockRestore();
    });
  });

  it('without a function it takes options all the same', async () => {
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

  it('rejects with what the run fails with, and says so', async () => {
    const faults = [{ kind: 'access-denied', times: Infinity }] as const;
    await withEmulator({ stores: storesOf(2), faults }, async ({ config }) => {
      const display = recordingDisplay();
      expect(await errorOf(progress(inventory(config), toArray, { display }))).toMatchObject({
        code: 'REQUEST_FAILED',
      });
      expect(display.drawn.at(-1)).toContain('failed: 0 read sets');
    });
  });

  it('counts what comes of a stream that has no report', async () => {
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(3) }] }, async ({ config }) => {
      const display = recordingDisplay();
      const all = await progress(listReadSets(config, { sequenceStoreId: STORE }), toArray, { display });
      expect(all).toHaveLength(3);
      expect(display.drawn.at(-1)).toContain('3 items in');
    });
  });

  it('says where nothing was read', async () => {
    await withEmulator({ stores: storesOf(2) }, async ({ config }) => {
      const display = recordingDisplay();
      expect(await progress(inventory(config), () => 1, { display })).toBe(1);
      expect(await progress(listReadSets(config, { sequenceStoreId: STORE }), () => 2, { display })).toBe(2);
      expect(new Set(display.drawn)).toEqual(
        new Set([expect.stringContaining('>not begun: nothing was read<')]),
      );
    });
  });

  it('refuses what it cannot read, and options that do not exist', async () => {
    expect(await errorOf(progress(undefined as never, { quiet: true } as never))).toMatchObject({
      code: 'INVALID_OPTION',
      problems: [{ option: 'run' }, { option: 'options', got: '`quiet`' }],
    });
  });
});
