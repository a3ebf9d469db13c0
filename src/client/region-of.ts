import type { OmicsClient } from '@aws-sdk/client-omics';

/** The Region of a client; empty where it has none, which the first request then says better. */
export async function regionOf(client: OmicsClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    return '';
  }
}
