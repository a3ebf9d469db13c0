import fc from 'fast-check';
import {
  createRateLimiter,
  inventory,
  listReadSets,
  take,
  toArray,
  type Checkpoint,
} from 'healthomics-streams';
import type { EmulatorOptions, ReadSetRecord } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { idsOf, readSet, readSets, STORE } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';

const DAY = 86_400_000;
const START = Date.UTC(2023, 0, 1);

/** Read sets that were created these days after the start. */
const at = (days: readonly number[]): ReadSetRecord[] =>
  days.map((day, n) => readSet(n, { creationTime: new Date(Math.round(START + day * DAY)).toISOString() }));

const orders = ['given', 'ascending', 'descending', 'random'] as const;
const behaviours = fc.record({
  order: fc.constantFrom(...orders),
  dateBounds: fc.constantFrom('half-open', 'inclusive', 'exclusive', 'mixed'),
  filtering: fc.constantFrom('exact', 'ignored'),
  emptyPages: fc.constantFrom(0, 0.2),
  faults: fc.constantFrom(
    { probability: {} },
    { probability: { throttle: 0.05, internal: 0.05, truncated: 0.05 } },
  ),
}) satisfies fc.Arbitrary<EmulatorOptions>;

/** Days of creation: even, in one burst, in several bursts, at one time, or mostly in order. */
const stores = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map((count) => Array.from({ length: count }, (_, n) => n)),
  fc.integer({ min: 0, max: 300 }).map((count) => Array.from({ length: count }, (_, n) => 500 + n / 1e6)),
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 300 }).map((days) => days.map((day) => day * 100)),
  fc.integer({ min: 0, max: 200 }).map((count) => Array.from({ length: count }, () => 7)),
  fc
    .array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 50, maxLength: 300 })
    .map((days) => days.map((day, n) => (n % 50 === 49 ? day : n))),
);

