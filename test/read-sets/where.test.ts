import fc from 'fast-check';
import {
  inventory,
  listReadSets,
  planInventory,
  readSplit,
  take,
  toArray,
  type Checkpoint,
  type ReadSetWhere,
} from 'healthomics-streams';
import type { ReadSetRecord } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { idsOf, readSet, storesOf, STORE } from '../support/read-sets.js';
import { withEmulator } from '../support/with-emulator.js';
import { readSets as oddReadSets, wheres } from '../query/random-wheres.js';
import { satisfies, SERVERS } from '../query/reference.js';

/** The number of random conditions. */
const RUNS = Number(process.env.WHERE_RUNS ?? 60);

/** A page with a name that is a number is unreadable. */
const hasText = ({ name }: { readonly name?: unknown }): boolean => name !== 5;

const records = fc.array(oddReadSets.filter(hasText), { maxLength: 40 }).map((items) =>
  items.map((item, n): ReadSetRecord => ({
    ...(JSON.parse(JSON.stringify(item)) as object),
    id: String(3_000_000_000 + n),
    status: item.status ?? 'DELETED',
    fileType: item.fileType ?? 'UBAM',
    creationTime: item.creationTime ?? '2024-06-01T12:00:00.5Z',
  })),
);

const sorted = (items: readonly { id?: string | undefined }[]): (string | undefined)[] =>
  items.map(({ id }) => id).sort();

describe('the result of a condition over HTTP', () => {
  it('equals that of a predicate over all read sets, whatever the service does with filters', async () => {
    const ways = fc.record({
      rules: fc.constantFrom(...SERVERS),
      order: fc.constantFrom('given', 'random' as const),
      pushdown: fc.constantFrom(undefined, 'auto', 'always', 'never' as const),
      splitStores: fc.constantFrom(undefined, 'never' as const, 3),
      emptyPages: fc.constantFrom(0, 0.2),
    });
    await fc.assert(
      fc.asyncProperty(
        wheres,
        records,
        ways,
        fc.integer({ min: 1, max: 30 }),
        async (where, items, way, at) => {
          const { rules, order, emptyPages, ...how } = way;
          await withEmulator(
            { ...rules, order, emptyPages, stores: [{ id: STORE, readSets: items }] },
            async ({ config: fast }) => {
              const config = { ...fast, ...how, pageSize: 5 };
              const input = { sequenceStoreId: STORE };
              const all = await toArray(listReadSets(config, input));
              const wanted = sorted(all.filter((item) => satisfies(where, item)));

              const list = listReadSets(config, { ...input, where });
              expect(sorted(await toArray(list))).toEqual(wanted);
              const pages = await toArray(list.pages());
              expect(sorted(pages.flatMap((page) => page.items))).toEqual(wanted);

              const run = inventory(config, { where });
              const begun = await toArray(run.pipe(take(at)));
              const resume = JSON.parse(JSON.stringify(run.checkpoint())) as Checkpoint;
              const rest = await toArray(inventory({ ...config, resume }, { where }));
              expect(sorted([...begun, ...rest])).toEqual(wanted);

              const splits = JSON.parse(
                JSON.stringify(await planInventory(fast, { where })),
              ) as typeof resume.splits;
              const read = await Promise.all(
                splits.map((split) => toArray(readSplit({ ...fast, pageSize: 5 }, split))),
              );
              expect(sorted(read.flat())).toEqual(wanted);
            },
          );
        },
      ),
      { seed: 6, numRuns: RUNS },
    );
  }, 3_600_000);
});

/** Read sets of which every `every`-th has the next of these statuses. */
const withRare = (count: number, every: number, ...statuses: readonly string[]): ReadSetRecord[] =>
  Array.from({ length: count }, (_, n) =>
    readSet(n, { status: n % every === 0 ? (statuses[(n / every) % statuses.length] ?? '') : 'ACTIVE' }),
  );

