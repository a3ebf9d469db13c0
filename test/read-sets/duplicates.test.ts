import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { OmicsClient } from '@aws-sdk/client-omics';
import fc from 'fast-check';
import {
  inventory,
  listReadSets,
  listSequenceStores,
  readSplit,
  summarize,
  toArray,
  writeNdjson,
  type Checkpoint,
  type InventoryConfig,
  type ListEvent,
  type ListReadSetsConfig,
} from 'healthomics-streams';
import type { ReadSetRecord } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { answer, asSent, READ_SET, withRawServer } from '../support/raw-server.js';
import { errorOf, idsOf, readSet, readSets, STORE } from '../support/read-sets.js';
import { FAST, withEmulator } from '../support/with-emulator.js';

const HOUR = 3_600_000;
const INPUT = { sequenceStoreId: STORE };
const ORIGINALS = 120;

/** A read set that was created so many hours after the first one. */
const createdAt = (number: number, hours: number): ReadSetRecord =>
  readSet(number, { creationTime: new Date(Date.UTC(2024, 0, 1) + hours * HOUR).toISOString() });

/** A store that changes while it is read. */
interface ChangingStore {
  readonly client: OmicsClient;
  /** The configuration without any waiting, with small pages. It collects page events. */
  readonly config: { readonly client: OmicsClient; readonly pageSize: 10 } & typeof FAST &
    Pick<ListReadSetsConfig & InventoryConfig, 'onEvent'>;
  /** The ids that the service has sent, in its order. */
  readonly listed: readonly string[];
  /** The duplicates in the page events. */
  readonly duplicates: () => number;
  /** Whether a request was narrowed to creation times. */
  readonly isSplit: () => boolean;
}

/**
 * Serves one store whose tokens are offsets. After each page, the read set at the head of the list is removed and four
 * are inserted there. The list therefore shifts, and the next page repeats read sets of the page before.
 *
 * @param rejectEvery rejects every n-th token
 */
async function withChangingStore(
  test: (store: ChangingStore) => Promise<void>,
  rejectEvery = Infinity,
): Promise<void> {
  const records = Array.from({ length: ORIGINALS }, (_, n) => createdAt(n, n));
  const listed: string[] = [];
  let tokens = 0;
  let changes = 0;
  let isSplit = false;
  const change = (): void => {
    if ((changes += 1) > 15) return;
    const inserted = [1, 2, 3].map((n) =>
      createdAt(1000 * changes + n, (37 * (changes + 8 * n)) % ORIGINALS),
    );
    const [removed] = records.splice(0, 1, ...inserted);
    records.unshift({ ...readSet(1000 * changes), creationTime: removed!.creationTime });
  };
  await withRawServer(
    (response, _, request) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      if (pathname === '/sequencestores') {
        answer(
          response,
          JSON.stringify({
            sequenceStores: [{ id: STORE, arn: 'arn:aws:omics:store', creationTime: '2023-01-01T00:00:00Z' }],
          }),
        );
        return;
      }
      if (searchParams.has('nextToken') && (tokens += 1) % rejectEvery === 0) {
        const headers = { 'x-amzn-errortype': 'ValidationException' };
        answer(response, '{"message":"nextToken is not valid"}', { status: 400, headers });
        return;
      }
      const { createdAfter = '0', createdBefore = '9' } = JSON.parse(
        String(request.headers['x-filter']),
      ) as Record<string, string>;
      isSplit ||= createdAfter !== '0' || createdBefore !== '9';
      const matching = records.filter(
        ({ creationTime }) => creationTime >= createdAfter && creationTime < createdBefore,
      );
      const from = Number(searchParams.get('nextToken') ?? 0);
      const to = from + Number(searchParams.get('maxResults'));
      const page = matching.slice(from, to);
      const nextToken = to < matching.length ? String(to) : undefined;
      listed.push(...idsOf(page));
      answer(response, JSON.stringify({ readSets: page.map(asSent), nextToken }));
      change();
    },
    async ({ client }) => {
      // The server does not read bodies.
      client.middlewareStack.add(
        (next) => (args) => {
          const { filter = {} } = args.input as { filter?: object };
          const { headers } = args.request as { headers: Record<string, string> };
          headers['x-filter'] = JSON.stringify(filter);
          return next(args);
        },
        { step: 'build' },
      );
      let duplicates = 0;
      const onEvent = (event: { type: string }): void => {
        if (event.type === 'page') duplicates += (event as ListEvent & { type: 'page' }).duplicates;
      };
      await test({
        client,
        config: { client, pageSize: 10, ...FAST, onEvent },
        listed,
        duplicates: () => duplicates,
        isSplit: () => isSplit,
      });
    },
  );
}

