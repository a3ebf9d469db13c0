import { OmicsClient } from '@aws-sdk/client-omics';
import { fanOut, inventory, listReadSets, listSequenceStores } from 'healthomics-streams';
import { startEmulator, type Emulator, type EmulatorOptions } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { errorOf, storeId, storesOf } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { FAST, withEmulator, type Setting } from '../support/with-emulator.js';

const DONE = { done: true, value: undefined };
const INPUT = { sequenceStoreId: storeId(0) };

interface List {
  readonly name: string;
  readonly over: (config: Setting['config'] & { signal?: AbortSignal }) => AsyncIterable<unknown>;
  /** The number of results for one store of 5 read sets in pages of 2. */
  readonly items: number;
}

const LISTS: List[] = [
  { name: 'listReadSets', over: (config) => listReadSets({ ...config, pageSize: 2 }, INPUT), items: 5 },
  {
    name: 'listReadSets(…).pages()',
    over: (config) => listReadSets({ ...config, pageSize: 2 }, INPUT).pages(),
    items: 3,
  },
  { name: 'listSequenceStores', over: (config) => listSequenceStores({ ...config, pageSize: 2 }), items: 1 },
  { name: 'listSequenceStores(…).pages()', over: (config) => listSequenceStores(config).pages(), items: 1 },
  { name: 'inventory', over: (config) => inventory({ ...config, pageSize: 2 }), items: 5 },
  {
    name: "inventory with order 'input'",
    over: (config) => inventory({ ...config, pageSize: 2, order: 'input' }),
    items: 5,
  },
  ...(['arrival', 'input'] as const).map((order) => ({
    name: `fanOut of lists with order '${order}'`,
    over: ({ signal, ...config }: Setting['config'] & { signal?: AbortSignal }) =>
      fanOut([0], () => listReadSets({ ...config, pageSize: 2 }, INPUT), { order, signal }),
    items: 5,
  })),
];

const STORES: EmulatorOptions = { stores: storesOf(5) };

describe.each(LISTS)('$name', ({ over, items }) => {
  it('yields every result in each iteration', async () => {
    await withEmulator(STORES, async ({ config }) => {
      const list = over(config);
      for (let n = 0; n < 2; n += 1) {
        let seen = 0;
        for await (const _ of list) seen += 1;
        expect(seen).toBe(items);
      }
    });
  });

  it('is lazy: it sends nothing before the first next(), and nothing after return()', async () => {
    await withEmulator(STORES, async ({ emulator, config }) => {
      const iterator = over(config)[Symbol.asyncIterator]();
      await settle();
      await iterator.return?.();
      expect(await iterator.next()).toEqual(DONE);
      expect(emulator.count()).toBe(0);
    });
  });

  it('sends nothing after break', async () => {
    await withEmulator(STORES, async ({ emulator, config }) => {
      for await (const _ of over(config)) break;
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(0);
      const sent = emulator.count();
      for (let n = 0; n < 5; n += 1) await settle();
      expect(emulator.count()).toBe(sent);
    });
  });

  it('return() ends the request in flight and the pending next() at once', async () => {
    await withEmulator({ ...STORES, faults: { kind: 'hang' } }, async ({ emulator, config }) => {
      const iterator = over(config)[Symbol.asyncIterator]();
      const pending = iterator.next();
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(1);
      await iterator.return?.();
      expect(await pending).toEqual(DONE);
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(0);
      expect(emulator.count()).toBe(1);
    });
  });

  it('rejects once, and then ends', async () => {
    await withEmulator({ ...STORES, faults: { kind: 'access-denied' } }, async ({ config }) => {
      const iterator = over(config)[Symbol.asyncIterator]();
      expect(await errorOf(iterator.next())).toMatchObject({ code: 'REQUEST_FAILED' });
      expect(await iterator.next()).toEqual(DONE);
    });
  });

  it.each([[{ mine: true }], [null], [0], ['']])(
    'rejects with the reason of an abort by identity, even a falsy one: %s',
    async (reason) => {
      await withEmulator({ ...STORES, faults: { kind: 'hang' } }, async ({ emulator, config }) => {
        const controller = new AbortController();
        const iterator = over({ ...config, signal: controller.signal })[Symbol.asyncIterator]();
        const failed = errorOf(iterator.next());
        await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(1);
        controller.abort(reason);
        expect(await failed).toBe(reason);
        expect(await iterator.next()).toEqual(DONE);
      });
    },
  );

  it('parallel next() calls lose no result and repeat no result', async () => {
    await withEmulator(STORES, async ({ emulator, config }) => {
      let alone = 0;
      for await (const _ of over(config)) alone += 1;
      const sent = emulator.count();
      const iterator = over(config)[Symbol.asyncIterator]();
      const calls = await Promise.all(Array.from({ length: items + 2 }, () => iterator.next()));
      const values = calls.flatMap(({ done, value }) => (done === true ? [] : [value]));
      expect(values).toHaveLength(alone);
      expect(new Set(values).size).toBe(alone);
      expect(calls.slice(-2)).toEqual([DONE, DONE]);
      expect(emulator.count()).toBe(sent * 2);
    });
  });
});

it('every list of an empty store or account ends without items and without an error', async () => {
  const emulators: Emulator[] = [await startEmulator({ stores: storesOf(0) }), await startEmulator()];
  for (const [n, emulator] of emulators.entries()) {
    const client = new OmicsClient(emulator.clientConfig());
    for (const { name, over } of LISTS) {
      if (n === 1 && (name.startsWith('listReadSets') || name.startsWith('fanOut'))) continue;
      for await (const item of over({ client, ...FAST })) {
        if (name.includes('pages')) expect(item).toMatchObject({ nextToken: undefined });
        else expect([name, n]).toEqual(['listSequenceStores', 0]);
      }
    }
    client.destroy();
    await emulator.close();
  }
});
