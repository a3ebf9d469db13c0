import { getEventListeners } from 'node:events';
import { OmicsClient, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import {
  count,
  createRateLimiter,
  inventory,
  listReadSets,
  type InventoryEvent,
  type RateLimiter,
} from 'healthomics-streams';
import type { RequestEntry } from 'healthomics-streams/testing';
import { describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE, storesOf } from '../support/read-sets.js';
import { settle } from '../support/tracked-source.js';
import { QUICK, UNPACED, withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
/** Enough attempts for any number of throttles. */
const PATIENT = { ...QUICK, maxAttempts: 10_000 };
const STORES = [{ id: STORE, readSets: readSets(100) }];
const THREE_PAGES = [{ id: STORE, readSets: readSets(250) }];
/** So slow that each quota gets a single permit. */
const ONE_PERMIT = { requestsPerSecond: 0.001 };

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** The times between the arrivals of requests at the server. */
const gapsOf = (history: readonly RequestEntry[]): number[] =>
  history.slice(1).map(({ startedAt }, i) => startedAt - (history[i]?.startedAt ?? 0));

const throttled = (history: readonly RequestEntry[]): number =>
  history.filter(({ status }) => status === 429).length;

/** Opens a client's connection, because it would delay the first request on the wire. */
const warmUp = (config: { client: OmicsClient }): Promise<number> =>
  count(inventory({ ...config, rateLimiter: UNPACED }, { sequenceStoreIds: [STORE], limit: 1 }));

describe('lists on two clients with the same credentials', () => {
  const quota = { requestsPerSecond: 50, burst: 5 };

  it('together keep to a quota that they would exceed without a limiter', async () => {
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

  it('send their requests evenly on the wire', async () => {
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
      // Nineteen intervals of 20 ms, less the lateness that is made up for and a late start.
      expect(at.at(-1)! - at[0]!).toBeGreaterThan(300);
      for (let i = 4; i < at.length; i += 1) expect(at[i]! - at[i - 4]!).toBeGreaterThan(20);
      other.destroy();
    });
  });

  it('share the limiter of the process by default, which starts at the documented 5 requests a second', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      const other = new OmicsClient(emulator.clientConfig());
      await Promise.all([client, other].map((own) => warmUp({ client: own })));
      emulator.clearHistory();
      await Promise.all(
        [client, other].map((own) => count(listReadSets({ client: own, pageSize: 50 }, INPUT))),
      );
      const gaps = gapsOf(emulator.history);
      expect(gaps).toHaveLength(3);
      for (const gap of gaps) expect(gap).toBeGreaterThan(50); // 200, less the lateness that is made up for
      other.destroy();
    });
  });
});

describe('a quota with a single permit', () => {
  const clientsOf = (base: ConstructorParameters<typeof OmicsClient>[0], other: object): OmicsClient[] => [
    new OmicsClient({ ...base }),
    new OmicsClient({ ...base, ...other }),
  ];

  it.each<[string, object]>([
    ['credentials', { credentials: { accessKeyId: 'OTHER', secretAccessKey: 'OTHER' } }],
    ['Regions', { region: 'eu-west-1' }],
  ])('does not limit a client with other %s', async (_, other) => {
    await withEmulator({ stores: STORES }, async ({ emulator }) => {
      const rateLimiter = createRateLimiter(ONE_PERMIT);
      const clients = clientsOf(emulator.clientConfig(), other);
      for (const client of clients)
        expect(await count(listReadSets({ client, rateLimiter }, INPUT))).toBe(100);
      expect(emulator.count()).toBe(2);
      for (const client of clients) client.destroy();
    });
  });

  it('makes a client with the same quota wait, until an abort rejects by identity and leaves no timer', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator }) => {
      const rateLimiter = createRateLimiter(ONE_PERMIT);
      const [client, same] = clientsOf(emulator.clientConfig(), {}) as [OmicsClient, OmicsClient];
      expect(await count(listReadSets({ client, rateLimiter }, INPUT))).toBe(100);

      const controller = new AbortController();
      const { signal } = controller;
      const reason = { mine: true };
      const before = timers();
      const failed = errorOf(count(listReadSets({ client: same, rateLimiter, signal }, INPUT)));
      await expect.poll(timers, { interval: 2 }).toBeGreaterThan(before);
      await settle();
      controller.abort(reason);
      expect(await failed).toBe(reason);
      expect(timers()).toBeLessThanOrEqual(before);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
      expect(emulator.count()).toBe(1);
      client.destroy();
      same.destroy();
    });
  });

  it.each(['a list', 'an inventory'])(
    'leaves no timer after return() while %s waits for a permit',
    async (what) => {
      await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
        const config = { client, rateLimiter: createRateLimiter(ONE_PERMIT), pageSize: 10 };
        const before = timers();
        const run =
          what === 'a list' ? listReadSets(config, INPUT) : inventory(config, { sequenceStoreIds: [STORE] });
        const iterator = run[Symbol.asyncIterator]();
        for (let i = 0; i < 10; i += 1) await iterator.next();
        const pending = iterator.next();
        await settle();
        await iterator.return();
        expect(await pending).toMatchObject({ done: true });
        expect(timers()).toBeLessThanOrEqual(before);
        expect(emulator.count()).toBe(1);
      });
    },
  );
});

