import { ListReadSetsCommand, OmicsClient, type OmicsClientConfig } from '@aws-sdk/client-omics';
import {
  inventory,
  listReadSets,
  listSequenceStores,
  LoopbackHostPrefixError,
  RequestFailedError,
  toArray,
} from 'healthomics-streams';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isLoopback } from '../../src/client/single-attempt.js';
import { errorOf, readSets, STORE } from '../support/read-sets.js';
import { FAST, QUICK, withEmulator } from '../support/with-emulator.js';

const STORES = [{ id: STORE, readSets: readSets(3) }];
const INPUT = { sequenceStoreId: STORE };

const clientOf = (config: object): OmicsClient => {
  const credentials = { accessKeyId: 'TEST', secretAccessKey: 'TEST' };
  return new OmicsClient({ region: 'us-east-1', credentials, ...config });
};

afterEach(() => vi.unstubAllEnvs());

describe('N configured attempts are N requests on the wire', () => {
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

  it('with cacheMiddleware: true and a handler that the client has already cached', async () => {
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
  it('runs its own middleware for every request', async () => {
    await withEmulator(
      { stores: STORES, faults: { kind: 'throttle', times: 2 } },
      async ({ emulator, client }) => {
        const ran = vi.fn();
        const stack = client.middlewareStack;
        const recordStep =
          (step: string) =>
          <Args, Result>(next: (args: Args) => Result) =>
          (args: Args): Result => {
            ran(step);
            return next(args);
          };
        stack.add(recordStep('initialize'), { step: 'initialize' });
        stack.add(recordStep('serialize'), { step: 'serialize' });
        stack.add(recordStep('build'), { step: 'build' });
        stack.add(recordStep('finalizeRequest'), { step: 'finalizeRequest' });
        stack.add(recordStep('deserialize'), { step: 'deserialize' });
        expect(await toArray(listReadSets({ client, ...FAST }, INPUT))).toHaveLength(3);
        expect(emulator.count()).toBe(3);
        expect(ran).toHaveBeenCalledTimes(15);
      },
    );
  });

  it('can change the request in its middleware before it is signed', async () => {
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

  it('is not changed, and still retries its own requests', async () => {
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

  it('is not closed at the end of a list', async () => {
    await withEmulator({ stores: STORES }, async ({ client }) => {
      const list = listReadSets({ client, ...FAST }, INPUT);
      await toArray(list);
      expect(await toArray(list)).toHaveLength(3);
    });
  });

  it('is not retried after its middleware throws a TypeError', async () => {
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

  it('is not retried if its credentials fail to load', async () => {
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

it.each([
  ['localhost', true],
  ['omics.localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['[::1]', true],
  ['localhost.example', false],
  ['127.0.0.1.example', false],
  ['omics.us-east-1.amazonaws.com', false],
  ['10.0.0.1', false],
  ['128.0.0.1', false],
])('isLoopback(%j) is %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

describe('the first request fails with a LoopbackHostPrefixError without disableHostPrefix', () => {
  it.each([
    ['http://127.0.0.1:9', '127.0.0.1'],
    ['http://localhost:9', 'localhost'],
    ['http://[::1]:9', '[::1]'],
  ])('for the endpoint %s of the constructor', async (endpoint, host) => {
    const client = clientOf({ endpoint });
    const error = await errorOf(toArray(listReadSets({ client, ...FAST }, { sequenceStoreId: STORE })));
    expect(error).toBeInstanceOf(LoopbackHostPrefixError);
    expect(error).toMatchObject({ code: 'LOOPBACK_HOST_PREFIX' });
    expect((error as Error).message).toContain(host);
    expect((error as Error).message).toContain('`disableHostPrefix: true`');
    client.destroy();
  });

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_OMICS'])(
    'for an endpoint in the environment variable %s',
    async (variable) => {
      vi.stubEnv(variable, 'http://localhost:9');
      const client = clientOf({});
      const error = await errorOf(toArray(listSequenceStores({ client, ...FAST })));
      expect(error).toBeInstanceOf(LoopbackHostPrefixError);
      client.destroy();
    },
  );

  it('in an inventory', async () => {
    const client = clientOf({ endpoint: 'http://127.0.0.1:9' });
    expect(await errorOf(toArray(inventory({ client, ...FAST })))).toBeInstanceOf(LoopbackHostPrefixError);
    client.destroy();
  });
});

it("a LoopbackHostPrefixError leaves the caller's client unchanged", async () => {
  const client = clientOf({ endpoint: 'http://127.0.0.1:9' });
  const before = client.middlewareStack.identify();
  await errorOf(toArray(listReadSets({ client, ...FAST }, { sequenceStoreId: STORE })));
  expect(client.middlewareStack.identify()).toEqual(before);
  client.destroy();
});
