import { OmicsClient, type OmicsClientConfig } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { speaksFor } from '../../src/client/speaks-for.js';

const BASE = {
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:4000',
  credentials: { accessKeyId: 'KEY', secretAccessKey: 'SECRET' },
} as const satisfies OmicsClientConfig;

const keyOf = (config: OmicsClientConfig): Promise<string> =>
  speaksFor(new OmicsClient({ ...BASE, ...config }));
const credentials = (accessKeyId: string, accountId?: string) => ({
  accessKeyId,
  secretAccessKey: 'SECRET',
  ...(accountId === undefined ? {} : { accountId }),
});

describe('speaksFor', () => {
  it('is the same for clients alike, whatever else they are configured for', async () => {
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
  ])('is another one for another %s', async (_, other) => {
    expect(await keyOf(other)).not.toBe(await keyOf({}));
  });

  it('goes by the account where the credentials say it: its keys draw on one quota', async () => {
    const key = await keyOf({ credentials: credentials('KEY', '123456789012') });
    expect(await keyOf({ credentials: credentials('OTHER', '123456789012') })).toBe(key);
    expect(await keyOf({ credentials: credentials('KEY', '999999999999') })).not.toBe(key);
  });

  it('is asked of a client without an endpoint of its own, too', async () => {
    const { region } = BASE;
    const keys = ['A', 'A', 'B'].map((key) =>
      speaksFor(new OmicsClient({ region, credentials: credentials(key) })),
    );
    const [first, again, other] = await Promise.all(keys);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('holds no secret', async () => {
    expect(await keyOf({})).not.toContain('SECRET');
  });

  it('of a client whose credentials fail is its own, and stays', async () => {
    const failing = (): OmicsClient =>
      new OmicsClient({ ...BASE, credentials: () => Promise.reject(new Error('no credentials')) });
    const [one, two] = [failing(), failing()];
    const key = await speaksFor(one);
    expect(await speaksFor(one)).toBe(key);
    expect(await speaksFor(two)).not.toBe(key);
    expect(await keyOf({})).not.toBe(key);
  });
});
