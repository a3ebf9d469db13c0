import { count, fanOut, inventory, listReadSets, toArray, type ListEvent } from 'healthomics-streams';
import type { FaultKind } from 'healthomics-streams/testing';
import { inspect } from 'node:util';
import { OmicsClient } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { errorOf, idsOf, readSets, STORE, storeId, storesOf } from '../support/read-sets.js';
import { FAST, QUICK, withEmulator } from '../support/with-emulator.js';

const INPUT = { sequenceStoreId: STORE };
const STORES = [{ id: STORE, readSets: readSets(250) }];

describe('a transient failure is retried without losing a read set', () => {
  it.each<[FaultKind, ListEvent['type'], string]>([
    ['throttle', 'throttle', 'throttling'],
    ['timeout', 'retry', 'timeout'],
    ['internal', 'retry', 'server'],
    ['unavailable', 'retry', 'server'],
    ['reset', 'retry', 'connection'],
    ['hang-up', 'retry', 'connection'],
    ['cut-off', 'retry', 'connection'],
    ['html', 'retry', 'unreadable'],
    ['truncated', 'retry', 'unreadable'],
    ['empty-body', 'retry', 'unreadable'],
  ])('%s on the second page', async (kind, type, reason) => {
    await withEmulator(
      { stores: STORES, faults: { kind, page: 2, times: 2 } },
      async ({ emulator, config }) => {
        const events: ListEvent[] = [];
        const list = listReadSets({ ...config, onEvent: (event) => events.push(event) }, INPUT);
        const pages = await toArray(list.pages());
        expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(idsOf(readSets(250)));
        expect(pages.map(({ attempts }) => attempts)).toEqual([1, 3, 1]);
        expect(emulator.count()).toBe(5);
        expect(events).toMatchObject([
          {
            type: 'page',
            page: 1,
            items: 100,
            attempts: 1,
            operation: 'ListReadSets',
            sequenceStoreId: STORE,
          },
          { type, reason, page: 2, attempt: 1 },
          { type, reason, page: 2, attempt: 2 },
          { type: 'page', page: 2, attempts: 3 },
          { type: 'page', page: 3, items: 50 },
        ]);
      },
    );
  });

  it.each([429, 500, 502, 503, 504])('status %i with an HTML body and no error type', async (status) => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'status', status } },
      async ({ emulator, config }) => {
        const reasons: string[] = [];
        const onEvent = (event: ListEvent): void => {
          if (event.type === 'retry' || event.type === 'throttle') reasons.push(event.reason);
        };
        expect(await count(listReadSets({ ...config, onEvent }, INPUT))).toBe(250);
        expect(emulator.count()).toBe(4);
        expect(reasons).toEqual([status === 429 ? 'throttling' : 'server']);
      },
    );
  });

  it('status 429 without a body', async () => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'status', status: 429, body: '' } },
      async ({ emulator, config }) => {
        expect(await count(listReadSets(config, INPUT))).toBe(250);
        expect(emulator.count()).toBe(4);
      },
    );
  });

  it('a Retry-After header, whose delay is waited for and emitted', async () => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'throttle', retryAfterSeconds: 0.02 } },
      async ({ config }) => {
        const delays: number[] = [];
        const onEvent = (event: ListEvent): void => {
          if (event.type === 'throttle') delays.push(event.delayMs);
        };
        expect(await count(listReadSets({ ...config, onEvent }, INPUT))).toBe(250);
        expect(delays).toEqual([20]);
      },
    );
  });

  it('a response that does not arrive within requestTimeoutMs', async () => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'hang', times: 2 } },
      async ({ emulator, config }) => {
        expect(await count(listReadSets({ ...config, requestTimeoutMs: 40 }, INPUT))).toBe(250);
        expect(emulator.history.map(({ outcome }) => outcome).slice(0, 2)).toEqual(['aborted', 'aborted']);
        expect(emulator.count()).toBe(5);
      },
    );
  });

  it('a server that never responds, until all attempts have failed with a timeout as the cause', async () => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'hang', times: 3 } },
      async ({ emulator, config }) => {
        const own = { ...config, requestTimeoutMs: 20, retry: { ...QUICK, maxAttempts: 3 } };
        const error = await errorOf(toArray(listReadSets(own, INPUT)));
        expect(error).toMatchObject({ attempts: 3, cause: { code: 'REQUEST_TIMEOUT' } });
        expect((error as Error).message).toMatch(/requestTimeoutMs/);
        expect(emulator.count()).toBe(3);
      },
    );
  });

  it('a fifth of all requests, failing in every way', async () => {
    const probability = {
      throttle: 0.1,
      timeout: 0.03,
      internal: 0.03,
      reset: 0.03,
      html: 0.03,
      truncated: 0.03,
    };
    await withEmulator({ stores: storesOf(120, 500, 0, 77), faults: { probability } }, async ({ config }) => {
      const own = { ...config, pageSize: 10, retry: { ...QUICK, maxAttempts: 50 } };
      const listed = await toArray(
        fanOut([0, 1, 2, 3], (n) => listReadSets(own, { sequenceStoreId: storeId(n) }), { concurrency: 3 }),
      );
      expect(listed).toHaveLength(697);
      expect(new Set(listed.map(({ id }) => id)).size).toBe(697);
    });
  });
});