const ORIGINAL_IDS = idsOf(readSets(ORIGINALS));
const idsIn = async (list: AsyncIterable<{ readonly id?: string | undefined }>): Promise<string[]> =>
  (await toArray(list)).map(({ id }) => id!);

/** Expects each read set that was in the list all the time, and no read set twice or unlisted. */
function expectEachOnce(ids: readonly string[], listed: readonly string[]): void {
  const delivered = new Set(ids);
  expect(delivered.size).toBe(ids.length);
  expect(ORIGINAL_IDS.filter((id) => !delivered.has(id))).toEqual([]);
  expect(ids.filter((id) => !listed.includes(id))).toEqual([]);
}

describe('a read set that the service lists twice', () => {
  it.each<[string, (store: ChangingStore) => Promise<string[]>]>([
    ['listReadSets', ({ config }) => idsIn(listReadSets(config, INPUT))],
    [
      'listReadSets, never split',
      ({ config }) => idsIn(listReadSets({ ...config, splitStores: 'never' }, INPUT)),
    ],
    [
      'the pages of listReadSets',
      async ({ config }) => {
        const pages = await toArray(listReadSets(config, INPUT).pages());
        for (const { received, items, duplicates } of pages) expect(received).toBe(items.length + duplicates);
        return pages.flatMap(({ items }) => items.map(({ id }) => id!));
      },
    ],
    ['readSplit', ({ config }) => idsIn(readSplit(config, { region: 'us-east-1', ...INPUT }))],
    ['inventory', ({ config }) => idsIn(inventory(config))],
    ['inventory, never split', ({ config }) => idsIn(inventory({ ...config, splitStores: 'never' }))],
    ['inventory in the order of the input', ({ config }) => idsIn(inventory({ ...config, order: 'input' }))],
    [
      'writeNdjson of an inventory',
      async ({ config }) => {
        const target = new PassThrough();
        const [written, rows] = await Promise.all([writeNdjson(inventory(config), target), text(target)]);
        const ids = rows
          .trim()
          .split('\n')
          .map((row) => (JSON.parse(row) as { id: string }).id);
        expect(written.rows).toBe(ids.length);
        return ids;
      },
    ],
  ])('is delivered once and counted once as a duplicate: %s', async (_, read) => {
    await withChangingStore(async (store) => {
      const ids = await read(store);
      expectEachOnce(ids, store.listed);
      expect(ids).toEqual([...new Set(store.listed)]);
      expect(store.duplicates()).toBe(store.listed.length - ids.length);
      expect(store.duplicates()).toBeGreaterThan(0);
      expect(store.isSplit()).toBe(false);
    });
  });

  it.each<[string, (config: ChangingStore['config']) => AsyncIterable<{ readonly id?: string | undefined }>]>(
    [
      ['listReadSets', (config) => listReadSets({ ...config, splitStores: 4 }, INPUT)],
      ['inventory', (config) => inventory({ ...config, splitStores: 4 })],
    ],
  )('is delivered once if its store is read in four splits: %s', async (_, read) => {
    await withChangingStore(async (store) => {
      const ids = await idsIn(read(store.config));
      expectEachOnce(ids, store.listed);
      expect(store.isSplit()).toBe(true);
      expect(store.duplicates()).toBeGreaterThan(0);
      expect(store.duplicates()).toBeLessThanOrEqual(store.listed.length - ids.length);
    });
  });

  it('is counted in the report of an inventory', async () => {
    for (const splitStores of ['never', 4] as const) {
      await withChangingStore(async ({ config, duplicates }) => {
        const run = inventory({ ...config, splitStores });
        const ids = await idsIn(run);
        const { stores, totals } = await run.report();
        expect(stores).toMatchObject([{ readSets: ids.length, duplicates: totals.duplicates }]);
        expect(totals.readSets).toBe(ids.length);
        expect(totals.duplicates).toBeGreaterThan(0);
        // Pages of a split that was cut are read again, and are not counted.
        if (splitStores === 'never') expect(totals.duplicates).toBe(duplicates());
        else expect(totals.duplicates).toBeLessThan(duplicates());
      });
    }
  });

  it.each(['never', 4] as const)(
    'is not counted if every read set is listed once: splitStores %s',
    async (splitStores) => {
      const stores = [{ id: STORE, readSets: readSets(400) }];
      await withEmulator({ stores, faults: { kind: 'reject-token', page: 3 } }, async ({ config }) => {
        const run = inventory({ ...config, pageSize: 10, splitStores });
        expect(await idsIn(run)).toHaveLength(400);
        expect((await run.report()).totals).toMatchObject({ readSets: 400, duplicates: 0 });
      });
    },
  );

  it('is counted once by summarize', async () => {
    for (const read of [listReadSets, (config: ChangingStore['config']) => inventory(config)]) {
      await withChangingStore(async ({ config, listed }) => {
        const { readSets: count } = await summarize(read(config, INPUT));
        expect(count).toBe(new Set(listed).size);
        expect(count).toBeLessThan(listed.length);
      });
    }
  });

  it.each([
    ['arrival', 'never'],
    ['arrival', 4],
    ['input', 'auto'],
  ] as const)(
    'is delivered once by the run that resumes: order %s, splitStores %s',
    async (order, splitStores) => {
      for (const after of [1, 15, 40, 77]) {
        await withChangingStore(async ({ config, listed, duplicates }) => {
          const settings = { ...config, order, splitStores };
          const run = inventory(settings);
          const ids: string[] = [];
          for await (const { id } of run) if (ids.push(id!) === after) break;
          const resume = JSON.parse(JSON.stringify(run.checkpoint())) as Checkpoint;
          const resumed = inventory({ ...settings, resume });
          ids.push(...(await idsIn(resumed)));
          expectEachOnce(ids, listed);
          const { totals } = await resumed.report();
          expect(totals.duplicates).toBeGreaterThan(0);
          if (splitStores !== 4) expect(totals.duplicates).toBe(duplicates());
        });
      }
    },
  );

  it('is delivered once over several runs, however its store is split and whichever tokens are rejected', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('never' as const, 2, 4, 8),
        fc.integer({ min: 2, max: 12 }),
        fc.constantFrom(7, 20, 50, Infinity),
        async (counts, splitStores, pageSize, rejectEvery) => {
          await withChangingStore(async ({ config, listed }) => {
            const ids: string[] = [];
            let resume: Checkpoint | undefined;
            for (const count of [...counts, Infinity]) {
              const run = inventory({ ...config, pageSize, splitStores, resume });
              const end = ids.length + count;
              for await (const { id } of run) if (ids.push(id!) === end) break;
              resume = JSON.parse(JSON.stringify(run.checkpoint())) as Checkpoint;
            }
            expectEachOnce(ids, listed);
          }, rejectEvery);
        },
      ),
      { numRuns: 30 },
    );
  });
});

