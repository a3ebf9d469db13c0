import { getEventListeners } from 'node:events';
import { OmicsClient } from '@aws-sdk/client-omics';
import { count, createRateLimiter, inventory, listReadSets, type RateLimiter } from 'healthomics-streams';
import type { RequestEntry } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { QUICK, UNPACED, withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
/** Enough attempts for any number of throttles. */
const PATIENT = { ...QUICK, maxAttempts: 10_000 };
const STORES = [{ id: STORE, readSets: readSets(100) }];
/** So slow that the first turn of a lane is the only one. */
const ONE_TURN = { requestsPerSecond: 0.001 };

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** The times between requests, as the server saw them arrive. */
const gapsOf = (history: readonly RequestEntry[]): number[] =>
  history.slice(1).map(({ startedAt }, i) => startedAt - (history[i]?.startedAt ?? 0));

const throttled = (history: readonly RequestEntry[]): number =>
  history.filter(({ status }) => status === 429).length;

/** Opens a client's connection, so that its first request is not late on the wire. */
const warmUp = (config: { client: OmicsClient }): Promise<number> =>
  count(inventory({ ...config, rateLimiter: UNPACED }, { sequenceStoreIds: [STORE], limit: 1 }));

describe('lists on two clients with the same credentials', () => {
  const quota = { requestsPerSecond: 50, burst: 5 };

  it('share a lane: together they keep to a quota that they would overrun unpaced', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      const other = new OmicsClient(emulator.clientConfig());
      const both = (rateLimiter: RateLimiter): Promise<number[]> =>
        Promise.all(
          [client, other].map((own) =>
            count(listReadSets({ client: own, rateLimiter, pageSize: 5, retry: PATIENT }, INPUT)),
          ),
        );
      await both(UNPACED);
      emulator.clearHistory();
      emulator.setQuota(quota);

      expect(await both(createRateLimiter({ requestsPerSecond: 45 }))).toEqual([100, 100]);
      expect(throttled(emulator.history)).toBe(0);
      expect(emulator.count()).toBe(40);

      await both(UNPACED);
      expect(throttled(emulator.history)).toBeGreaterThan(0);
      other.destroy();
    });
  });

  it('are spaced evenly on the wire', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      const other = new OmicsClient(emulator.clientConfig());
      await Promise.all([client, other].map((own) => warmUp({ client: own })));
      emulator.clearHistory();
      const rateLimiter = createRateLimiter({ requestsPerSecond: 50 });
      await Promise.all(
        [client, other].map((own) => count(listReadSets({ client: own, rateLimiter, pageSize: 10 }, INPUT))),
      );
      const at = emulator.history.map(({ startedAt }) => startedAt);
      expect(at).toHaveLength(20);
      // Nineteen intervals of 20 ms, less what lateness may be made up for and a start that is late on the wire.
      expect(at.at(-1)! - at[0]!).toBeGreaterThan(300);
      for (let i = 4; i < at.length; i += 1) expect(at[i]! - at[i - 4]!).toBeGreaterThan(20);
      other.destroy();
    });
  });

  it('share the limiter of the process where none is given, which starts at the documented 5 a second', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      const other = new OmicsClient(emulator.clientConfig());
      await Promise.all([client, other].map((own) => warmUp({ client: own })));
      emulator.clearHistory();
      await Promise.all(
        [client, other].map((own) => count(listReadSets({ client: own, pageSize: 50 }, INPUT))),
      );
      const gaps = gapsOf(emulator.history);
      expect(gaps).toHaveLength(3);
      for (const gap of gaps) expect(gap).toBeGreaterThan(50); // 200, less what lateness is made up for
      other.destroy();
    });
  });
});

describe('a lane of one turn', () => {
  const clientsOf = (base: ConstructorParameters<typeof OmicsClient>[0], other: object): OmicsClient[] => [
    new OmicsClient({ ...base }),
    new OmicsClient({ ...base, ...other }),
  ];

  it.each<[string, object]>([
    ['credentials', { credentials: { accessKeyId: 'OTHER', secretAccessKey: 'OTHER' } }],
    ['Regions', { region: 'eu-west-1' }],
  ])('is not taken by a client of other %s, which has a lane of its own', async (_, other) => {
    await withEmulator({ stores: STORES }, async ({ emulator }) => {
      const rateLimiter = createRateLimiter(ONE_TURN);
      const clients = clientsOf(emulator.clientConfig(), other);
      for (const client of clients)
        expect(await count(listReadSets({ client, rateLimiter }, INPUT))).toBe(100);
      expect(emulator.count()).toBe(2);
      for (const client of clients) client.destroy();
    });
  });

  it('is waited for by another client alike; its abort rejects by identity and leaves no timer', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator }) => {
      const rateLimiter = createRateLimiter(ONE_TURN);
      const [client, alike] = clientsOf(emulator.clientConfig(), {}) as [OmicsClient, OmicsClient];
      expect(await count(listReadSets({ client, rateLimiter }, INPUT))).toBe(100);

      const controller = new AbortController();
      const { signal } = controller;
      const reason = { mine: true };
      const before = timers();
      const failed = errorOf(count(listReadSets({ client: alike, rateLimiter, signal }, INPUT)));
      await expect.poll(timers, { interval: 2 }).toBeGreaterThan(before);
      await settle();
      controller.abort(reason);
      expect(await failed).toBe(reason);
      expect(timers()).toBeLessThanOrEqual(before);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      expect(emulator.count()).toBe(1);
      client.destroy();
      alike.destroy();
    });
  });

  it.each(['a list', 'an inventory'])('left by break while %s waits for it, keeps no timer', async (what) => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      const config = { client, rateLimiter: createRateLimiter(ONE_TURN), pageSize: 10 };
      const before = timers();
      const run =
        what === 'a list' ? listReadSets(config, INPUT) : inventory(config, { sequenceStoreIds: [STORE] });
      const iterator = run[Symbol.asyncIterator]();
      for (let i = 0; i < 10; i += 1) await iterator.next();
      const parked = iterator.next();
      await settle();
      await iterator.return();
      expect(await parked).toMatchObject({ done: true });
      expect(timers()).toBeLessThanOrEqual(before);
      expect(emulator.count()).toBe(1);
    });
  });
});
