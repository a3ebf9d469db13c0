import type { OmicsClient } from '@aws-sdk/client-omics';

const numbers = new WeakMap<object, number>();
let clients = 0;

/** The account, Region and endpoint of a client. A client whose credentials fail to load gets a key of its own. */
export async function quotaKeyOf(client: OmicsClient): Promise<string> {
  const { config } = client;
  try {
    const [region, credentials, endpoint] = await Promise.all([
      config.region(),
      config.credentials(),
      config.endpoint?.(),
    ]);
    const { protocol = '', hostname = '', port = '' } = endpoint ?? {};
    // Temporary credentials change their access key every hour or so, but not their account.
    const account = credentials.accountId ?? credentials.accessKeyId;
    return `${account}|${region}|${protocol}//${hostname}:${port}`;
  } catch {
    const number = numbers.get(client) ?? ++clients;
    numbers.set(client, number);
    return `client ${number}`;
  }
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