it('a sequence store that the service lists twice is listed once and read once', async () => {
  const store = { id: STORE, arn: 'arn:aws:omics:store', creationTime: '2023-01-01T00:00:00Z' };
  await withRawServer(
    (response, _, request) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const isFirst = !searchParams.has('nextToken');
      const stores = { sequenceStores: [store], ...(isFirst ? { nextToken: 't1' } : {}) };
      const isList = pathname === '/sequencestores';
      answer(response, JSON.stringify(isList ? stores : { readSets: [READ_SET] }));
    },
    async ({ client }) => {
      const config = { client, ...FAST };
      const pages = await toArray(listSequenceStores(config).pages());
      expect(pages.map(({ items, duplicates }) => [items.length, duplicates])).toEqual([
        [1, 0],
        [0, 1],
      ]);
      expect(await toArray(listSequenceStores({ ...config, deduplicate: false }))).toHaveLength(2);
      const run = inventory(config);
      expect(await idsIn(run)).toEqual([READ_SET.id]);
      expect((await run.report()).stores).toHaveLength(1);
    },
  );
});

describe('deduplicate: false', () => {
  it.each<[string, (store: ChangingStore) => Promise<string[]>]>([
    ['listReadSets', ({ config }) => idsIn(listReadSets({ ...config, deduplicate: false }, INPUT))],
    [
      'the pages of listReadSets',
      async ({ config }) => {
        const pages = await toArray(listReadSets({ ...config, deduplicate: false }, INPUT).pages());
        return pages.flatMap(({ items }) => items.map(({ id }) => id!));
      },
    ],
    [
      'readSplit',
      ({ config }) => idsIn(readSplit({ ...config, deduplicate: false }, { region: 'us-east-1', ...INPUT })),
    ],
    ['inventory', ({ config }) => idsIn(inventory({ ...config, deduplicate: false }))],
  ])('delivers everything that the service sends: %s', async (_, read) => {
    await withChangingStore(async (store) => {
      const ids = await read(store);
      expect(ids).toEqual(store.listed);
      expect(new Set(ids).size).toBeLessThan(ids.length);
      expect(store.duplicates()).toBe(0);
    });
  });

  it('keeps no ids in the checkpoint of an inventory', async () => {
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(250) }] }, async ({ config }) => {
      for (const [deduplicate, isKept] of [
        [true, true],
        [false, false],
      ] as const) {
        const run = inventory({ ...config, deduplicate });
        let count = 0;
        for await (const _ of run) if ((count += 1) === 150) break;
        const [store] = run.checkpoint().stores;
        expect(store).toMatchObject({ readSets: 150, complete: false });
        expect('delivered' in store!).toBe(isKept);
      }
    });
  });

  it('resumes an inventory from its checkpoint', async () => {
    const records = readSets(250);
    await withEmulator({ stores: [{ id: STORE, readSets: records }] }, async ({ config }) => {
      const run = inventory({ ...config, deduplicate: false });
      const ids: string[] = [];
      for await (const { id } of run) if (ids.push(id!) === 150) break;
      const resume = run.checkpoint();
      ids.push(...(await idsIn(inventory({ ...config, deduplicate: false, resume }))));
      expect(ids).toEqual(idsOf(records));
    });
  });

  it.each<[string, string, (config: { client: OmicsClient; deduplicate: false }) => unknown]>([
    [
      'onRejectedToken',
      'listReadSets',
      (config) => listReadSets({ ...config, onRejectedToken: 'restart' }, INPUT),
    ],
    ['onRejectedToken', 'inventory', (config) => inventory({ ...config, onRejectedToken: 'restart' })],
    [
      'onRejectedToken',
      'readSplit',
      (config) => readSplit({ ...config, onRejectedToken: 'restart' }, { region: 'us-east-1', ...INPUT }),
    ],
    ['pushdown', 'listReadSets', (config) => listReadSets({ ...config, pushdown: 'always' }, INPUT)],
    ['pushdown', 'inventory', (config) => inventory({ ...config, pushdown: 'always' })],
    ['splitStores', 'inventory', (config) => inventory({ ...config, splitStores: 4 })],
  ])('excludes another value of %s in %s, and the error says so', async (option, _, call) => {
    await withEmulator({}, async ({ client }) => {
      expect(() => call({ client, deduplicate: false })).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTION',
          message: expect.stringMatching(
            new RegExp(`^Expected \`${option}\` to be .*with \`deduplicate: false\`, got \\S+`),
          ) as string,
        }),
      );
    });
  });

  it('excludes a number of splits in listReadSets, and the error says so', async () => {
    await withEmulator({}, async ({ client }) => {
      expect(() => listReadSets({ client, deduplicate: false, splitStores: 4 }, INPUT)).toThrow(
        /Expected `splitStores` to be 'auto' or 'never' with `deduplicate: false`/,
      );
    });
  });

  it('lets a rejected token fail, and its error names the option that restarts', async () => {
    const stores = [{ id: STORE, readSets: readSets(250) }];
    await withEmulator({ stores, faults: { kind: 'reject-token', page: 2 } }, async ({ config }) => {
      const error = await errorOf(toArray(inventory({ ...config, deduplicate: false })));
      expect(error).toMatchObject({ code: 'REJECTED_TOKEN' });
      expect((error as Error).message).not.toMatch(/\d restarts/);
    });
  });

  it.each(['never', 4] as const)(
    'leaves a checkpoint whose rejected token fails without a restart: splitStores %s',
    async (splitStores) => {
      const stores = [{ id: STORE, readSets: readSets(250) }];
      await withEmulator({ stores }, async ({ config, emulator }) => {
        const run = inventory({ ...config, deduplicate: false });
        let count = 0;
        for await (const _ of run) if ((count += 1) === 150) break;
        emulator.addFaults({ kind: 'reject-token', page: 2 });
        emulator.clearHistory();
        const resumed = inventory({ ...config, splitStores, resume: run.checkpoint() });
        const error = await errorOf(toArray(resumed));
        expect(error).toMatchObject({ code: 'REJECTED_TOKEN', sequenceStoreId: STORE });
        expect((error as Error).message).toMatch(
          /A restart would deliver read sets twice, because the delivered ids are unknown\. List it again from the start\.$/,
        );
        expect((error as Error).message).not.toMatch(/\d restarts/);
        expect(emulator.count()).toBe(1);
      });
    },
  );
});

