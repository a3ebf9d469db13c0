import { ListReadSetsCommand, OmicsClient, type OmicsClientConfig } from '@aws-sdk/client-omics';
import { listReadSets, RequestFailedError, toArray } from 'healthomics-streams';
import { describe, expect, it, vi } from 'vitest';
import { errorOf, readSets, STORE } from '../support/read-sets.js';
import { FAST, QUICK, withEmulator } from '../support/with-emulator.js';

const STORES = [{ id: STORE, readSets: readSets(3) }];
const INPUT = { sequenceStoreId: STORE };

describe('N attempts are N requests on the wire', () => {
  it.each<[string, OmicsClientConfig]>([
    ['a default client', {}],
    ['maxAttempts: 1', { maxAttempts: 1 }],
    ['maxAttempts: 10', { maxAttempts: 10 }],
    ["retryMode: 'adaptive'", { retryMode: 'adaptive' }],
    ["retryMode: 'adaptive' and maxAttempts: 10", { retryMode: 'adaptive', maxAttempts: 10 }],
    ['cacheMiddleware: true', { cacheMiddleware: true, maxAttempts: 10 }],
  ])('with %s', async (_, config) => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'internal', times: Infinity } },
      async ({ emulator }) => {
        const client = new OmicsClient({ ...emulator.clientConfig(), ...config });
        for (const maxAttempts of [1, 4]) {
          emulator.clearHistory();
          const list = listReadSets({ client, ...FAST, retry: { ...QUICK, maxAttempts } }, INPUT);
          expect(await errorOf(toArray(list))).toMatchObject({ attempts: maxAttempts });
          expect(emulator.count()).toBe(maxAttempts);
        }
        client.destroy();
      },
    );
  });

  it('with cacheMiddleware: true and a handler that the caller had cached before', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator }) => {
      const client = new OmicsClient({ ...emulator.clientConfig(), cacheMiddleware: true, maxAttempts: 10 });
      await client.send(new ListReadSetsCommand(INPUT));
      emulator.addFaults({ kind: 'throttle', times: 2 });
      emulator.clearHistory();
      const list = listReadSets({ client, ...FAST, retry: { ...QUICK, maxAttempts: 2 } }, INPUT);
      expect(await errorOf(toArray(list))).toBeInstanceOf(RequestFailedError);
      expect(emulator.count()).toBe(2);
      client.destroy();
    });
  });
});

describe("the caller's client", () => {
  it('keeps its own middleware, which runs at every request', async () => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'throttle', times: 2 } },
      async ({ emulator, client }) => {
        const ran = vi.fn();
        const stack = client.middlewareStack;
        const own =
          (step: string) =>
          <Args, Result>(next: (args: Args) => Result) =>
          (args: Args): Result => {
            ran(step);
            return next(args);
          };
        stack.add(own('initialize'), { step: 'initialize' });
        stack.add(own('serialize'), { step: 'serialize' });
        stack.add(own('build'), { step: 'build' });
        stack.add(own('finalizeRequest'), { step: 'finalizeRequest' });
        stack.add(own('deserialize'), { step: 'deserialize' });
        expect(await toArray(listReadSets({ client, ...FAST }, INPUT))).toHaveLength(3);
        expect(emulator.count()).toBe(3);
        expect(ran).toHaveBeenCalledTimes(15);
      },
    );
  });

  it('may change the request in its middleware, before it is signed', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      client.middlewareStack.add(
        (next) => (args) => {
          (args.request as { headers: Record<string, string> }).headers['x-own'] = '1';
          return next(args);
        },
        { step: 'build' },
      );
      const signed: string[] = [];
      client.middlewareStack.add(
        (next) => (args) => {
          signed.push((args.request as { headers: Record<string, string> }).headers.authorization ?? '');
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
      await toArray(listReadSets({ client, ...FAST }, INPUT));
      expect(signed).toEqual([expect.stringMatching(/SignedHeaders=[^,]*x-own/)]);
      expect(emulator.count()).toBe(1);
    });
  });

  it('is not changed: its own requests are still retried by itself', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      const before = client.middlewareStack.identify();
      await toArray(listReadSets({ client, ...FAST }, INPUT));
      expect(client.middlewareStack.identify()).toEqual(before);
      emulator.clearHistory();
      emulator.addFaults({ kind: 'internal' });
      await client.send(new ListReadSetsCommand(INPUT));
      expect(emulator.count()).toBe(2);
    });
  });

  it('is not closed: it serves after a list has ended', async () => {
    await withEmulator({ stores: STORES }, async ({ client }) => {
      const list = listReadSets({ client, ...FAST }, INPUT);
      await toArray(list);
      expect(await toArray(list)).toHaveLength(3);
    });
  });

  it('whose middleware throws a TypeError is not asked again', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator, client }) => {
      const bug = new TypeError('a bug in a middleware');
      const ran = vi.fn(() => {
        throw bug;
      });
      client.middlewareStack.add(() => ran, { step: 'build' });
      const error = await errorOf(toArray(listReadSets({ client, ...FAST }, INPUT)));
      expect(error).toMatchObject({ code: 'REQUEST_FAILED', attempts: 1 });
      expect((error as Error).cause).toBe(bug);
      expect(ran).toHaveBeenCalledTimes(1);
      expect(emulator.count()).toBe(0);
    });
  });

  it('without credentials is not asked again', async () => {
    await withEmulator({ stores: STORES }, async ({ emulator }) => {
      const credentials = vi.fn(async () => {
        throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
      });
      const client = new OmicsClient({ ...emulator.clientConfig(), credentials });
      const error = await errorOf(toArray(listReadSets({ client, ...FAST }, INPUT)));
      expect(error).toMatchObject({ code: 'REQUEST_FAILED', attempts: 1 });
      expect((error as Error).message).toContain('credentials');
      expect(emulator.count()).toBe(0);
      client.destroy();
    });
  });
});