describe('the requests of a condition', () => {
  it.each<[string, ReadSetWhere, number, number]>([
    ['one value that the service filters', { status: 'ARCHIVED', fileType: 'FASTQ' }, 100, 1],
    ['two rare statuses, with a sample and a closing read', { status: ['ARCHIVED', 'ACTIVATING'] }, 200, 4],
    ['three rare statuses', { status: ['ARCHIVED', 'ACTIVATING', 'DELETED'] }, 200, 6],
    ['a condition that nothing can satisfy', { and: [{ status: 'ARCHIVED' }, { status: 'DELETED' }] }, 0, 0],
    ['a list of no values', { name: [] }, 0, 0],
  ])('are counted for %s', async (_, where, found, requests) => {
    const rare = withRare(20_000, 100, 'ARCHIVED', 'ACTIVATING');
    await withEmulator({ stores: [{ id: STORE, readSets: rare }] }, async ({ config, emulator }) => {
      const listed = await toArray(listReadSets(config, { sequenceStoreId: STORE, where }));
      expect([listed.length, emulator.count()]).toEqual([found, requests]);
      emulator.clearHistory();
      const run = inventory({ ...config, order: 'input' }, { sequenceStoreIds: [STORE], where });
      expect([(await toArray(run)).length, emulator.count()]).toEqual([found, requests]);
      const { stores, outcome } = await run.report();
      expect([outcome, stores[0]?.outcome]).toEqual(['complete', 'complete']);
    });
  });

  it('are four for two rare statuses among 50,000 read sets, and one per page for two statuses that cover all of them', async () => {
    const where: ReadSetWhere = { status: ['ARCHIVED', 'ACTIVATING'] };
    for (const [every, requests] of [
      [1000, 4],
      [1, 500],
    ] as const) {
      const stores = [{ id: STORE, readSets: withRare(50_000, every, 'ARCHIVED', 'ACTIVATING') }];
      await withEmulator({ stores }, async ({ config, emulator }) => {
        await toArray(inventory(config, { sequenceStoreIds: [STORE], where }));
        expect(emulator.count()).toBe(requests);
      });
    }
  });

  it('are none for a condition that nothing can satisfy, not even to discover stores', async () => {
    await withEmulator({ stores: storesOf(5) }, async ({ config, emulator }) => {
      const where: ReadSetWhere = { status: [] };
      const run = inventory(config, { where });
      expect(await toArray(run)).toEqual([]);
      expect(await planInventory(config, { where })).toEqual([]);
      expect((await run.report()).outcome).toBe('complete');
      expect(emulator.count()).toBe(0);
    });
  });

  it('are none for a store that the condition rules out by its id', async () => {
    const stores = storesOf(250, 250, 250);
    const [ruledOut, wanted] = stores.map(({ id }) => id) as [string, string];
    await withEmulator({ stores }, async ({ config, emulator }) => {
      const where: ReadSetWhere = { sequenceStoreId: wanted };
      for (const sequenceStoreIds of [undefined, stores.map(({ id }) => id)]) {
        emulator.clearHistory();
        const run = inventory(config, { where, sequenceStoreIds });
        expect(await toArray(run)).toHaveLength(250);
        expect(emulator.count('ListReadSets')).toBe(3);
        const { outcome, stores: reported } = await run.report();
        expect([outcome, reported.map((store) => store.sequenceStoreId)]).toEqual(['complete', [wanted]]);
        const splits = await planInventory(config, { where, sequenceStoreIds });
        expect(splits.map((split) => split.sequenceStoreId)).toEqual([wanted]);
      }
      emulator.clearHistory();
      const not: ReadSetWhere = { not: { sequenceStoreId: ruledOut } };
      for (const condition of [where, not, { ...where, fileType: 'BAM' } as const]) {
        const input = { sequenceStoreId: ruledOut, where: condition };
        expect(await toArray(listReadSets(config, input))).toEqual([]);
        const split = { region: 'us-east-1', ...input };
        expect(await toArray(readSplit(config, split))).toEqual([]);
      }
      expect(emulator.count()).toBe(0);
    });
  });

  it('end with the page that reaches the limit', async () => {
    const rare = withRare(2000, 2, 'ARCHIVED');
    await withEmulator({ stores: [{ id: STORE, readSets: rare }] }, async ({ config, emulator }) => {
      const where: ReadSetWhere = { status: ['ARCHIVED', 'DELETED', 'ACTIVATING'], fileType: 'FASTQ' };
      const run = inventory(
        { ...config, pushdown: 'never' },
        { sequenceStoreIds: [STORE], where, limit: 100 },
      );
      expect(await toArray(run)).toHaveLength(100);
      expect(emulator.count()).toBe(2);
    });
  });

  it('follow the option pushdown', async () => {
    const where: ReadSetWhere = { status: ['ARCHIVED', 'DELETED', 'ACTIVATING'] };
    for (const [pushdown, requests] of [
      ['always', 5],
      ['never', 3],
      ['auto', 5],
    ] as const) {
      const stores = [{ id: STORE, readSets: withRare(300, 3, 'ARCHIVED') }];
      await withEmulator({ stores }, async ({ config, emulator }) => {
        await toArray(listReadSets({ ...config, pushdown }, { sequenceStoreId: STORE, where }));
        expect([pushdown, emulator.count()]).toEqual([pushdown, requests + (pushdown === 'auto' ? 1 : 0)]);
        const statuses = emulator.history.map(
          ({ body }) => (body as { filter?: object } | undefined)?.filter,
        );
        expect(statuses.some((filter) => filter !== undefined && 'status' in filter)).toBe(
          pushdown !== 'never',
        );
      });
    }
  });
});