describe('a token that the service rejects again and again', () => {
  it.each([
    ['listReadSets', 'never'],
    ['listReadSets', 4],
    ['inventory', 'never'],
    ['inventory', 4],
  ] as const)(
    'ends in an error that claims only restarts that happened: %s, splitStores %s',
    async (name, splitStores) => {
      const same = readSets(250).map((record) => ({ ...record, creationTime: '2024-05-05T05:05:05Z' }));
      const faults = { kind: 'reject-token', page: 2, times: Infinity } as const;
      const stores = [{ id: STORE, readSets: same }];
      await withEmulator({ stores, faults }, async ({ config }) => {
        let restarts = 0;
        const onEvent = ({ type }: { type: string }): void => {
          if (type === 'restart') restarts += 1;
        };
        const settings = { ...config, splitStores, onEvent, onRejectedToken: 'restart' } as const;
        const list = name === 'inventory' ? inventory(settings) : listReadSets(settings, INPUT);
        const error = await errorOf(toArray(list));
        expect(error).toMatchObject({ code: 'REJECTED_TOKEN' });
        const claimed = Number(/(\d+) restarts returned no new items/.exec((error as Error).message)?.[1]);
        expect(claimed).toBeGreaterThan(0);
        expect(claimed).toBeLessThanOrEqual(restarts);
      });
    },
  );
});
