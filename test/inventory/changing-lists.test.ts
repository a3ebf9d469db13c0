import { inventory } from 'healthomics-streams';
import type { Emulator, EmulatorOptions, StoreChange } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { readSet, readSets, STORE } from '../support/read-sets.js';
import { tally } from '../support/collect.js';
import { withEmulator } from '../support/with-emulator.js';

const IDS = readSets(500).map(({ id }) => id);
const STABLE = { tokens: 'stable' } as const;
const OFFSET = { tokens: 'offset' } as const;

/** Lists a store of 500 read sets that changes before its third page is served. */
async function listAround(options: EmulatorOptions, change: StoreChange) {
  const result = { counts: new Map<string, number>(), outcome: '', duplicates: 0 };
  let emulator: Emulator | undefined;
  let isChanged = false;
  const onRequest: EmulatorOptions['onRequest'] = ({ page }) => {
    if (page !== 3 || isChanged) return;
    isChanged = true;
    emulator?.changeStore(STORE, change);
  };
  const stores = [{ id: STORE, readSets: readSets(500) }];
  await withEmulator({ ...options, stores, onRequest }, async (setting) => {
    emulator = setting.emulator;
    const run = inventory(setting.config);
    const ids: string[] = [];
    for await (const { id = '' } of run) ids.push(id);
    const { outcome, totals } = await run.report();
    Object.assign(result, { counts: tally(ids), outcome, duplicates: totals.duplicates });
  });
  return result;
}

const missing = (counts: ReadonlyMap<string, number>): string[] => IDS.filter((id) => !counts.has(id));
const twice = (counts: ReadonlyMap<string, number>): number[] =>
  [...counts.values()].filter((count) => count !== 1);

describe('an inventory of a store that changes while it is listed', () => {
  const added = [readSet(9001), readSet(9002), readSet(9003)];

  it.each<[string, EmulatorOptions, StoreChange, number]>([
    ['read sets are added at the head of a list with offset tokens', OFFSET, { prepend: added }, 3],
    ['read sets are added at the end of a list with offset tokens', OFFSET, { append: added }, 0],
    ['read sets are added at the head of a list with stable tokens', STABLE, { prepend: added }, 0],
    ['the order of the list changes and its tokens are rejected', STABLE, { shuffle: true }, 0],
  ])(
    'delivers every read set that is there throughout once if %s',
    async (_what, options, change, duplicates) => {
      const result = await listAround(options, change);
      expect([missing(result.counts), twice(result.counts), result.outcome]).toEqual([[], [], 'complete']);
      expect(result.duplicates).toBe(duplicates);
    },
  );

  it('delivers every read set but the removed ones once if tokens are stable', async () => {
    const remove = [IDS[0]!, IDS[450]!];
    const { counts, outcome } = await listAround(STABLE, { remove });
    expect([missing(counts), twice(counts), outcome]).toEqual([[IDS[450]], [], 'complete']);
  });

  it.each<[string, StoreChange, number]>([
    ['read sets are removed at the head', { remove: IDS.slice(0, 3) }, 3],
    ['the order changes', { shuffle: true }, 300],
  ])(
    'delivers nothing twice if tokens are offsets and %s, which can hide read sets',
    async (_what, change, most) => {
      const { counts } = await listAround(OFFSET, change);
      expect(twice(counts)).toEqual([]);
      expect(missing(counts).length).toBeLessThanOrEqual(most);
    },
  );
});
