import type { OmicsClient } from '@aws-sdk/client-omics';

/** The account of each client, or the access key that it was first seen with. */
const accounts = new WeakMap<object, string>();
/** The numbers of clients whose credentials failed to load. */
const numbers = new WeakMap<object, number>();
let clients = 0;

/**
 * The quota of an operation: account, Region, endpoint and operation. A client whose credentials fail to load gets a key
 * of its own.
 */
export async function quotaKeyOf(client: OmicsClient, operation: string): Promise<string> {
  const { config } = client;
  try {
    const [region, account, endpoint] = await Promise.all([
      config.region(),
      quotaHolderOf(client),
      config.endpoint?.(),
    ]);
    const { protocol = '', hostname = '', port = '' } = endpoint ?? {};
    return `${account}|${region}|${protocol}//${hostname}:${port}|${operation}`;
  } catch {
    const number = numbers.get(client) ?? ++clients;
    numbers.set(client, number);
    return `client ${number}|${operation}`;
  }
}

/**
 * The account of a client. Credentials that do not name it are identified by their access key. Temporary credentials
 * change that key every hour or so, but not their account, so the first key stands for all of them.
 */
async function quotaHolderOf(client: OmicsClient): Promise<string> {
  const { accountId, accessKeyId } = await client.config.credentials();
  const account = accountId ?? accounts.get(client) ?? accessKeyId;
  accounts.set(client, account);
  return account;
}

/** Returns the account of a client, if its credentials name it. */
export async function accountOf({ config }: OmicsClient): Promise<string | undefined> {
  try {
    return (await config.credentials()).accountId;
  } catch {
    return undefined;
  }
}

/** Returns the Region of a client, or `''` if it has none. The first request then fails with a better message. */
export async function regionOf(client: OmicsClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    return '';
  }
}