describe('a permanent failure is not retried', () => {
  it.each<[FaultKind, string, RegExp]>([
    ['validation', 'ValidationException', /Check the input/],
    ['access-denied', 'AccessDeniedException', /permissions/],
    ['not-found', 'ResourceNotFoundException', /Check the id and the Region/],
  ])('%s', async (kind, name, advice) => {
    await withEmulator({ stores: STORES, faults: { kind } }, async ({ emulator, config }) => {
      const error = await errorOf(toArray(listReadSets(config, INPUT)));
      expect(error).toMatchObject({
        name: 'RequestFailedError',
        code: 'REQUEST_FAILED',
        operation: 'ListReadSets',
        sequenceStoreId: STORE,
        page: 1,
        attempts: 1,
        cause: { name, $metadata: { httpStatusCode: expect.any(Number) as number } },
      });
      expect((error as Error).message).toMatch(advice);
      expect((error as Error).message).toMatch(
        /^Listing store 1234567890 failed on page 1 after 1 attempt in \d/,
      );
      expect(emulator.count()).toBe(1);
    });
  });

  it('an expired token', async () => {
    const fault = {
      kind: 'status',
      status: 403,
      errorType: 'ExpiredTokenException',
      message: 'expired',
    } as const;
    await withEmulator({ stores: STORES, faults: fault }, async ({ emulator, config }) => {
      const error = await errorOf(toArray(listReadSets(config, INPUT)));
      expect((error as Error).message).toContain('Check or renew the credentials.');
      expect(emulator.count()).toBe(1);
    });
  });

  it('a TypeError in onEvent, which is thrown by identity', async () => {
    await withEmulator({ stores: STORES, faults: { kind: 'throttle' } }, async ({ emulator, config }) => {
      const bug = new TypeError('a bug');
      const onEvent = (): never => {
        throw bug;
      };
      expect(await errorOf(toArray(listReadSets({ ...config, onEvent }, INPUT)))).toBe(bug);
      expect(emulator.count()).toBe(1);
    });
  });
});

describe('the exception of the service is the cause of the error', () => {
  it.each<[FaultKind, string]>([
    ['throttle', 'ThrottlingException'],
    ['timeout', 'RequestTimeoutException'],
    ['internal', 'InternalServerException'],
    ['validation', 'ValidationException'],
    ['access-denied', 'AccessDeniedException'],
    ['not-found', 'ResourceNotFoundException'],
  ])('%s', async (kind, name) => {
    await withEmulator({ stores: STORES, faults: { kind, times: Infinity } }, async ({ config }) => {
      const error = await errorOf(toArray(listReadSets({ ...config, retry: { maxAttempts: 1 } }, INPUT)));
      expect((error as Error).cause).toMatchObject({ name, $fault: expect.any(String) as string });
    });
  });
});

it('the failures of one store do not use up the retries of another', async () => {
  const faults = [0, 1, 2].map((n) => ({
    kind: 'internal' as const,
    sequenceStoreId: storeId(n),
    page: 1 + n,
    times: 3,
  }));
  await withEmulator({ stores: storesOf(5, 5, 5), faults }, async ({ emulator, config }) => {
    const own = { ...config, pageSize: 2, retry: { ...QUICK, maxAttempts: 4 } };
    const run = inventory(own, {});
    expect(await count(run)).toBe(15);
    expect((await run.report()).stores.map(({ retries, requests }) => [retries, requests])).toEqual([
      [3, 6],
      [3, 6],
      [3, 6],
    ]);
    expect(emulator.count('ListReadSets')).toBe(18);
  });
});

it('every page gets the full number of attempts', async () => {
  const faults = [1, 2, 3].map((page) => ({ kind: 'throttle' as const, page, times: 3 }));
  await withEmulator({ stores: STORES, faults }, async ({ config }) => {
    expect(await count(listReadSets({ ...config, retry: { ...QUICK, maxAttempts: 4 } }, INPUT))).toBe(250);
  });
});

it('an error contains no secret, however it is printed', async () => {
  for (const kind of ['access-denied', 'html', 'reset', 'throttle'] as const) {
    await withEmulator({ stores: STORES, faults: { kind, times: Infinity } }, async ({ emulator }) => {
      const client = new OmicsClient({
        ...emulator.clientConfig(),
        credentials: {
          accessKeyId: 'AKIDPUBLIC',
          secretAccessKey: 'SECRETKEY',
          sessionToken: 'SESSIONTOKEN',
        },
      });
      const config = { client, ...FAST, retry: { ...QUICK, maxAttempts: 2 } };
      const run = inventory({ ...config, onStoreError: 'continue' }, { sequenceStoreIds: [STORE] });
      await toArray(run);
      const error = await errorOf(toArray(listReadSets(config, INPUT)));
      const shown = [
        String((error as Error).stack),
        inspect(error, { depth: 12 }),
        JSON.stringify(error),
        JSON.stringify(await run.report()),
      ].join('\n');
      expect(shown).not.toMatch(/SECRETKEY|SESSIONTOKEN|AWS4-HMAC|Signature=/);
      client.destroy();
    });
  }
});
