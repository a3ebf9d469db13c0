import { once } from 'node:events';
import { OmicsClient } from '@aws-sdk/client-omics';
import { inventory, planInventory, readSplit, toArray, type Split } from 'healthomics-streams';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorOf, readSets, STORE, storeId, storesOf } from '../support/read-sets.js';
import { answer, withRawServer, type Handler } from '../support/raw-server.js';
import { FAST, withEmulator } from '../support/with-emulator.js';

const throughText = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('planInventory', () => {
  it('returns one split for each store, which together have the read sets of the inventory', async () => {
    const stores = storesOf(120, 0, 33);
    await withEmulator({ stores }, async ({ config, emulator }) => {
      const { rateLimiter, retry, client } = config;
      const splits = throughText(await planInventory({ client, rateLimiter, retry }));
      expect(splits).toEqual(stores.map(({ id }) => ({ region: 'us-east-1', sequenceStoreId: id })));
      expect(emulator.count()).toBe(1);
      const read = await Promise.all(splits.map((split) => toArray(readSplit(config, split))));
      const ids = read.flat().map(({ id }) => id);
      expect(ids.sort()).toEqual((await toArray(inventory(config))).map(({ id }) => id).sort());
      expect(ids).toHaveLength(153);
    });
  });

  it('sends nothing for given stores, and copies the filter into each split', async () => {
    const createdAfter = new Date('2024-01-01T00:00:10Z');
    await withEmulator({ stores: storesOf(30) }, async ({ config, emulator }) => {
      const { rateLimiter, retry, client } = config;
      const input = { sequenceStoreIds: [storeId(0)], filter: { status: 'ACTIVE', createdAfter } } as const;
      const splits = throughText(await planInventory({ client, rateLimiter, retry }, input));
      expect(emulator.count()).toBe(0);
      expect(splits).toMatchObject([
        { filter: { status: 'ACTIVE', createdAfter: '2024-01-01T00:00:10.000Z' } },
      ]);
      expect(await toArray(readSplit(config, splits[0]!))).toHaveLength(20);
    });
  });

  it('ends the lists of all clients once one fails, and sends nothing more', async () => {
    const page = JSON.stringify({ sequenceStores: [{ id: storeId(0) }], nextToken: 'more' });
    let hold: (held: { left: Promise<unknown> }) => void;
    const held = new Promise<{ left: Promise<unknown> }>((resolve) => (hold = resolve));
    const refuse: Handler = (response) => void held.then(() => answer(response, '{}', { status: 403 }));
    const keepWaiting: Handler = (response, number) => {
      if (number === 1) answer(response, page);
      else hold({ left: once(response, 'close') });
    };
    await withRawServer(refuse, async (refusing) => {
      await withRawServer(keepWaiting, async (waiting) => {
        const clients = [refusing.client, waiting.client];
        expect(await errorOf(planInventory({ ...FAST, clients }))).toMatchObject({ code: 'REQUEST_FAILED' });
        await (
          await held
        ).left;
        expect([refusing.requests, waiting.requests]).toEqual([1, 2]);
      });
    });
  });

  it('throws at the call with every invalid member', () => {
    const client = new OmicsClient({ region: 'us-east-1' });
    expect(() => planInventory({ client }, { sequenceStoreIds: ['x'] })).toThrow(/sequenceStoreIds\[0\]/);
  });
});

describe('readSplit', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('reads a time without a zone as UTC in every time zone', async () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(new Date(2024, 0).toISOString()).toBe('2024-01-01T05:00:00.000Z');
    const [createdAfter, createdBefore] = ['2024-01-01T00:01', '2024-01-01T00:01:20'];
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(100) }] }, async ({ config }) => {
      const place = { region: 'us-east-1', sequenceStoreId: STORE };
      for (const part of [{ createdAfter, createdBefore }, { filter: { createdAfter, createdBefore } }]) {
        expect(await toArray(readSplit(config, { ...place, ...part }))).toHaveLength(20);
      }
    });
  });

  it('reads exactly its creation times, whatever bounds the service applies', async () => {
    for (const dateBounds of ['half-open', 'inclusive', 'exclusive', 'mixed'] as const) {
      await withEmulator(
        { stores: [{ id: STORE, readSets: readSets(100) }], dateBounds },
        async ({ config }) => {
          const [a, b] = ['2024-01-01T00:00:20Z', '2024-01-01T00:01:00Z'];
          const place = { region: 'us-east-1', sequenceStoreId: STORE };
          const parts = [{ createdBefore: a }, { createdAfter: a, createdBefore: b }, { createdAfter: b }];
          const counts = [];
          for (const part of parts)
            counts.push((await toArray(readSplit(config, { ...place, ...part }))).length);
          expect(counts).toEqual([20, 40, 40]);
        },
      );
    }
  });

  it('sends no bound outside the years with four digits', async () => {
    await withEmulator({ stores: [{ id: STORE, readSets: readSets(5) }] }, async ({ config, emulator }) => {
      const createdAfter = '-000099-12-05T01:34:38.000Z';
      const split = { region: 'us-east-1', sequenceStoreId: STORE, createdAfter };
      expect(await toArray(readSplit(config, split))).toHaveLength(5);
      expect(JSON.stringify(emulator.history[0]?.body ?? {})).not.toContain('created');
    });
  });

  it('continues each split of a checkpoint where it stopped', async () => {
    const stores = storesOf(250, 130);
    await withEmulator({ stores }, async ({ config }) => {
      const run = inventory({ ...config, concurrency: 2 });
      const ids: unknown[] = [];
      for await (const { id } of run) if (ids.push(id) === 137) break;
      for (const split of throughText(run.checkpoint().splits)) {
        ids.push(...(await toArray(readSplit(config, split))).map(({ id }) => id));
      }
      expect(ids.sort()).toEqual(stores.flatMap((store) => store.readSets.map(({ id }) => id)).sort());
    });
  });

  it('rejects a client of another Region, with both Regions in the error', async () => {
    await withEmulator({ stores: storesOf(3) }, async ({ config, emulator }) => {
      const split = { region: 'eu-west-1', sequenceStoreId: storeId(0) };
      expect(await errorOf(toArray(readSplit(config, split)))).toMatchObject({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(/eu-west-1.*us-east-1/),
      });
      expect(emulator.count()).toBe(0);
    });
  });

  it.each([
    ['sequenceStoreId', { sequenceStoreId: 'x' }],
    ['createdAfter', { createdAfter: 'yesterday' }],
    ['createdAfter', { createdAfter: '2024-02-30' }],
    ['createdBefore', { createdBefore: '2024' }],
    ['createdBefore', { createdBefore: 'June 5 2024' }],
    ['createdBefore', { createdBefore: '2024-06-30T12:00.5Z' }],
    ['filter.createdAfter', { filter: { createdAfter: '2024-02-30' } }],
    ['filter.createdBefore', { filter: { createdBefore: 'tomorrow' } }],
    ['delivered', { delivered: [1] }],
    ['nextToken', { nextToken: '' }],
    ['region', { region: 7 }],
    ['statuss', { statuss: 1 }],
  ])('throws at the call if %s is invalid', (name, more) => {
    const client = new OmicsClient({ region: 'us-east-1' });
    const split = { region: 'us-east-1', sequenceStoreId: STORE, ...more } as unknown as Split;
    expect(() => readSplit({ client }, split)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(() => readSplit({ client }, split)).toThrow(`\`${name}\``);
  });
});
