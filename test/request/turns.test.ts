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
import { describe, expect, it } from 'vitest';
import { errorOf, readSets, STORE, storesOf } from '../support/read-sets.js';
import { QUICK, UNPACED, withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const STORES = [{ id: STORE, readSets: readSets(250) }];

/** A limiter that holds nobody up and notes what is done with its turns. */
function recording(log: string[]): RateLimiter {
  return {
    lane: () => ({
      rate: Infinity,
      acquire: async (_signal, first = false) => {
        log.push(first ? 'acquire first' : 'acquire');
        return {
          leave: () => void log.push('leave'),
          settle: (outcome) => void log.push(outcome),
        };
      },
    }),
  };
}

/** Notes when the SDK has signed a request. */
function noteSigning(client: OmicsClient, log: string[]): void {
  const note: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => (args) => {
    const { headers } = args.request as { headers: Record<string, string> };
    log.push('authorization' in headers ? 'signed' : 'not signed');
    return next(args);
  };
  client.middlewareStack.addRelativeTo(note, {
    name: 'noteSigning',
    relation: 'after',
    toMiddleware: 'httpSigningMiddleware',
  });
}

describe('the turn of a request', () => {
  it('is left once, after signing, and settled once', async () => {
    await withEmulator({ stores: STORES }, async ({ client }) => {
      const log: string[] = [];
      noteSigning(client, log);
      expect(await count(listReadSets({ client, rateLimiter: recording(log) }, INPUT))).toBe(250);
      const one = ['acquire', 'signed', 'leave', 'taken'];
      expect(log).toEqual([...one, ...one, ...one]);
    });
  });

  it.each([
    ['throttle', 'throttled', 'acquire first'],
    ['unavailable', 'failed', 'acquire'],
    ['reset', 'failed', 'acquire'],
    ['html', 'failed', 'acquire'],
  ] as const)('after the fault %s is settled as %s', async (kind, outcome, again) => {
    await withEmulator({ stores: STORES, faults: { kind, page: 2 } }, async ({ client }) => {
      const log: string[] = [];
      const config = { client, rateLimiter: recording(log), retry: QUICK };
      expect(await count(listReadSets(config, INPUT))).toBe(250);
      expect(log).toEqual([
        ...['acquire', 'leave', 'taken'],
        ...['acquire', 'leave', outcome],
        ...[again, 'leave', 'taken'],
        ...['acquire', 'leave', 'taken'],
      ]);
    });
  });

  it.each([
    ['is refused', { kind: 'access-denied' }],
    ['times out', { kind: 'hang' }],
  ] as const)('that %s is settled as failed', async (_, fault) => {
    await withEmulator({ stores: STORES, faults: fault }, async ({ client }) => {
      const log: string[] = [];
      const config = { client, rateLimiter: recording(log), requestTimeoutMs: 50, retry: { maxAttempts: 1 } };
      await errorOf(count(listReadSets(config, INPUT)));
      expect(log).toEqual(['acquire', 'leave', 'failed']);
    });
  });

  it('whose request is aborted is settled, too', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'hang' } }, async ({ emulator, client }) => {
      const log: string[] = [];
      const controller = new AbortController();
      const config = { client, rateLimiter: recording(log), signal: controller.signal };
      const failed = errorOf(count(listReadSets(config, INPUT)));
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(1);
      controller.abort('mine');
      expect(await failed).toBe('mine');
      await expect.poll(() => log, { interval: 2 }).toEqual(['acquire', 'leave', 'failed']);
    });
  });

  it('is not required to be left: a limiter without leave serves', async () => {
    await withEmulator({ stores: STORES }, async ({ client }) => {
      const lane = { rate: Infinity, acquire: async () => ({ settle: () => undefined }) };
      const rateLimiter: RateLimiter = { lane: () => lane };
      expect(await count(listReadSets({ client, rateLimiter }, INPUT))).toBe(250);
    });
  });
});

/** Lists every store of two Regions, one of which has a single turn, until the other one is listed or time is up. */
async function besideASlowRegion(stores: number): Promise<string[]> {
  const done: string[] = [];
  await withEmulator(
    { stores: storesOf(...Array.from({ length: stores }, () => 30)) },
    async ({ emulator, client }) => {
      const slow = new OmicsClient(emulator.clientConfig({ region: 'eu-west-1' }));
      const oneTurn = createRateLimiter({ requestsPerSecond: 0.001 });
      const rateLimiter: RateLimiter = {
        lane: (key) => (key.includes('eu-west-1') ? oneTurn : UNPACED).lane(key),
      };
      const controller = new AbortController();
      const giveUp = setTimeout(() => controller.abort('starved'), 3000);
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
      clearTimeout(giveUp);
      slow.destroy();
    },
  );
  return done;
}

describe('an inventory of two Regions', () => {
  it('is not held up by requests that wait for the lane of the slow one', async () => {
    expect(await besideASlowRegion(3)).toEqual(['us-east-1', 'us-east-1', 'us-east-1']);
  });

  // No more stores are open than twice the requests wanted in flight: those of the slow Region fill them all up.
  it('is not held up by the number of stores of the slow one', async () => {
    expect(await besideASlowRegion(6)).toHaveLength(6);
  });
});
