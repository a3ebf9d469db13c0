import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  count,
  DIAGNOSTICS_CHANNELS,
  fanOut,
  inventory,
  listReadSets,
  listSequenceStores,
  type ListEvent,
} from 'healthomics-streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE, storeId, storesOf } from '../support/read-sets.js';
import { takeFrom } from '../support/collect.js';
import { settle } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const STORES = [{ id: STORE, readSets: readSets(250) }];
const WHERE = { operation: 'ListReadSets', sequenceStoreId: STORE };

/** The published messages in order, each with the name of its channel. */
let published: [string, unknown][] = [];
const of = (name: string): unknown[] =>
  published.filter(([channel]) => channel === name).map(([, message]) => message);

const listeners = Object.entries(DIAGNOSTICS_CHANNELS).map(
  ([name, channel]) => [channel, (message: unknown) => void published.push([name, message])] as const,
);
beforeEach(() => {
  published = [];
  for (const [channel, listener] of listeners) subscribe(channel, listener);
});
afterEach(() => {
  for (const [channel, listener] of listeners) unsubscribe(channel, listener);
});

describe('the diagnostics channels', () => {
  it('publish the same event objects that onEvent receives, and each request', async () => {
    const faults = [
      { kind: 'throttle', page: 1 },
      { kind: 'internal', page: 2 },
    ] as const;
    await withEmulator({ stores: STORES, faults }, async ({ config }) => {
      const events: ListEvent[] = [];
      await count(listReadSets({ ...config, onEvent: (event) => events.push(event) }, INPUT));
      expect(published.map(([name]) => name)).toEqual([
        ...['request', 'throttle', 'request', 'page'],
        ...['request', 'retry', 'request', 'page'],
        ...['request', 'page'],
      ]);
      const shared = published.filter(([name]) => name !== 'request').map(([, message]) => message);
      expect(shared).toHaveLength(events.length);
      shared.forEach((message, i) => expect(message).toBe(events[i]));
      expect(of('request')).toEqual(Array.from({ length: 5 }, () => ({ type: 'request', ...WHERE })));
    });
  });

  it('publish the same error object that ends a list', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'access-denied' } }, async ({ config }) => {
      const error = await errorOf(count(listReadSets(config, INPUT)));
      expect(of('failure')).toEqual([{ type: 'failure', ...WHERE, error }]);
      expect((of('failure')[0] as { error: unknown }).error).toBe(error);
    });
  });

  it('publish the failure of each store that failed under onStoreError: continue, and no other', async () => {
    const faults = { kind: 'not-found', sequenceStoreId: storeId(1) } as const;
    await withEmulator({ stores: storesOf(5, 5, 5), faults }, async ({ config }) => {
      await count(inventory({ ...config, onStoreError: 'continue' }));
      expect(of('failure')).toMatchObject([
        { sequenceStoreId: storeId(1), error: { code: 'REQUEST_FAILED' } },
      ]);
    });
  });
});

describe('the failure channel publishes nothing', () => {
  it('for a rejected token after which the list restarts; the restart channel publishes it', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'reject-token', page: 2 } }, async ({ config }) => {
      expect(await count(listReadSets({ ...config, onRejectedToken: 'restart' }, INPUT))).toBe(250);
      expect(of('restart')).toMatchObject([
        { type: 'restart', ...WHERE, page: 2, error: { name: 'ValidationException' } },
      ]);
      expect(of('failure')).toEqual([]);
    });
  });

  it('for a break out of a list, its pages, a fan-out or an inventory', async () => {
    await withEmulator({ stores: STORES, latencyMs: 2 }, async ({ config }) => {
      const list = listReadSets(config, INPUT);
      await takeFrom(list, 5);
      await takeFrom(list.pages(), 1);
      await takeFrom(
        fanOut([1, 2, 3], () => list),
        5,
      );
      await takeFrom(inventory(config), 5);
      expect(of('failure')).toEqual([]);
      expect(of('page').length).toBeGreaterThan(0);
    });
  });

  it('for an abort during a request', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'hang' } }, async ({ emulator, config }) => {
      const controller = new AbortController();
      const failed = errorOf(count(listReadSets({ ...config, signal: controller.signal }, INPUT)));
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(1);
      controller.abort(new Error('mine'));
      await failed;
      expect(published.map(([name]) => name)).toEqual(['request']);
    });
  });

  it.each<[ListEvent['type'], boolean]>([
    ['page', false],
    ['throttle', true],
  ])('for an error that onEvent throws at a %s event', async (type, withFault) => {
    const faults = withFault ? ({ kind: 'throttle' } as const) : [];
    await withEmulator({ stores: STORES, faults }, async ({ config }) => {
      const bug = new TypeError('a bug');
      const onEvent = (event: ListEvent): void => {
        if (event.type === type) throw bug;
      };
      expect(await errorOf(count(listReadSets({ ...config, onEvent }, INPUT)))).toBe(bug);
      expect(of('failure')).toEqual([]);
    });
  });

  it('for an error that the consumer throws', async () => {
    await withEmulator({ stores: STORES }, async ({ config }) => {
      const own = new Error('mine');
      const consume = async (): Promise<void> => {
        for await (const _ of listReadSets(config, INPUT)) throw own;
      };
      expect(await errorOf(consume())).toBe(own);
      expect(of('failure')).toEqual([]);
    });
  });
});

describe('an onEvent whose promise rejects', () => {
  const unhandled: unknown[] = [];
  const record = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => void process.on('unhandledRejection', record));
  afterEach(() => void process.off('unhandledRejection', record));

  type Config = Parameters<typeof listReadSets>[0] & Parameters<typeof inventory>[0];
  it.each<[string, (config: Config) => AsyncIterable<unknown>]>([
    ['listReadSets', (config) => listReadSets(config, INPUT)],
    ['listReadSets in one list', (config) => listReadSets({ ...config, splitStores: 'never' }, INPUT)],
    ['listReadSets(…).pages()', (config) => listReadSets(config, INPUT).pages()],
    ['listSequenceStores', (config) => listSequenceStores(config)],
    ['inventory', (config) => inventory(config)],
  ])('ends %s with its error by identity, and is not called again', async (_, list) => {
    await withEmulator({ stores: STORES }, async ({ config }) => {
      for (const pageSize of [100, 10]) {
        const error = new Error('a bug');
        let calls = 0;
        const onEvent = (async ({ type }: { type: string }) => {
          if (type !== 'page') return;
          calls += 1;
          throw error;
        }) as unknown as (event: ListEvent) => void;
        const listed = list({ ...config, pageSize, onEvent } as Config);
        expect(await errorOf(count(listed))).toBe(error);
        expect(calls).toBe(1);
      }
      await settle();
      expect(unhandled).toEqual([]);
    });
  });
});
