import {
  analyze,
  cost,
  duplicates,
  issues,
  listReadSets,
  summary,
  type Reducer,
  type ReadSetLike,
} from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE } from '../support/read-sets.js';
import { trackedItems } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';

const ids: Reducer<ReadSetLike, string[]> = {
  start() {
    const seen: string[] = [];
    return { step: ({ id = '' }) => seen.push(id), finish: () => seen };
  },
};

describe('analyze', () => {
  it('runs several reducers, including custom ones, over a list in one pass', async () => {
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(150) }] }, async ({ config, emulator }) => {
      const found = await analyze(listReadSets(config, { sequenceStoreId: STORE }), {
        summary: summary({ by: ['status'] }),
        duplicates: duplicates(),
        issues: issues(),
        cost: cost({ perGigabaseMonth: { ACTIVE: 1 } }),
        ids,
      });
      expect(emulator.count('ListReadSets')).toBe(2);
      expect(found.summary.groups[0]?.key.status).toBe('ACTIVE');
      expect(found.duplicates.withoutEtag).toBe(150);
      expect(found.issues.counts['no-sample']).toBe(150);
      expect(found.cost.basesUnknown).toBe(150);
      expect(found.ids).toHaveLength(150);
    });
  });

  it('starts a new pass each time a reducer is used', async () => {
    const reducers = { summary: summary() };
    expect((await analyze([{}], reducers)).summary.readSets).toBe(1);
    expect((await analyze([{}], reducers)).summary.readSets).toBe(1);
  });

  it('closes the stream and rejects with the same error if a reducer throws', async () => {
    const problem = new Error('no');
    const source = trackedItems({ id: '1' }, { id: '2' });
    const failing: Reducer<ReadSetLike, undefined> = {
      start: () => ({
        step: () => {
          throw problem;
        },
        finish: () => undefined,
      }),
    };
    expect(await errorOf(analyze(source, { failing }))).toBe(problem);
    expect(source.closed).toBe(1);
  });

  it('awaits an async reducer, and rejects with its error', async () => {
    const problem = new Error('no');
    const of = (reduction: object): Reducer<ReadSetLike, number> => ({ start: () => reduction as never });
    const source = trackedItems({ id: '1' }, { id: '2' });
    const step = () => Promise.reject(problem);
    expect(await errorOf(analyze(source, { failing: of({ step, finish: () => 1 }) }))).toBe(problem);
    expect(source.closed).toBe(1);
    const late = of({ step: () => undefined, finish: () => Promise.reject(problem) });
    expect(await errorOf(analyze([{}], { late }))).toBe(problem);
  });

  it('refuses at the call a reducer whose start() returns a promise or nothing', () => {
    const late = { start: () => Promise.resolve(ids.start()) };
    const none = { start: () => undefined };
    expect(() => analyze([], { ids, late: late as never, none: none as never })).toThrow(
      'Expected `reducers.late.start()` to be an object with `step` and `finish`, got a promise. ' +
        'Expected `reducers.none.start()` to be an object with `step` and `finish`, got undefined.',
    );
  });

  it('refuses an object without reducers, and an array of them', () => {
    expect(() => analyze([], {})).toThrow('Expected `reducers` to be an object with at least one reducer');
    expect(() => analyze([], [ids] as never)).toThrow('to be an object of reducers, got an array of 1');
  });

  it('refuses at the call a value that is not a reducer', () => {
    expect(() => analyze([], { a: summary as never })).toThrow(
      'Expected `reducers.a` to be a reducer, got a function.',
    );
    expect(() => analyze([], undefined as never)).toThrow('Expected `reducers` to be an object of reducers');
  });
});
