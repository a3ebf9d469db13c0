import { OmicsClient, type ReadSetFilter } from '@aws-sdk/client-omics';
import {
  count,
  Inventory,
  inventory,
  listReadSets,
  take,
  toArray,
  type InventoryEvent,
} from 'healthomics-streams';
import { startEmulator } from 'healthomics-streams/testing';
import { describe, expect, it, vi } from 'vitest';
import { inProcessClient } from '../support/in-process-client.js';
import { asSent } from '../support/raw-server.js';
import { errorOf, idsOf, readSet, STORE, storeId, storesOf } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { FAST, UNPACED, withEmulator } from '../support/with-emulator.js';

describe('inventory', () => {
  it('reports durations that agree with its times even if the clock is set back meanwhile', async () => {
    await withEmulator({ stores: storesOf(3) }, async ({ config }) => {
      const startedAt = Date.now();
      let clock = startedAt;
      const wall = vi.spyOn(Date, 'now').mockImplementation(() => clock);
      const run = inventory({ ...config, onEvent: () => (clock = startedAt - 3_600_000) });
      await toArray(run);
      const report = await run.report();
      wall.mockRestore();
      const times = [report.startedAt, report.finishedAt].map((time) => Date.parse(time ?? ''));
      const [started = NaN, finished = NaN] = times;
      expect(started).toBeGreaterThanOrEqual(startedAt);
      expect(finished - started).toBe(Math.round(report.seconds * 1000));
      expect(report.seconds).toBeGreaterThanOrEqual(0);
      expect(report.stores[0]?.seconds).toBeGreaterThanOrEqual(0);
    });
  });

  it('fails a store whose list has no end, and reports why', async () => {
    let page = 0;
    for (const readSets of [[], [asSent(readSet(1))]]) {
      const client = inProcessClient(() => ({ readSets, nextToken: `token ${(page += 1)}` }));
      const config = { client, ...FAST, maxEmptyPages: 20, onStoreError: 'continue' } as const;
      const run = inventory(config, { sequenceStoreIds: [STORE] });
      expect(await toArray(run)).toHaveLength(readSets.length);
      const { outcome, stores } = await run.report();
      expect([outcome, stores[0]?.outcome]).toEqual(['partial', 'failed']);
      expect(stores[0]?.error).toMatchObject({ name: 'EndlessListError', code: 'ENDLESS_LIST' });
    }
  });

  it('lists every read set of every store once, and reports matching counts', async () => {
    const stores = storesOf(3, 0, 205, 1);
    await withEmulator({ stores }, async ({ emulator, config }) => {
      const run = inventory(config);
      const listed = await toArray(run);
      expect(listed.map(({ id }) => id).sort()).toEqual(
        stores.flatMap(({ readSets }) => idsOf(readSets)).sort(),
      );
      const report = await run.report();
      expect(report.outcome).toBe('complete');
      expect(
        report.stores.map(({ sequenceStoreId, outcome, readSets, pages }) => [
          sequenceStoreId,
          outcome,
          readSets,
          pages,
        ]),
      ).toEqual([
        [storeId(0), 'complete', 3, 1],
        [storeId(1), 'complete', 0, 1],
        [storeId(2), 'complete', 205, 3],
        [storeId(3), 'complete', 1, 1],
      ]);
      expect(report.totals).toMatchObject({ stores: 4, readSets: 209, requests: emulator.count() });
      expect(Date.parse(report.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(report.startedAt ?? ''));
    });
  });

  it('is an instance of Inventory, and other streams are not', () => {
    const client = new OmicsClient({ region: 'us-east-1' });
    const run = inventory({ client });
    expect(run).toBeInstanceOf(Inventory);
    expect(run.pipe(take(1))).not.toBeInstanceOf(Inventory);
    expect(listReadSets({ client }, { sequenceStoreId: storeId(0) })).not.toBeInstanceOf(Inventory);
    expect(null).not.toBeInstanceOf(Inventory);
  });

  it('sends nothing before the first next(), and starts each iteration afresh', async () => {
    await withEmulator({ stores: storesOf(2, 2) }, async ({ emulator, config }) => {
      const run = inventory(config);
      run[Symbol.asyncIterator]();
      await settle();
      expect(emulator.count()).toBe(0);
      expect(await count(run)).toBe(4);
      expect(await count(run)).toBe(4);
      expect((await run.report()).totals.readSets).toBe(4);
    });
  });

  it('reads each given store once, without discovering stores', async () => {
    await withEmulator({ stores: storesOf(2, 2, 2) }, async ({ emulator, config }) => {
      const ids = [storeId(2), storeId(0), storeId(2)];
      const run = inventory({ ...config, order: 'input' }, { sequenceStoreIds: ids });
      const listed = await toArray(run);
      expect(listed.map(({ sequenceStoreId }) => sequenceStoreId)).toEqual([
        storeId(2),
        storeId(2),
        storeId(0),
        storeId(0),
      ]);
      expect(emulator.count('ListSequenceStores')).toBe(0);
      expect((await run.report()).input).toMatchObject({ sequenceStoreIds: ids });
    });
  });

  it('filters stores and read sets, even if the service ignores filters', async () => {
    const stores = [
      { id: storeId(0), name: 'a', readSets: [readSet(1), readSet(2, { status: 'ARCHIVED' })] },
      { id: storeId(1), name: 'b', readSets: [readSet(3, { status: 'ARCHIVED' })] },
    ];
    await withEmulator({ stores, filtering: 'ignored' }, async ({ config }) => {
      const run = inventory(config, { storeFilter: { name: 'a' }, filter: { status: 'ARCHIVED' } });
      expect((await toArray(run)).map(({ id }) => id)).toEqual(['3000000002']);
      expect((await run.report()).stores).toMatchObject([{ name: 'a', readSets: 1 }]);
    });
  });

  it('lists stores with the same id in several Regions, with one client for each Region', async () => {
    await withEmulator({ stores: storesOf(2, 1) }, async ({ emulator }) => {
      const clients = ['us-east-1', 'eu-west-1'].map(
        (region) => new OmicsClient(emulator.clientConfig({ region })),
      );
      const run = inventory({ clients, ...FAST });
      expect(await count(run)).toBe(6);
      expect((await run.report()).stores.map(({ region, readSets }) => [region, readSets]).sort()).toEqual([
        ['eu-west-1', 1],
        ['eu-west-1', 2],
        ['us-east-1', 1],
        ['us-east-1', 2],
      ]);
      for (const client of clients) client.destroy();
    });
  });

  it('counts stores with the same id in two accounts of one Region separately', async () => {
    const emulators = await Promise.all([2, 3].map((size) => startEmulator({ stores: storesOf(size) })));
    const clients = emulators.map((emulator) => new OmicsClient(emulator.clientConfig()));
    const run = inventory({ clients, ...FAST });
    const listed = await count(run);
    const report = await run.report();
    for (const client of clients) client.destroy();
    for (const emulator of emulators) await emulator.close();
    expect(listed).toBe(5);
    expect(report.totals.readSets).toBe(5);
  });

  it('ends after `limit` read sets, and sends nothing more', async () => {
    await withEmulator({ stores: storesOf(500, 500) }, async ({ emulator, config }) => {
      const run = inventory({ ...config, concurrency: 1 }, { limit: 5 });
      expect(await count(run)).toBe(5);
      const sent = emulator.count();
      await settle();
      expect(emulator.count()).toBe(sent);
      expect(emulator.count('ListReadSets')).toBeLessThanOrEqual(2);
      expect(await run.report()).toMatchObject({ outcome: 'limited', totals: { readSets: 5 } });
    });
  });

  it('emits an event for each store, page, retry and throttle', async () => {
    const faults = [{ kind: 'throttle', operation: 'ListReadSets' } as const];
    await withEmulator({ stores: storesOf(2), faults }, async ({ config }) => {
      const events: InventoryEvent[] = [];
      await toArray(inventory({ ...config, onEvent: (event) => events.push(event) }));
      expect(events.map(({ type }) => type)).toEqual([
        'page',
        'store-started',
        'throttle',
        'page',
        'store-done',
      ]);
      expect(events.every(({ region }) => region === 'us-east-1')).toBe(true);
      expect(events.at(-1)).toMatchObject({ readSets: 2, sequenceStoreId: storeId(0) });
    });
  });

  it('rejects with the same error that onEvent throws', async () => {
    await withEmulator({ stores: storesOf(2, 2) }, async ({ config }) => {
      for (const type of ['page', 'store-started', 'store-done'] as const) {
        const bug = new TypeError(type);
        const onEvent = (event: InventoryEvent): void => {
          if (event.type === type) throw bug;
        };
        const run = inventory({ ...config, onStoreError: 'continue', onEvent });
        expect(await errorOf(toArray(run))).toBe(bug);
        expect((await run.report()).outcome).toBe('failed');
      }
    });
  });
});

describe('an inventory with a store that cannot be read', () => {
  const denied = { kind: 'access-denied', sequenceStoreId: storeId(1), times: Infinity } as const;
  const missing = { kind: 'not-found', sequenceStoreId: storeId(2), times: Infinity } as const;

  it("reads all other stores with 'continue', and reports the failure", async () => {
    await withEmulator(
      { stores: storesOf(150, 5, 5, 150), faults: [denied, missing] },
      async ({ config }) => {
        const events: InventoryEvent[] = [];
        const run = inventory({
          ...config,
          onStoreError: 'continue',
          onEvent: (event) => events.push(event),
        });
        expect(await count(run)).toBe(300);
        const report = await run.report();
        expect(report.outcome).toBe('partial');
        expect(report.error).toBe(undefined);
        expect(
          report.stores.map(({ outcome, readSets, error }) => [outcome, readSets, error?.cause]),
        ).toEqual([
          ['complete', 150, undefined],
          ['failed', 0, 'AccessDeniedException'],
          ['failed', 0, 'ResourceNotFoundException'],
          ['complete', 150, undefined],
        ]);
        expect(events.filter(({ type }) => type === 'store-failed')).toHaveLength(2);
      },
    );
  });

  it("ends at the first failure with 'stop', and sends no request after it", async () => {
    await withEmulator(
      {
        stores: storesOf(500, 5, 500),
        faults: denied,
        latencyMs: ({ sequenceStoreId }) => (sequenceStoreId === storeId(1) ? 0 : 20),
      },
      async ({ emulator, client, config }) => {
        let sent = 0; // counted at the client: a request sent before the failure may reach the server after it
        client.middlewareStack.add(
          (next) => (args) => {
            sent += 1;
            return next(args);
          },
          { step: 'finalizeRequest', priority: 'low' },
        );
        const run = inventory(config);
        expect(await errorOf(toArray(run))).toMatchObject({
          code: 'REQUEST_FAILED',
          sequenceStoreId: storeId(1),
          cause: { name: 'AccessDeniedException' },
        });
        const before = sent;
        await settle();
        await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(0);
        expect(sent).toBe(before);
        const report = await run.report();
        expect(report).toMatchObject({ outcome: 'failed', error: { code: 'REQUEST_FAILED' } });
        expect(report.stores.map(({ outcome }) => outcome)).toEqual(['cancelled', 'failed', 'cancelled']);
      },
    );
  });

  it('reports the read sets delivered before the failure, and no page token', async () => {
    const fault = { kind: 'access-denied', sequenceStoreId: storeId(1), page: 2 } as const;
    await withEmulator({ stores: storesOf(5, 5), faults: fault }, async ({ config }) => {
      const run = inventory({ ...config, pageSize: 2, onStoreError: 'continue' });
      expect(await count(run)).toBe(7);
      expect((await run.report()).stores[1]).toMatchObject({
        outcome: 'failed',
        readSets: 2,
        pages: 1,
        requests: 2,
        error: { code: 'REQUEST_FAILED', cause: 'AccessDeniedException' },
      });
    });
  });

  it('fails as a whole if the stores cannot be discovered', async () => {
    const fault = { kind: 'access-denied', operation: 'ListSequenceStores' } as const;
    await withEmulator({ stores: storesOf(5), faults: fault }, async ({ config }) => {
      const run = inventory({ ...config, onStoreError: 'continue' });
      expect(await errorOf(toArray(run))).toMatchObject({
        operation: 'ListSequenceStores',
        sequenceStoreId: undefined,
      });
      expect(await run.report()).toMatchObject({ outcome: 'failed', stores: [] });
    });
  });
});

describe('an inventory', () => {
  it("reads ahead at most one page of each following store with order: 'input'", async () => {
    await withEmulator({ stores: storesOf(5000, 5000, 5000, 5000) }, async ({ emulator, config }) => {
      const run = inventory({ ...config, order: 'input' });
      const iterator = run[Symbol.asyncIterator]();
      await iterator.next();
      await expect.poll(() => emulator.count('ListReadSets'), { interval: 2 }).toBeGreaterThanOrEqual(4);
      for (let n = 0; n < 20; n += 1) await settle();
      expect(emulator.count('ListReadSets')).toBeLessThanOrEqual(8);
      await iterator.return();
    });
  });

  it.each(['arrival', 'input'] as const)(
    'stops at the first failure, even if another store is being delivered to a slow consumer: order %s',
    async (order) => {
      const stores = storesOf(300, 300, 300, 300);
      const page = order === 'input' ? 1 : 3; // a store that is not delivered yet is read one page ahead
      const faults = { kind: 'access-denied', sequenceStoreId: storeId(3), page } as const;
      await withEmulator({ stores, faults }, async ({ emulator, config }) => {
        const run = inventory({ ...config, order, pageSize: 10 });
        let sentByThen: number | undefined;
        const error = await errorOf(async () => {
          for await (const readSet of run) {
            await settle();
            expect(readSet.status).toBe('ACTIVE');
            const denied = emulator.history.some(({ status }) => status === 403);
            if (denied) sentByThen ??= emulator.count();
          }
        });
        expect(error).toMatchObject({ code: 'REQUEST_FAILED', sequenceStoreId: storeId(3), page });
        expect(emulator.count()).toBe(sentByThen);
        const { stores: reported } = await run.report();
        expect(reported.map(({ outcome }) => outcome)).toEqual([
          'cancelled',
          'cancelled',
          'cancelled',
          'failed',
        ]);
      });
    },
  );

  it('ends with the error of onEvent, and does not call it again', async () => {
    await withEmulator({ stores: storesOf(5, 5, 5) }, async ({ config }) => {
      const bug = new TypeError('a bug');
      let calls = 0;
      const onEvent = ({ type }: InventoryEvent): void => {
        if (type !== 'store-started') return;
        calls += 1;
        throw bug;
      };
      expect(await errorOf(toArray(inventory({ ...config, onEvent, onStoreError: 'continue' })))).toBe(bug);
      expect(calls).toBe(1);
    });
  });

  it('is cancelled if its iteration is closed or aborted before the first next()', async () => {
    await withEmulator({ stores: storesOf(1) }, async ({ config }) => {
      const closed = inventory(config);
      await closed[Symbol.asyncIterator]().return(undefined);
      expect((await closed.report()).outcome).toBe('cancelled');
      const reason = new Error('no');
      const aborted = inventory({ ...config, signal: AbortSignal.abort(reason) });
      expect(await errorOf(toArray(aborted))).toBe(reason);
      expect((await aborted.report()).outcome).toBe('cancelled');
    });
  });

  it('does not change when the caller changes the input after the call', async () => {
    await withEmulator({ stores: storesOf(3) }, async ({ config }) => {
      const input: { filter: ReadSetFilter } = {
        filter: { status: 'ACTIVE', createdAfter: new Date(0) },
      };
      const run = inventory(config, input);
      input.filter.status = 'ARCHIVED';
      expect(await count(run)).toBe(3);
      const { input: reported } = await run.report();
      expect(reported).toEqual({ filter: { status: 'ACTIVE', createdAfter: '1970-01-01T00:00:00.000Z' } });
    });
  });

  it('retries an unreadable response, and reads the other stores if it stays unreadable', async () => {
    await withEmulator({ stores: storesOf(1, 1) }, async ({ client, emulator, config }) => {
      client.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args);
          const { sequenceStoreId } = args.input as { sequenceStoreId?: string };
          const output = result.output as { readSets?: unknown[] };
          if (sequenceStoreId === storeId(0)) output.readSets = [null];
          return result;
        },
        { step: 'initialize' },
      );
      const run = inventory({
        ...config,
        retry: { maxAttempts: 2, baseDelayMs: 0 },
        onStoreError: 'continue',
      });
      expect(await count(run)).toBe(1);
      expect((await run.report()).stores).toMatchObject([
        { outcome: 'failed', requests: 2, error: { cause: 'UnreadableResponseError' } },
        { outcome: 'complete' },
      ]);
      expect(emulator.count('ListReadSets')).toBe(3);
    });
  });

  it('is partial if one client cannot discover its stores, and fails if no client can', async () => {
    await withEmulator(
      { stores: storesOf(2) },
      async ({ client, config: { client: _client, ...config } }) => {
        const refused = await startEmulator({ faults: { kind: 'access-denied', times: Infinity } });
        const denied = new OmicsClient(refused.clientConfig({ region: 'eu-west-1' }));
        const events: string[] = [];
        const run = inventory({
          ...config,
          clients: [client, denied],
          onStoreError: 'continue',
          onEvent: ({ type }) => void events.push(type),
        });
        expect(await count(run)).toBe(2);
        expect(events).toContain('discovery-failed');
        expect(await run.report()).toMatchObject({
          outcome: 'partial',
          error: { code: 'REQUEST_FAILED', cause: 'AccessDeniedException' },
        });
        const none = inventory({ ...config, clients: [denied], onStoreError: 'continue' });
        expect(await errorOf(toArray(none))).toMatchObject({ code: 'REQUEST_FAILED' });
        denied.destroy();
        await refused.close();
      },
    );
  });

  it('reports every discovered store when it reaches its limit', async () => {
    await withEmulator({ stores: storesOf(9, 9, 9) }, async ({ config }) => {
      const run = inventory(config, { limit: 5 });
      expect(await count(run)).toBe(5);
      const { outcome, stores } = await run.report();
      expect(outcome).toBe('limited');
      expect(stores.map((store) => store.outcome)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    });
  });
});