describe('a store that is cut', () => {
  it('delivers every read set once, whatever its order, the bounds of the service and its faults', async () => {
    await fc.assert(
      fc.asyncProperty(
        behaviours,
        stores,
        fc.integer({ min: 2, max: 9 }),
        async (behaviour, days, splitStores) => {
          const records = at(days);
          await withEmulator(
            { ...behaviour, stores: [{ id: STORE, readSets: records }] },
            async ({ config }) => {
              const run = inventory({ ...config, pageSize: 5, splitStores });
              const ids = (await toArray(run)).map(({ id }) => id!);
              expect(ids.sort()).toEqual(idsOf(records));
              expect((await run.report()).stores[0]).toMatchObject({
                outcome: 'complete',
                readSets: records.length,
              });
            },
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('delivers every read set once over several runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        behaviours,
        stores,
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 4 }),
        async (behaviour, days, pieces) => {
          const records = at(days);
          await withEmulator(
            { ...behaviour, stores: [{ id: STORE, readSets: records }] },
            async ({ config }) => {
              const ids: string[] = [];
              let resume: Checkpoint | undefined;
              for (const piece of [...pieces, Infinity]) {
                const run = inventory({ ...config, pageSize: 5, splitStores: 4, resume });
                let left = piece;
                for await (const { id } of run) {
                  ids.push(id!);
                  if (--left === 0) break;
                }
                resume = JSON.parse(JSON.stringify(run.checkpoint())) as Checkpoint;
              }
              expect(ids.sort()).toEqual(idsOf(records));
            },
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps to the filter of the caller', async () => {
    const records = at(Array.from({ length: 200 }, (_, n) => n));
    const filter = {
      createdAfter: new Date(START + 20 * DAY),
      createdBefore: new Date(START + 150 * DAY),
      status: 'ACTIVE',
    } as const;
    for (const order of orders) {
      await withEmulator({ order, stores: [{ id: STORE, readSets: records }] }, async ({ config }) => {
        const listed = await toArray(
          listReadSets({ ...config, pageSize: 5, splitStores: 5 }, { sequenceStoreId: STORE, filter }),
        );
        expect(listed.map(({ id }) => id).sort()).toEqual(idsOf(records.slice(20, 150)));
      });
    }
  });

  it('is read in parallel, and few of its pages are read twice', async () => {
    const records = at(Array.from({ length: 4000 }, (_, n) => n / 10));
    for (const order of ['ascending', 'descending', 'random'] as const) {
      await withEmulator(
        { order, latencyMs: 5, stores: [{ id: STORE, readSets: records }] },
        async ({ config, emulator }) => {
          const list = listReadSets({ ...config, pageSize: 20, splitStores: 5 }, { sequenceStoreId: STORE });
          expect(await toArray(list)).toHaveLength(4000);
          expect(emulator.maxInFlight).toBe(5);
          expect(emulator.count()).toBeLessThan(1.35 * 200);
        },
      );
    }
  });
});

describe('splitStores', () => {
  it.each(['never', 1] as const)('keeps the order of the service with %j', async (splitStores) => {
    await withEmulator(
      { order: 'random', stores: [{ id: STORE, readSets: readSets(300) }] },
      async ({ config, emulator }) => {
        const [once, again] = await Promise.all(
          [1, 2].map(() =>
            toArray(listReadSets({ ...config, pageSize: 10, splitStores }, { sequenceStoreId: STORE })),
          ),
        );
        expect(once).toEqual(again);
        expect(emulator.count()).toBe(60);
      },
    );
  });

  it("cuts nothing with 'auto' if there is no rate, or if one list uses the quota", async () => {
    const limiters = [
      createRateLimiter({ requestsPerSecond: Infinity }),
      createRateLimiter({ requestsPerSecond: 30 }),
    ];
    for (const rateLimiter of limiters) {
      await withEmulator(
        { stores: [{ id: STORE, readSets: readSets(300) }] },
        async ({ client, emulator }) => {
          await toArray(listReadSets({ client, rateLimiter, pageSize: 30 }, { sequenceStoreId: STORE }));
          expect(emulator.count()).toBe(10);
          expect(emulator.maxInFlight).toBe(1);
        },
      );
    }
  });

  it("cuts with 'auto' if one list cannot use the quota", async () => {
    const records = at(Array.from({ length: 600 }, (_, n) => n));
    const rateLimiter = createRateLimiter({ requestsPerSecond: 200 });
    await withEmulator(
      { latencyMs: 40, stores: [{ id: STORE, readSets: records }] },
      async ({ client, emulator }) => {
        const list = listReadSets({ client, rateLimiter, pageSize: 10 }, { sequenceStoreId: STORE });
        expect(await toArray(list)).toHaveLength(600);
        expect(emulator.maxInFlight).toBeGreaterThan(3);
      },
    );
  });

  it('sends one request for take(5) of a store that it would cut', async () => {
    await withEmulator(
      { stores: [{ id: STORE, readSets: readSets(3000) }] },
      async ({ config, emulator }) => {
        const input = { sequenceStoreId: STORE };
        for (const stream of [
          listReadSets({ ...config, splitStores: 8 }, input),
          inventory({ ...config, splitStores: 8 }),
        ]) {
          emulator.clearHistory();
          expect(await toArray(stream.pipe(take(5)))).toHaveLength(5);
          expect(emulator.count('ListReadSets')).toBe(1);
        }
      },
    );
  });

  it('yields the pages of one list, and continues from a token with one list', async () => {
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(300) }] }, async ({ config, emulator }) => {
      const settings = { ...config, pageSize: 10, splitStores: 8 };
      const pages = await toArray(listReadSets(settings, { sequenceStoreId: STORE }).pages());
      expect(pages.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
      const startingToken = pages[9]!.nextToken;
      const rest = await toArray(listReadSets({ ...settings, startingToken }, { sequenceStoreId: STORE }));
      expect(rest.map(({ id }) => id)).toEqual(idsOf(readSets(200, 100)));
      expect(emulator.count()).toBe(50);
    });
  });

  it('ends every list with the error of the first one that fails', async () => {
    const records = at(Array.from({ length: 600 }, (_, n) => n));
    await withEmulator(
      { latencyMs: 3, stores: [{ id: STORE, readSets: records }] },
      async ({ config, emulator }) => {
        const list = listReadSets({ ...config, pageSize: 10, splitStores: 5 }, { sequenceStoreId: STORE });
        let taken = 0;
        await expect(async () => {
          for await (const _ of list) {
            taken += 1;
            if (taken === 200) emulator.addFaults([{ kind: 'access-denied', times: 1 }]);
          }
        }).rejects.toMatchObject({ code: 'REQUEST_FAILED', sequenceStoreId: STORE });
      },
    );
  });
});

describe('a store that is hard to cut', () => {
  /** Each time is moved by up to half a percent of the range: the first pages have no order and are not a sample. */
  const jittered = at(Array.from({ length: 2000 }, (_, n) => n + ((n * 7919) % 21) - 10));

  it('is not cut endlessly, so requests stay within bounds', async () => {
    const cases = {
      jittered,
      'sorted by halves': at(Array.from({ length: 2000 }, (_, n) => (n + 1000) % 2000)),
      'random, then in order': at(Array.from({ length: 2000 }, (_, n) => (n < 1000 ? (n * 7919) % 1000 : n))),
    };
    for (const [name, records] of Object.entries(cases)) {
      await withEmulator({ stores: [{ id: STORE, readSets: records }] }, async ({ config, emulator }) => {
        const list = listReadSets({ ...config, pageSize: 10, splitStores: 9 }, { sequenceStoreId: STORE });
        const ids = (await toArray(list)).map(({ id }) => id!);
        expect(ids.sort(), name).toEqual(idsOf(records));
        expect(emulator.count(), name).toBeLessThan(2.2 * 200);
      });
    }
  });

  it('costs only a few requests more if it is small', async () => {
    for (const order of ['ascending', 'descending', 'random'] as const) {
      const records = at(Array.from({ length: 50 }, (_, n) => n));
      await withEmulator(
        { order, stores: [{ id: STORE, readSets: records }] },
        async ({ config, emulator }) => {
          await toArray(
            listReadSets({ ...config, pageSize: 10, splitStores: 9 }, { sequenceStoreId: STORE }),
          );
          expect(emulator.count()).toBeLessThanOrEqual(30);
        },
      );
    }
  });

  it('is read as one list while the consumer is slower than the list', async () => {
    const rateLimiter = createRateLimiter({ requestsPerSecond: 400 });
    await withEmulator(
      { latencyMs: 10, stores: [{ id: STORE, readSets: readSets(100) }] },
      async ({ client, emulator }) => {
        for await (const _ of listReadSets(
          { client, rateLimiter, pageSize: 10 },
          { sequenceStoreId: STORE },
        )) {
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        expect(emulator.maxInFlight).toBe(1);
        expect(emulator.count()).toBe(10);
      },
    );
  });
});