/** Creates a limiter that never waits and records how its permits are used. */
function recording(log: string[]): RateLimiter {
  return {
    forQuota: () => ({
      rate: Infinity,
      acquire: async (_signal, first = false) => {
        log.push(first ? 'acquire first' : 'acquire');
        return {
          sent: () => void log.push('sent'),
          release: (outcome) => void log.push(outcome),
        };
      },
    }),
  };
}

/** Records when the SDK has signed a request. */
function recordSigning(client: OmicsClient, log: string[]): void {
  const record: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => (args) => {
    const { headers } = args.request as { headers: Record<string, string> };
    log.push('authorization' in headers ? 'signed' : 'not signed');
    return next(args);
  };
  client.middlewareStack.addRelativeTo(record, {
    name: 'recordSigning',
    relation: 'after',
    toMiddleware: 'httpSigningMiddleware',
  });
}

describe('the permit of a request', () => {
  it('is reported as sent once, after signing, and released once', async () => {
    await withEmulator({ stores: THREE_PAGES }, async ({ client }) => {
      const log: string[] = [];
      recordSigning(client, log);
      expect(await count(listReadSets({ client, rateLimiter: recording(log) }, INPUT))).toBe(250);
      const one = ['acquire', 'signed', 'sent', 'accepted'];
      expect(log).toEqual([...one, ...one, ...one]);
    });
  });

  it.each([
    ['throttle', 'throttled', 'acquire first'],
    ['unavailable', 'failed', 'acquire'],
    ['reset', 'failed', 'acquire'],
    ['html', 'failed', 'acquire'],
  ] as const)('after the fault %s is released as %s', async (kind, outcome, again) => {
    await withEmulator({ stores: THREE_PAGES, faults: { kind, page: 2 } }, async ({ client }) => {
      const log: string[] = [];
      const config = { client, rateLimiter: recording(log), retry: QUICK };
      expect(await count(listReadSets(config, INPUT))).toBe(250);
      expect(log).toEqual([
        ...['acquire', 'sent', 'accepted'],
        ...['acquire', 'sent', outcome],
        ...[again, 'sent', 'accepted'],
        ...['acquire', 'sent', 'accepted'],
      ]);
    });
  });

  it.each([
    ['is denied', { kind: 'access-denied' }],
    ['times out', { kind: 'hang' }],
  ] as const)('that %s is released as failed', async (_, fault) => {
    await withEmulator({ stores: THREE_PAGES, faults: fault }, async ({ client }) => {
      const log: string[] = [];
      const config = { client, rateLimiter: recording(log), requestTimeoutMs: 50, retry: { maxAttempts: 1 } };
      await errorOf(count(listReadSets(config, INPUT)));
      expect(log).toEqual(['acquire', 'sent', 'failed']);
    });
  });

  it('is released if its request is aborted', async () => {
    await withEmulator({ stores: THREE_PAGES, faults: { kind: 'hang' } }, async ({ emulator, client }) => {
      const log: string[] = [];
      const controller = new AbortController();
      const config = { client, rateLimiter: recording(log), signal: controller.signal };
      const failed = errorOf(count(listReadSets(config, INPUT)));
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(1);
      controller.abort('mine');
      expect(await failed).toBe('mine');
      await expect.poll(() => log, { interval: 2 }).toEqual(['acquire', 'sent', 'failed']);
    });
  });

  it('does not need a sent() method', async () => {
    await withEmulator({ stores: THREE_PAGES }, async ({ client }) => {
      const limiter = { rate: Infinity, acquire: async () => ({ release: () => undefined }) };
      const rateLimiter: RateLimiter = { forQuota: () => limiter };
      expect(await count(listReadSets({ client, rateLimiter }, INPUT))).toBe(250);
    });
  });
});

/** Lists every store of two Regions, one of which gets a single permit, until the other Region is listed or time is up. */
async function besideASlowRegion(stores: number): Promise<string[]> {
  const done: string[] = [];
  await withEmulator(
    { stores: storesOf(...Array.from({ length: stores }, () => 30)) },
    async ({ emulator, client }) => {
      const slow = new OmicsClient(emulator.clientConfig({ region: 'eu-west-1' }));
      const onePermit = createRateLimiter({ requestsPerSecond: 0.001 });
      const rateLimiter: RateLimiter = {
        forQuota: (key) => (key.includes('eu-west-1') ? onePermit : UNPACED).forQuota(key),
      };
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort('timed out'), 3000);
      const onEvent = (event: InventoryEvent): void => {
        if (event.type === 'store-done') done.push(event.region);
        if (done.length === stores) controller.abort('listed');
      };
      const run = inventory({
        clients: [slow, client],
        rateLimiter,
        pageSize: 10,
        concurrency: 2,
        signal: controller.signal,
        onEvent,
      });
      expect(await errorOf(count(run))).toBe('listed');
      clearTimeout(timer);
      slow.destroy();
    },
  );
  return done;
}

describe('an inventory of two Regions', () => {
  it('does not wait for the requests of the slow Region', async () => {
    expect(await besideASlowRegion(3)).toEqual(['us-east-1', 'us-east-1', 'us-east-1']);
  });

  // At most twice the target of requests in flight are open stores, and the slow Region alone could fill that number.
  it('does not wait for the stores of the slow Region, however many there are', async () => {
    expect(await besideASlowRegion(6)).toHaveLength(6);
  });
});