describe('the requests in flight of an inventory', () => {
  it.each([1, 2, 5])('never exceed concurrency %i at the server', async (concurrency) => {
    await withEmulator(
      { stores: storesOf(...Array.from({ length: 12 }, () => 7)), latencyMs: 3 },
      async ({ emulator, config }) => {
        expect(await count(inventory({ ...config, concurrency, pageSize: 2 }))).toBe(84);
        expect(emulator.maxInFlight).toBeLessThanOrEqual(concurrency);
      },
    );
  });

  it('reach the concurrency if there are enough stores', async () => {
    const hang = { kind: 'hang', operation: 'ListReadSets', times: 5 } as const;
    await withEmulator(
      { stores: storesOf(1, 1, 1, 1, 1, 1, 1, 1), faults: hang },
      async ({ emulator, config }) => {
        const iterator = inventory({ ...config, concurrency: 5 })[Symbol.asyncIterator]();
        const pending = iterator.next();
        await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(5);
        for (let n = 0; n < 5; n += 1) await settle();
        expect(emulator.maxInFlight).toBe(5);
        await iterator.return();
        await pending;
      },
    );
  });

  it('leave room for another store while the consumer pauses', async () => {
    await withEmulator({ stores: storesOf(50, 50) }, async ({ emulator, config }) => {
      const iterator = inventory({ ...config, concurrency: 1, pageSize: 2 })[Symbol.asyncIterator]();
      await iterator.next();
      await expect
        .poll(() => new Set(emulator.history.map(({ sequenceStoreId }) => sequenceStoreId)).size, {
          interval: 2,
        })
        .toBe(3); // both stores, and the list of them
      expect(emulator.inFlight).toBe(0);
      await iterator.return();
    });
  });

  it('leave room for another store while a store waits for a retry', async () => {
    const faults = { kind: 'throttle', sequenceStoreId: storeId(0), retryAfterSeconds: 3600 } as const;
    await withEmulator({ stores: storesOf(50, 50), faults }, async ({ client }) => {
      const iterator = inventory({ client, rateLimiter: UNPACED, concurrency: 1, pageSize: 10 })[
        Symbol.asyncIterator
      ]();
      for (let n = 0; n < 50; n += 1) {
        const { value } = await iterator.next();
        expect(value?.sequenceStoreId).toBe(storeId(1));
      }
      await iterator.return();
    });
  });

  it('end when the consumer breaks, and the report lists the cancelled stores', async () => {
    const faults = [0, 1].map((n) => ({ kind: 'hang' as const, sequenceStoreId: storeId(n) }));
    await withEmulator({ stores: storesOf(5, 5, 5), faults }, async ({ emulator, config }) => {
      const run = inventory(config);
      for await (const { sequenceStoreId } of run.pipe(take(2))) expect(sequenceStoreId).toBe(storeId(2));
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(0);
      const report = await run.report();
      expect(report.outcome).toBe('cancelled');
      expect(report.stores.map(({ outcome, readSets }) => [outcome, readSets])).toEqual([
        ['cancelled', 0],
        ['cancelled', 0],
        ['cancelled', 2],
      ]);
    });
  });
});
