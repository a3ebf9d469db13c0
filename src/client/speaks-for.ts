import type { OmicsClient } from '@aws-sdk/client-omics';

const numbers = new WeakMap<object, number>();
let clients = 0;

/**
 * What a client speaks for, as a key: its account (or access key, where the credentials do not name an account), Region
 * and endpoint. Clients with the same key draw on the same quota of the service. A client that cannot say yet (its
 * credentials fail to load, say) gets a key of its own.
 */
export async function speaksFor(client: OmicsClient): Promise<string> {
  const { config } = client;
  try {
    const [region, credentials, endpoint] = await Promise.all([
      config.region(),
      config.credentials(),
      config.endpoint?.(),
    ]);
    const { protocol = '', hostname = '', port = '' } = endpoint ?? {};
    // Temporary credentials get a new key every hour or so; the account stays.
    const account = credentials.accountId ?? credentials.accessKeyId;
    return `${account}|${region}|${protocol}//${hostname}:${port}`;
  } catch {
    const number = numbers.get(client) ?? ++clients;
    numbers.set(client, number);
    return `client ${number}`;
  }
}
