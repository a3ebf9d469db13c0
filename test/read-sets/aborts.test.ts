import { getEventListeners } from 'node:events';
import { count, fanOut, inventory, listReadSets, toArray } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { inProcessClient } from '../support/in-process-client.js';
import { answer, asSent, withRawServer } from '../support/raw-server.js';
import { errorOf, readSet, readSets, STORE, storeId, storesOf } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { FAST, withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const STORES = [{ id: STORE, readSets: readSets(250) }];
const REASON = { mine: true };
const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

/** The number of active resources of a kind, such as timers and sockets. */
const resources = (kind: string): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === kind).length;

describe('an abort rejects at once with the caller’s own reason', () => {
  it('before anything is sent', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, config }) => {
      const list = listReadSets({ ...config, signal: AbortSignal.abort(REASON) }, INPUT);
      expect(await errorOf(toArray(list))).toBe(REASON);
      expect(await errorOf(toArray(list.pages()))).toBe(REASON);
      expect(emulator.count()).toBe(0);
    });
  });

  it('during a request, and ends the request', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'hang' } }, async ({ emulator, config }) => {
      const controller = new AbortController();
      const timers = resources('Timeout');
      const failed = errorOf(toArray(listReadSets({ ...config, signal: controller.signal }, INPUT)));
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(1);
      controller.abort(REASON);
      expect(await failed).toBe(REASON);
      await expect.poll(() => emulator.history[0]?.outcome, { interval: 2 }).toBe('aborted');
      expect(listeners(controller.signal)).toBe(0);
      expect(resources('Timeout')).toBeLessThanOrEqual(timers);
    });
  });

  it('while the body of a response arrives, and closes the connection', async () => {
    await withRawServer(
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"readSets":[');
      },
      async (server) => {
        const controller = new AbortController();
        const failed = errorOf(
          toArray(listReadSets({ client: server.client, signal: controller.signal, ...FAST }, INPUT)),
        );
        await expect.poll(() => server.requests, { interval: 2 }).toBe(1);
        await settle();
        controller.abort(REASON);
        expect(await failed).toBe(REASON);
        await expect.poll(() => server.connections(), { interval: 2 }).toBe(0);
        expect(server.requests).toBe(1);
      },
    );
  });

  it('during a back-off, and leaves no timer', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'throttle' } }, async ({ emulator, client }) => {
      const controller = new AbortController();
      const { signal } = controller;
      const timers = resources('Timeout');
      let retried = false;
      const onEvent = (): void => void (retried = true);
      const retry = { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
      const failed = errorOf(toArray(listReadSets({ client, ...FAST, signal, retry, onEvent }, INPUT)));
      await expect.poll(() => retried, { interval: 2 }).toBe(true);
      await settle();
      controller.abort(REASON);
      expect(await failed).toBe(REASON);
      expect(emulator.count()).toBe(1);
      expect(listeners(signal)).toBe(0);
      expect(resources('Timeout')).toBeLessThanOrEqual(timers);
    });
  });

  it('between pages and between items', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, config }) => {
      for (const pages of [true, false]) {
        emulator.clearHistory();
        const controller = new AbortController();
        const list = listReadSets({ ...config, signal: controller.signal }, INPUT);
        const iterator = (pages ? list.pages() : list)[Symbol.asyncIterator]();
        await iterator.next();
        controller.abort(REASON);
        expect(await errorOf(iterator.next())).toBe(REASON);
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
        expect(emulator.count()).toBe(1);
        expect(listeners(controller.signal)).toBe(0);
      }
    });
  });

  it('in a fan-out and in an inventory, and ends every request in flight', async () => {
    await withEmulator(
      {
        stores: storesOf(5, 5, 5),
        faults: [0, 1, 2].map((n) => ({ kind: 'hang', sequenceStoreId: storeId(n), times: 2 })),
      },
      async ({ emulator, config }) => {
        for (const many of [
          (signal: AbortSignal) =>
            fanOut([0, 1, 2], (n) => listReadSets(config, { sequenceStoreId: storeId(n) }), { signal }),
          (signal: AbortSignal) => inventory({ ...config, signal }),
        ]) {
          const controller = new AbortController();
          const failed = errorOf(toArray(many(controller.signal)));
          await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(3);
          controller.abort(REASON);
          expect(await failed).toBe(REASON);
          await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(0);
          expect(listeners(controller.signal)).toBe(0);
        }
      },
    );
  });
});

