import { createClient, listReadSets, toArray } from 'healthomics-streams';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { STORE, storesOf } from '../support/read-sets.js';
import { FAST, withEmulator } from '../support/with-emulator.js';

beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL_OMICS', undefined);
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
});
afterEach(() => vi.unstubAllEnvs());

const CREDENTIALS = { accessKeyId: 'TEST', secretAccessKey: 'TEST' };

/** Returns the host that a client would send to. */
async function target(options: Parameters<typeof createClient>[0]): Promise<string | undefined> {
  const client = createClient({ region: 'us-east-1', credentials: CREDENTIALS, ...options });
  const seen: string[] = [];
  client.middlewareStack.add(
    () => (args) => {
      seen.push((args.request as { hostname: string }).hostname);
      throw new TypeError('not sent');
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await toArray(listReadSets({ client, ...FAST }, { sequenceStoreId: STORE })).catch(() => undefined);
  client.destroy();
  return seen[0];
}

it('createClient uses the endpoint option unchanged, before the environment', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_OMICS', 'http://from-environment.example');
  expect(await target({ endpoint: 'http://given.example' })).toBe('given.example');
});

it('createClient prefers AWS_ENDPOINT_URL_OMICS to AWS_ENDPOINT_URL, and ignores an empty variable', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://general.example');
  expect(await target({})).toBe('general.example');
  vi.stubEnv('AWS_ENDPOINT_URL_OMICS', 'http://omics.example');
  expect(await target({})).toBe('omics.example');
  vi.stubEnv('AWS_ENDPOINT_URL_OMICS', '');
  expect(await target({})).toBe('general.example');
});

it('createClient uses the endpoint of the service, with its host prefix, by default', async () => {
  expect(await target({})).toBe('control-storage-omics.us-east-1.amazonaws.com');
});

it('a client of createClient works with a loopback endpoint', async () => {
  await withEmulator({ stores: storesOf(3) }, async ({ emulator }) => {
    const client = createClient({
      region: 'us-east-1',
      endpoint: emulator.endpoint,
      credentials: CREDENTIALS,
    });
    expect(await toArray(listReadSets({ client, ...FAST }, { sequenceStoreId: '1000000000' }))).toHaveLength(
      3,
    );
    client.destroy();
  });
});

it("createClient turns off the SDK's own retries unless `maxAttempts` is set", async () => {
  expect(await createClient({ region: 'us-east-1' }).config.maxAttempts()).toBe(1);
  expect(await createClient({ region: 'us-east-1', maxAttempts: 4 }).config.maxAttempts()).toBe(4);
});
