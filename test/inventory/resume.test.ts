import { OmicsClient } from '@aws-sdk/client-omics';
import fc from 'fast-check';
import {
  inventory,
  toArray,
  type Checkpoint,
  type CheckpointStore,
  type InventoryConfig,
} from 'healthomics-streams';
import { startEmulator, type EmulatorOptions, type ReadSetRecord } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { withOutput } from '../../src/run/checkpoint.js';
import { FAST, withEmulator } from '../support/with-emulator.js';
import { errorOf, readSets, storeId, storesOf } from '../support/read-sets.js';

/** A checkpoint after a restart of the process: JSON text, parsed. */
const throughText = (checkpoint: Checkpoint): Checkpoint =>
  JSON.parse(JSON.stringify(checkpoint)) as Checkpoint;

/** Reads so many items in each run, then resumes from its checkpoint. The last run reads all that remains. */
async function listInPieces(
  config: InventoryConfig,
  pieces: readonly number[],
  between: () => Promise<void> = async () => undefined,
): Promise<{ ids: string[]; last: Checkpoint }> {
  const ids: string[] = [];
  let resume: Checkpoint | undefined;
  for (const piece of [...pieces, Infinity]) {
    const run = inventory({ ...config, resume });
    let left = piece;
    for await (const { id } of run) {
      ids.push(id!);
      if (--left <= 0) break;
    }
    resume = throughText(run.checkpoint());
    await between();
  }
  return { ids, last: resume! };
}

const expected = (stores: ReturnType<typeof storesOf>): string[] =>
  stores.flatMap((store) => store.readSets.map(({ id }) => id)).sort();

