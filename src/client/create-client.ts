import { OmicsClient, type OmicsClientConfig } from '@aws-sdk/client-omics';
import { defined } from '../options/defined.js';

/** Options of {@link createClient}: the SDK's own configuration, with `endpoint` as a URL. */
export interface CreateClientOptions extends Omit<OmicsClientConfig, 'endpoint'> {
  /**
   * The URL to send requests to. The SDK adds no host prefix to it.
   *
   * @default the environment variable `AWS_ENDPOINT_URL_OMICS`, then `AWS_ENDPOINT_URL`, then the endpoint of the service
   */
  endpoint?: string | undefined;
}

/**
 * Creates an `OmicsClient` that works well with this library. It uses an endpoint from the options or the environment
 * unchanged, also on loopback, and turns off the SDK's own retries. Any other `OmicsClient` works too.
 *
 * Call `client.destroy()` when you no longer need it; that closes its sockets.
 */
export function createClient(options: CreateClientOptions = {}): OmicsClient {
  const { endpoint: configured, ...rest } = options;
  const { AWS_ENDPOINT_URL_OMICS, AWS_ENDPOINT_URL } = process.env;
  const endpoint = configured ?? [AWS_ENDPOINT_URL_OMICS, AWS_ENDPOINT_URL].find((url) => url);
  const disableHostPrefix = endpoint === undefined ? undefined : true;
  return new OmicsClient({ maxAttempts: 1, ...rest, ...defined({ endpoint, disableHostPrefix }) });
}