it('an abort without a reason rejects with the AbortError of the signal itself', async () => {
  await withEmulator({ stores: STORES }, async ({ config }) => {
    const controller = new AbortController();
    const iterator = listReadSets({ ...config, signal: controller.signal }, INPUT)[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort();
    const error = await errorOf(iterator.next());
    expect(error).toBe(controller.signal.reason);
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});

it('AbortSignal.timeout ends a list with its TimeoutError, without a retry', async () => {
  await withEmulator({ stores: STORES, faults: { kind: 'hang' } }, async ({ emulator, config }) => {
    const signal = AbortSignal.timeout(300);
    expect(await errorOf(toArray(listReadSets({ ...config, signal }, INPUT)))).toBe(signal.reason);
    expect(emulator.count()).toBe(1);
  });
});

it('10,000 pages with one signal leave no listener and emit no MaxListenersExceededWarning', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', onWarning);
  let pages = 0;
  const client = inProcessClient(() => ({
    readSets: [asSent(readSet(pages))],
    ...((pages += 1) % 10_000 === 0 ? {} : { nextToken: `token ${pages}` }),
  }));
  const { signal } = new AbortController();
  let most = 0;
  for await (const _ of listReadSets({ client, ...FAST, signal }, INPUT))
    most = Math.max(most, listeners(signal));
  await settle();
  process.off('warning', onWarning);
  expect(pages).toBe(10_000);
  expect(most).toBeLessThanOrEqual(2);
  expect(listeners(signal)).toBe(0);
  expect(warnings).not.toContain('MaxListenersExceededWarning');
});

it('60 parallel stores with one signal emit no MaxListenersExceededWarning', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', onWarning);
  const { signal } = new AbortController();
  const stores = storesOf(...Array.from({ length: 60 }, () => 3));
  await withEmulator({ stores, latencyMs: 5 }, async ({ config }) => {
    const own = { ...config, signal };
    const open = ({ id }: { id: string }) => listReadSets(own, { sequenceStoreId: id });
    expect(await count(fanOut(stores, open, { concurrency: 60, signal }))).toBe(180);
    expect(await count(inventory({ ...own, concurrency: 40 }))).toBe(180);
  });
  await settle();
  process.off('warning', onWarning);
  expect(listeners(signal)).toBe(0);
  expect(warnings).not.toContain('MaxListenersExceededWarning');
});

it('lists that end with a break leave no listener on their signal', async () => {
  await withEmulator({ stores: STORES }, async ({ config }) => {
    const { signal } = new AbortController();
    for (let n = 0; n < 30; n += 1) {
      for await (const _ of listReadSets({ ...config, signal }, INPUT)) break;
    }
    expect(await count(listReadSets({ ...config, signal }, INPUT))).toBe(250);
    expect(listeners(signal)).toBe(0);
  });
});

it('a destroyed client leaves no timer and no socket', async () => {
  await settle();
  const before = [resources('Timeout'), resources('TCPSocketWrap')];
  await withRawServer(
    (response, number) =>
      number % 3 === 0
        ? answer(response, '', { status: 503 })
        : answer(
            response,
            JSON.stringify({ readSets: [asSent(readSet(number))], nextToken: `token ${number}` }),
          ),
    async (server) => {
      let seen = 0;
      for await (const _ of listReadSets({ client: server.client, ...FAST }, INPUT)) {
        if ((seen += 1) === 10) break;
      }
    },
  );
  await expect
    .poll(() => resources('TCPSocketWrap'), { interval: 5 })
    .toBeLessThanOrEqual(before[1] as number);
  expect(resources('Timeout')).toBeLessThanOrEqual((before[0] as number) + 1); // poll's own
});