describe('an inventory that is resumed', () => {
  const behaviors = fc.record({
    order: fc.constantFrom('given', 'ascending', 'descending', 'random'),
    emptyPages: fc.constantFrom(0, 0.3),
    dateBounds: fc.constantFrom('half-open', 'inclusive', 'exclusive', 'mixed'),
    filtering: fc.constantFrom('exact', 'ignored'),
  }) satisfies fc.Arbitrary<EmulatorOptions>;

  it('delivers every read set once, wherever it was interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(
        behaviors,
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('arrival', 'input'),
        fc.integer({ min: 1, max: 4 }),
        async (behaviour, sizes, pieces, pageSize, order, concurrency) => {
          const stores = storesOf(...sizes);
          await withEmulator({ stores, ...behaviour }, async ({ config }) => {
            const { ids, last } = await listInPieces({ ...config, pageSize, order, concurrency }, pieces);
            expect(ids.sort()).toEqual(expected(stores));
            expect(last).toMatchObject({ complete: true, splits: [] });
            expect(last.stores.map(({ readSets: count }) => count)).toEqual(sizes);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('delivers every read set once, even if every token has expired meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        behaviors,
        fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('arrival', 'input'),
        async (behaviour, sizes, pieces, order) => {
          const stores = storesOf(...sizes);
          const lives = { stores, ...behaviour, tokenLifetimeMs: 120 };
          await withEmulator(lives, async ({ config }) => {
            const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 130));
            const { ids } = await listInPieces({ ...config, pageSize: 7, order }, pieces, pause);
            expect(ids.sort()).toEqual(expected(stores));
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  it('delivers nothing twice if it is interrupted after it restarted a list', async () => {
    // All were created at one time, so nothing can be cut. The second run's token of page 2 is rejected.
    const same = readSets(60).map((record) => ({ ...record, creationTime: '2024-05-05T05:05:05Z' }));
    const stores = [{ id: storeId(0), readSets: same }];
    await withEmulator({ stores }, async ({ config, emulator }) => {
      const ids: string[] = [];
      let resume: Checkpoint | undefined;
      for (const piece of [30, 5, Infinity]) {
        if (piece === 5) emulator.addFaults([{ kind: 'reject-token', page: 2, times: 1 }]);
        const run = inventory({ ...config, pageSize: 20, resume });
        let left = piece;
        for await (const { id } of run) {
          ids.push(id!);
          if (--left === 0) break;
        }
        resume = throughText(run.checkpoint());
      }
      expect(ids.sort()).toEqual(same.map(({ id }) => id));
    });
  });

  it('requests no delivered page again, except the page on which it was interrupted', async () => {
    await withEmulator({ stores: storesOf(250) }, async ({ config, emulator }) => {
      const { ids } = await listInPieces(config, [120]);
      expect(ids).toHaveLength(250);
      // Three pages, the second one twice, and the stores once.
      expect(emulator.count('ListReadSets')).toBe(4);
      expect(emulator.count('ListSequenceStores')).toBe(1);
    });
  });

  it('delivers nothing and sends nothing if nothing remains', async () => {
    await withEmulator({ stores: storesOf(30) }, async ({ config, emulator }) => {
      const { last } = await listInPieces(config, []);
      emulator.clearHistory();
      const again = inventory({ ...config, resume: last });
      expect(await toArray(again)).toEqual([]);
      expect((await again.report()).outcome).toBe('complete');
      expect((await again.report()).totals.readSets).toBe(30);
      expect(emulator.count()).toBe(0);
    });
  });

  it('counts the read sets of earlier runs towards the limit', async () => {
    await withEmulator({ stores: storesOf(250) }, async ({ config, emulator }) => {
      const first = inventory(config, { limit: 150 });
      let taken = 0;
      for await (const _ of first) if (++taken === 120) break;
      const second = inventory({ ...config, resume: first.checkpoint() }, { limit: 150 });
      expect(await toArray(second)).toHaveLength(30);
      expect(second.checkpoint().complete).toBe(true);
      emulator.clearHistory();
      const third = inventory({ ...config, resume: second.checkpoint() }, { limit: 150 });
      expect(await toArray(third)).toEqual([]);
      expect(emulator.count()).toBe(0);
    });
  });

  it('reads failed stores again', async () => {
    const stores = storesOf(5, 5);
    await withEmulator(
      { stores, faults: [{ kind: 'access-denied', sequenceStoreId: storeId(1), times: 1 }] },
      async ({ config }) => {
        const first = inventory({ ...config, onStoreError: 'continue' });
        const ids = (await toArray(first)).map(({ id }) => id);
        expect(first.checkpoint()).toMatchObject({
          complete: false,
          splits: [{ sequenceStoreId: storeId(1) }],
        });
        const second = inventory({ ...config, resume: first.checkpoint() });
        ids.push(...(await toArray(second)).map(({ id }) => id));
        expect(ids.sort()).toEqual(expected(stores));
      },
    );
  });

  it('sums the counts and the time of all its runs', async () => {
    await withEmulator({ stores: storesOf(250) }, async ({ config, emulator }) => {
      const first = inventory(config);
      let taken = 0;
      for await (const _ of first) if (++taken === 200) break;
      const second = inventory({ ...config, resume: first.checkpoint() });
      await toArray(second);
      const { totals, seconds } = await second.report();
      expect(totals).toMatchObject({ readSets: 250, requests: emulator.count() });
      expect(seconds).toBeGreaterThan((await first.report()).seconds);
    });
  });
});

describe('the checkpoint of an inventory', () => {
  it('can be saved before the first next()', async () => {
    await withEmulator({ stores: storesOf(5) }, async ({ config }) => {
      const checkpoint = inventory(config).checkpoint();
      expect(checkpoint).toMatchObject({ version: 1, complete: false, stores: [], splits: [] });
      expect(await toArray(inventory({ ...config, resume: checkpoint }))).toHaveLength(5);
    });
  });

  it('is rejected for another input, with both inputs in the error', async () => {
    await withEmulator({ stores: storesOf(5) }, async ({ config }) => {
      const resume = inventory(config, { filter: { status: 'ACTIVE' } }).checkpoint();
      expect(() => inventory({ ...config, resume }, { filter: { status: 'ARCHIVED' } })).toThrow(
        expect.objectContaining({
          code: 'CHECKPOINT',
          problem: 'input-mismatch',
          message: expect.stringMatching(/ACTIVE.*ARCHIVED/),
        }),
      );
    });
  });

  it('is rejected for a client of another Region, before anything is sent', async () => {
    await withEmulator({ stores: storesOf(5) }, async ({ config, emulator }) => {
      const run = inventory(config);
      for await (const _ of run) break;
      const client = new OmicsClient(emulator.clientConfig({ region: 'eu-west-1' }));
      emulator.clearHistory();
      const resumed = inventory({ ...config, client, resume: run.checkpoint() });
      expect(await errorOf(toArray(resumed))).toMatchObject({
        problem: 'client-mismatch',
        message: expect.stringMatching(/us-east-1.*eu-west-1/),
      });
      expect(emulator.count()).toBe(0);
      client.destroy();
    });
  });

  it.each([
    ['the credentials name', 'no', ['111122223333', '444455556666']],
    ['the ARNs of read sets name', 'one', [undefined, undefined]],
  ] as const)(
    'is rejected for a client of another account that %s, after %s request',
    async (_, sent, accounts) => {
      const emulators = await Promise.all(
        ['111122223333', '444455556666'].map((accountId) =>
          startEmulator({ stores: storesOf(150), accountId }),
        ),
      );
      const [own, other] = emulators.map((emulator, n) => {
        const { credentials, ...config } = emulator.clientConfig();
        const accountId = accounts[n];
        return new OmicsClient({
          ...config,
          credentials: { ...credentials, ...(accountId === undefined ? {} : { accountId }) },
        });
      });
      const input = { sequenceStoreIds: [storeId(0)] };
      const run = inventory({ ...FAST, client: own }, input);
      for await (const _each of run) break;
      const resume = throughText(run.checkpoint());
      expect(resume.clients[0]?.accountId).toBe('111122223333');
      const options = { ...FAST, client: other, resume, onStoreError: 'continue' } as const;
      expect(await errorOf(toArray(inventory(options, input)))).toMatchObject({
        problem: 'client-mismatch',
        message: expect.stringMatching(/111122223333.*444455556666/),
      });
      expect(emulators[1]?.count()).toBe(sent === 'no' ? 0 : 1);
      expect(await toArray(inventory({ ...FAST, client: own, resume }, input))).toHaveLength(149);
      for (const client of [own, other]) client?.destroy();
      for (const emulator of emulators) await emulator.close();
    },
  );

  it('contains no credentials', async () => {
    await withEmulator({ stores: storesOf(150) }, async ({ config }) => {
      const run = inventory(config);
      for await (const _ of run) break;
      expect(JSON.stringify(run.checkpoint())).not.toMatch(/EMULATOR|credential|authorization/i);
    });
  });
});

describe('an inventory that saves checkpoints', () => {
  const memoryStore = (): CheckpointStore & { saved: Checkpoint[] } => {
    const saved: Checkpoint[] = [];
    return {
      saved,
      load: async () => throughText(saved.at(-1)!),
      // Saving takes no time, so checkpoints are frequent.
      save: async (checkpoint) => {
        saved.push(checkpoint);
      },
    };
  };

  it('delays an abort by at most a second if a save hangs, and never starts a second save beside it', async () => {
    await withEmulator({ stores: storesOf(250) }, async ({ config }) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let saves = 0;
      const checkpoint: CheckpointStore = {
        load: () => Promise.resolve(undefined),
        save: () => {
          saves += 1;
          controller.abort(reason);
          return new Promise(() => undefined);
        },
      };
      const run = inventory({ ...config, checkpoint, checkpointEveryMs: 0, signal: controller.signal });
      expect(await errorOf(toArray(run))).toBe(reason);
      expect(saves).toBe(1);
    });
  });

  it('loses nothing and delivers nothing twice, whichever checkpoint it resumes from', async () => {
    const stores = storesOf(25, 14);
    await withEmulator({ stores }, async ({ config }) => {
      const checkpoint = memoryStore();
      const run = inventory({ ...config, pageSize: 10, checkpoint, checkpointEveryMs: 0 });
      const ids: string[] = [];
      const countsAtSaving: number[] = [];
      for await (const { id } of run) {
        while (countsAtSaving.length < checkpoint.saved.length) countsAtSaving.push(ids.length);
        ids.push(id!);
      }
      while (countsAtSaving.length < checkpoint.saved.length) countsAtSaving.push(ids.length);
      // The first save is due at once. The number of saves depends on their duration.
      expect(checkpoint.saved.length).toBeGreaterThan(1);
      for (const [i, resume] of checkpoint.saved.map(throughText).entries()) {
        const rest = await toArray(inventory({ ...config, pageSize: 10, resume }));
        const all = [...ids.slice(0, countsAtSaving[i]), ...rest.map(({ id }) => id!)];
        expect(all.sort()).toEqual(expected(stores));
      }
      expect(checkpoint.saved.at(-1)).toMatchObject({ complete: true });
    });
  });

  it('saves when the consumer breaks, and when it fails', async () => {
    await withEmulator(
      { stores: storesOf(250), faults: [{ kind: 'access-denied', page: 3 }] },
      async ({ config }) => {
        const left = memoryStore();
        let taken = 0;
        for await (const _ of inventory({ ...config, checkpoint: left })) if (++taken === 7) break;
        expect(left.saved).toHaveLength(1);
        // The consumer was not done with the seventh.
        expect(left.saved[0]).toMatchObject({ stores: [{ readSets: 6 }] });
        const failed = memoryStore();
        await errorOf(toArray(inventory({ ...config, checkpoint: failed })));
        expect(failed.saved.at(-1)).toMatchObject({ complete: false, stores: [{ readSets: 200 }] });
      },
    );
  });

  it('delivers again only the read set on which the loop body threw', async () => {
    const stores = storesOf(25, 14);
    await withEmulator({ stores }, async ({ config }) => {
      for (const at of [1, 10, 20, 39]) {
        const checkpoint = memoryStore();
        const done: string[] = [];
        const work = async (): Promise<void> => {
          for await (const { id } of inventory({ ...config, pageSize: 10, checkpoint })) {
            if (done.length + 1 === at) throw new Error('the database is gone');
            done.push(id!);
          }
        };
        await errorOf(work());
        const resume = await checkpoint.load();
        for await (const { id } of inventory({ ...config, pageSize: 10, resume })) done.push(id!);
        expect(done.sort()).toEqual(expected(stores));
      }
    });
  });

  it('ends with the error of a save that fails', async () => {
    await withEmulator({ stores: storesOf(50) }, async ({ config }) => {
      const full = new Error('the disk is full');
      const checkpoint: CheckpointStore = {
        load: async () => undefined,
        save: async () => {
          throw full;
        },
      };
      expect(await errorOf(toArray(inventory({ ...config, checkpoint })))).toBe(full);
    });
  });
});

it('resumes in the middle of a store whose read sets were all created at one time', async () => {
  const same = readSets(3000).map((record) => ({ ...record, creationTime: '2024-05-05T05:05:05Z' }));
  await withEmulator(
    { stores: [{ id: storeId(0), readSets: same }], tokenLifetimeMs: 500, order: 'random' },
    async ({ config }) => {
      const run = inventory(config);
      let left = 1500;
      const ids: string[] = [];
      for await (const { id } of run) {
        ids.push(id!);
        if (--left === 0) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 550));
      const rest = await toArray(inventory({ ...config, resume: run.checkpoint() }));
      expect(new Set([...ids, ...rest.map(({ id }) => id)]).size).toBe(3000);
      expect(rest).toHaveLength(1500);
    },
  );
});

describe('a run delivers nothing twice when it resumes from a checkpoint', () => {
  const same = readSets(900).map((record, n) =>
    n < 500
      ? { ...record, creationTime: '2024-01-01T00:00:00Z' }
      : { ...record, creationTime: new Date(Date.UTC(2024, 1, 1) + n * 3_600_000).toISOString() },
  );
  const stores = [{ id: storeId(0), readSets: same }];
  const asOneList = { splitStores: 'never', onRejectedToken: 'error' } as const;

  it.each([
    ['saved by a run of one list, and resumed in four splits', asOneList, { splitStores: 4 }],
    [
      'saved by a run in the order of the input, and resumed in four splits',
      { order: 'input', onRejectedToken: 'error' },
      { splitStores: 4 },
    ],
    ['saved by a run in four splits, and resumed as one list', { splitStores: 4 }, asOneList],
    [
      'saved by a run that keeps no ids, and resumed in four splits',
      { deduplicate: false },
      { splitStores: 4 },
    ],
    [
      'saved by a run in four splits, and resumed with deduplicate: false',
      { splitStores: 4 },
      { deduplicate: false },
    ],
    [
      'saved by a run with default splits, and resumed in four splits, both without restarts',
      { onRejectedToken: 'error' },
      { onRejectedToken: 'error', splitStores: 4 },
    ],
  ] as const)('%s', async (_, first, second) => {
    for (const order of ['ascending', 'random'] as const) {
      await withEmulator({ stores, order }, async ({ config }) => {
        const settings = { ...config, pageSize: 5 };
        const ids: string[] = [];
        const run = inventory({ ...settings, ...first });
        for await (const { id } of run) if (ids.push(id!) === 402) break;
        const resume = throughText(run.checkpoint());
        for await (const { id } of inventory({ ...settings, ...second, resume })) ids.push(id!);
        expect(ids.sort()).toEqual(same.map(({ id }) => id).sort());
      });
    }
  });
});

/** Every object in a value, at any depth, as the path to it. */
function objectsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, member]) => objectsIn(member, [...path, name]));
  return Array.isArray(value) ? inner : [path, ...inner];
}

