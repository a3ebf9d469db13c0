import { OmicsClient, type OmicsClientConfig } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { quotaKeyOf } from '../../src/client/quota-key.js';

const BASE = {
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:4000',
  credentials: { accessKeyId: 'KEY', secretAccessKey: 'SECRET' },
} as const satisfies OmicsClientConfig;

const keyOf = (config: OmicsClientConfig): Promise<string> =>
  quotaKeyOf(new OmicsClient({ ...BASE, ...config }), 'ListReadSets');
const credentials = (accessKeyId: string, accountId?: string) => ({
  accessKeyId,
  secretAccessKey: 'SECRET',
  ...(accountId === undefined ? {} : { accountId }),
});

describe('quotaKeyOf', () => {
  it('is the same for clients with the same quota, whatever their other configuration', async () => {
    const key = await keyOf({});
    expect(await keyOf({ maxAttempts: 10 })).toBe(key);
    expect(await keyOf({ credentials: async () => credentials('KEY') })).toBe(key);
    expect(await keyOf({ region: async () => 'us-east-1' })).toBe(key);
  });

  it.each<[string, OmicsClientConfig]>([
    ['access key', { credentials: credentials('OTHER') }],
    ['Region', { region: 'eu-west-1' }],
    ['port of the endpoint', { endpoint: 'http://127.0.0.1:4001' }],
    ['host of the endpoint', { endpoint: 'http://127.0.0.2:4000' }],
    ['protocol of the endpoint', { endpoint: 'https://127.0.0.1:4000' }],
  ])('differs for another %s', async (_, other) => {
    expect(await keyOf(other)).not.toBe(await keyOf({}));
  });

  it('uses the account if the credentials name it, because the access keys of an account share its quota', async () => {
    const key = await keyOf({ credentials: credentials('KEY', '123456789012') });
    expect(await keyOf({ credentials: credentials('OTHER', '123456789012') })).toBe(key);
    expect(await keyOf({ credentials: credentials('KEY', '999999999999') })).not.toBe(key);
  });

  it('differs for another operation, because each operation has a quota of its own', async () => {
    const client = new OmicsClient(BASE);
    expect(await quotaKeyOf(client, 'ListReadSets')).not.toBe(await quotaKeyOf(client, 'ListSequenceStores'));
  });

  it('stays the same while the access key of a client changes, if the credentials do not name the account', async () => {
    let rotations = 0;
    const expiration = new Date(0); // the SDK asks for new credentials each time
    const rotating = async () => ({ ...credentials(`KEY ${(rotations += 1)}`), expiration });
    const client = new OmicsClient({ ...BASE, credentials: rotating });
    const key = await quotaKeyOf(client, 'ListReadSets');
    const firstAccessKey = `KEY ${rotations}`;
    expect(await quotaKeyOf(client, 'ListReadSets')).toBe(key);
    expect(`KEY ${rotations}`).not.toBe(firstAccessKey);
    expect(await keyOf({ credentials: credentials(firstAccessKey) })).toBe(key);
  });

  it('uses the account once the credentials name it', async () => {
    let account: string | undefined;
    const named = async () => ({ ...credentials('KEY', account), expiration: new Date(0) });
    const client = new OmicsClient({ ...BASE, credentials: named });
    await quotaKeyOf(client, 'ListReadSets');
    account = '123456789012';
    const key = await quotaKeyOf(client, 'ListReadSets');
    account = undefined;
    expect(await quotaKeyOf(client, 'ListReadSets')).toBe(key);
    expect(await keyOf({ credentials: credentials('OTHER', '123456789012') })).toBe(key);
  });

  it('also identifies clients without an endpoint of their own', async () => {
    const { region } = BASE;
    const keys = ['A', 'A', 'B'].map((key) =>
      quotaKeyOf(new OmicsClient({ region, credentials: credentials(key) }), 'ListReadSets'),
    );
    const [first, again, other] = await Promise.all(keys);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('contains no secret', async () => {
    expect(await keyOf({})).not.toContain('SECRET');
  });

  it('is unique and stable for a client whose credentials fail to load', async () => {
    const failing = (): OmicsClient =>
      new OmicsClient({ ...BASE, credentials: () => Promise.reject(new Error('no credentials')) });
    const [one, two] = [failing(), failing()];
    const key = await quotaKeyOf(one, 'ListReadSets');
    expect(await quotaKeyOf(one, 'ListReadSets')).toBe(key);
    expect(await quotaKeyOf(two, 'ListReadSets')).not.toBe(key);
    expect(await keyOf({})).not.toBe(key);
  });
});