describe('a read set whose status changes between two lists', () => {
  it.each(['auto', 'always'] as const)('is delivered once with pushdown %j', async (pushdown) => {
    const items = withRare(600, 3, 'ARCHIVED', 'ACTIVATING', 'DELETED').map((item) => ({ ...item }));
    await withEmulator({ stores: [{ id: STORE, readSets: items }] }, async ({ config }) => {
      const where: ReadSetWhere = { status: ['ARCHIVED', 'ACTIVATING', 'DELETED'] };
      const ids: string[] = [];
      for await (const { id } of inventory({ ...config, pageSize: 10, pushdown }, { where })) {
        ids.push(id!);
        const item = items.find((each) => each.id === id);
        if (item !== undefined) Object.assign(item, { status: 'DELETED' });
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.sort()).toEqual(idsOf(items.filter((_, n) => n % 3 === 0)));
    });
  });

  const NEXT: Readonly<Record<string, string>> = { ARCHIVED: 'ACTIVATING', ACTIVATING: 'ACTIVE' };
  /** Archived read sets, then activating ones, then one that the condition excludes, in order of creation. */
  const inOrder = (of: number): ReadSetRecord[] =>
    Array.from({ length: 2 * of + 1 }, (_, n) =>
      readSet(n, {
        status: ['ARCHIVED', 'ACTIVATING'][Math.floor(n / of)] ?? 'DELETED',
        creationTime: new Date(Date.UTC(2024, 0, 1 + n)).toISOString(),
      }),
    );
  const moveOn = (items: readonly ReadSetRecord[]): void => {
    for (const item of items) Object.assign(item, { status: NEXT[item.status] ?? item.status });
  };

  it.each([
    ['inventory', 'never'],
    ['inventory', 4],
    ['listReadSets', 'never'],
    ['listReadSets', 4],
  ] as const)('is in the list of its new status: %s, splitStores %j', async (name, splitStores) => {
    const items = inOrder(100);
    await withEmulator({ stores: [{ id: STORE, readSets: items }] }, async ({ config }) => {
      const where: ReadSetWhere = { status: ['ACTIVE', 'ACTIVATING', 'ARCHIVED'] };
      const how = { ...config, pageSize: 5, pushdown: 'always', splitStores } as const;
      const run =
        name === 'inventory'
          ? inventory(how, { where })
          : listReadSets(how, { where, sequenceStoreId: STORE });
      const ids: string[] = [];
      for await (const { id, status } of run) {
        ids.push(id!);
        if (status === 'ACTIVATING' && items[0]?.status === 'ARCHIVED') moveOn(items);
      }
      expect(items[0]?.status).toBe('ACTIVATING');
      expect(ids.sort()).toEqual(idsOf(items.slice(0, -1)));
    });
  });

  it('is in the list of its new status if the run resumes', async () => {
    for (const splitStores of ['never', 3] as const) {
      for (const at of [1, 7, 23, 59, 60, 61, 80]) {
        const items = inOrder(60);
        await withEmulator({ stores: [{ id: STORE, readSets: items }] }, async ({ config }) => {
          const where: ReadSetWhere = { status: ['ACTIVE', 'ACTIVATING', 'ARCHIVED'] };
          const how = { ...config, pageSize: 5, pushdown: 'always', splitStores } as const;
          const run = inventory(how, { where });
          const begun = await toArray(run.pipe(take(at)));
          const resume = JSON.parse(JSON.stringify(run.checkpoint())) as Checkpoint;
          const ids = begun.map(({ id }) => id!);
          for await (const { id, status } of inventory({ ...how, resume }, { where })) {
            ids.push(id!);
            if (status === 'ACTIVATING' && items[0]?.status === 'ARCHIVED') moveOn(items);
          }
          expect([at, ids.sort()]).toEqual([at, idsOf(items.slice(0, -1))]);
        });
      }
    }
  });
});

describe('the report of a run with a condition', () => {
  it('has the plan of the run, and the strategy of each store', async () => {
    const stores = [{ id: STORE, readSets: withRare(1000, 100, 'ARCHIVED', 'ACTIVATING') }];
    await withEmulator({ stores }, async ({ config }) => {
      const where: ReadSetWhere = {
        status: ['ARCHIVED', 'ACTIVATING', 'DELETED'],
        creationTime: { gte: '2024-01-01' },
      };
      const run = inventory(config, { where });
      await toArray(run);
      const report = await run.report();
      expect(report).toEqual(JSON.parse(JSON.stringify(report)));
      expect(report.plan).toMatchObject({
        serviceFilter: { createdAfter: '2023-12-31T23:59:59.000Z' },
        alternatives: [{ member: 'status', values: where.status }],
      });
      expect(report.stores[0]?.strategy).toEqual({
        strategy: 'list-per-value',
        member: 'status',
        filters: ['ACTIVATING', 'DELETED', 'ARCHIVED'].map((status) => ({
          createdAfter: '2023-12-31T23:59:59.000Z',
          status,
        })),
        reason: 'one list per status needs about 5 requests, continuing one list at least 9',
      });
    });
  });

  it('has neither plan nor strategy without a condition', async () => {
    await withEmulator({ stores: storesOf(5) }, async ({ config }) => {
      const run = inventory(config);
      await toArray(run);
      const report = await run.report();
      expect('plan' in report || 'strategy' in (report.stores[0] ?? {})).toBe(false);
    });
  });
});

describe('an invalid condition', () => {
  it('is reported with every other invalid option of the call', () => {
    const input = { filter: { name: '' }, where: { statuss: 'ACTIVE', fileType: 'bam' } } as never;
    expect(() => inventory({ pushdown: 'sometimes' } as never, input)).toThrow(
      /`pushdown`.*`filter.name`.*`where.statuss`.*did you mean `status`.*`where.fileType`/s,
    );
  });
});