describe('a checkpoint with a changed member and a correct checksum', () => {
  const junk = [undefined, null, true, -1, 0, 1.5, 1e300, '', 'x', '2024-02-30', [], [1], {}, { a: [] }];

  it('is rejected as damaged at the call, or the resumed run delivers everything that remains', async () => {
    const readSetsOf = (from: number): ReadSetRecord[] =>
      readSets(20, from).map((record, n) => ({ ...record, status: n % 2 === 0 ? 'ACTIVE' : 'ARCHIVED' }));
    const stores = [0, 1, 2].map((n) => ({
      id: storeId(n),
      name: `store ${n}`,
      readSets: readSetsOf(100 * n),
    }));
    const input = { where: { status: ['ACTIVE', 'ARCHIVED'] } } as const;
    await withEmulator({ stores }, async ({ config: base }) => {
      const config = { ...base, pageSize: 3, pushdown: 'always' } as const;
      const first = inventory({ ...config, order: 'input' }, input);
      const ids: string[] = [];
      for await (const { id } of first) {
        ids.push(id!);
        if (ids.length === 34) break;
      }
      const valid = first.checkpoint();
      const places = objectsIn(valid).flatMap((path) => {
        const object = path.reduce<unknown>((value, name) => (value as never)[name], valid) as object;
        return Object.keys(object).map((name) => [...path, name]);
      });
      const counts = { damaged: 0, resumed: 0 };
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...places), fc.constantFrom(...junk), async (path, value) => {
          fc.pre(path.join() !== 'input' || value !== undefined); // cannot be sealed
          const changed = throughText(valid);
          const parent = path
            .slice(0, -1)
            .reduce<Record<string, unknown>>((object, name) => object[name] as never, changed as never);
          parent[path.at(-1)!] = value;
          let run;
          try {
            run = inventory({ ...config, resume: throughText(withOutput(changed, undefined)) }, input);
          } catch (error) {
            expect(error).toMatchObject({ code: 'CHECKPOINT' });
            counts.damaged += 1;
            return;
          }
          const all = new Set([...ids, ...(await toArray(run)).map(({ id }) => id!)]);
          expect(all.size).toBe(60);
          counts.resumed += 1;
        }),
        { numRuns: 200, seed: 1 },
      );
      expect(counts.damaged).toBeGreaterThan(100);
      expect(counts.resumed).toBeGreaterThan(10);
    });
  });
});
