import { OmicsClient } from '@aws-sdk/client-omics';
import {
  inventory,
  listReadSets,
  listSequenceStores,
  LoopbackHostPrefixError,
  toArray,
} from 'healthomics-streams';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isLoopback } from '../../src/client/loopback-host-prefix.js';
import { errorOf, STORE } from '../support/read-sets.js';
import { FAST } from '../support/with-emulator.js';

afterEach(() => vi.unstubAllEnvs());

const CREDENTIALS = { accessKeyId: 'TEST', secretAccessKey: 'TEST' };
const clientOf = (config: object): OmicsClient =>
  new OmicsClient({ region: 'us-east-1', credentials: CREDENTIALS, ...config });

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
])('%s is this machine: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

describe('a loopback client without disableHostPrefix is told so, at the first request', () => {
  it.each([
    ['http://127.0.0.1:9', '127.0.0.1'],
    ['http://localhost:9', 'localhost'],
    ['http://[::1]:9', '[::1]'],
  ])('%s in the constructor', async (endpoint, host) => {
    const client = clientOf({ endpoint });
    const error = await errorOf(toArray(listReadSets({ client, ...FAST }, { sequenceStoreId: STORE })));
    expect(error).toBeInstanceOf(LoopbackHostPrefixError);
    expect(error).toMatchObject({ code: 'LOOPBACK_HOST_PREFIX' });
    expect((error as Error).message).toContain(host);
    expect((error as Error).message).toContain('`disableHostPrefix: true`');
    client.destroy();
  });

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_OMICS'])('%s in the environment', async (variable) => {
    vi.stubEnv(variable, 'http://localhost:9');
    const client = clientOf({});
    const error = await errorOf(toArray(listSequenceStores({ client, ...FAST })));
    expect(error).toBeInstanceOf(LoopbackHostPrefixError);
    client.destroy();
  });

  it('in an inventory too', async () => {
    const client = clientOf({ endpoint: 'http://127.0.0.1:9' });
    expect(await errorOf(toArray(inventory({ client, ...FAST })))).toBeInstanceOf(LoopbackHostPrefixError);
    client.destroy();
  });
});

it("the caller's own requests with that client are not touched", async () => {
  const client = clientOf({ endpoint: 'http://127.0.0.1:9' });
  const before = client.middlewareStack.identify();
  await errorOf(toArray(listReadSets({ client, ...FAST }, { sequenceStoreId: STORE })));
  expect(client.middlewareStack.identify()).toEqual(before);
  client.destroy();
});
