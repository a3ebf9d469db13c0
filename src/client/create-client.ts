import { OmicsClient, type OmicsClientConfig } from '@aws-sdk/client-omics';

/** What {@link createClient} takes: the SDK's own configuration, with `endpoint` as a URL. */
export interface CreateClientOptions extends Omit<OmicsClientConfig, 'endpoint'> {
  /**
   * Where to send requests, as it is: no host prefix is put before it.
   *
   * @default the environment variable `AWS_ENDPOINT_URL_OMICS`, then `AWS_ENDPOINT_URL`, then the service's own
   */
  endpoint?: string | undefined;
}

/**
 * An `OmicsClient` that fits this library: an endpoint given, or named by the environment, is used as it is, also on
 * loopback, and the SDK's own retries are off. Any other `OmicsClient` serves as well.
 *
 * The caller owns it: `client.destroy()` closes its sockets.
 */
export function createClient(options: CreateClientOptions = {}): OmicsClient {
  const { endpoint: given, ...rest } = options;
  const endpoint = given ?? nonEmpty('AWS_ENDPOINT_URL_OMICS') ?? nonEmpty('AWS_ENDPOINT_URL');
  return new OmicsClient({
    maxAttempts: 1,
    ...rest,
    ...(endpoint === undefined ? {} : { endpoint, disableHostPrefix: true }),
  });
}

function nonEmpty(variable: string): string | undefined {
  const value = process.env[variable];
  return value === '' ? undefined : value;
}
