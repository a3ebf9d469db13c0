import type { OmicsClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-omics';
import type { SerializeMiddleware } from '@smithy/types';
import { LoopbackHostPrefixError } from '../errors.js';

type Config = OmicsClient['config'];
type Middleware = SerializeMiddleware<ServiceInputTypes, ServiceOutputTypes>;

/** Whether a host, as a URL has it, is this machine. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
  );
}

/**
 * A middleware that stops a request to this machine before the SDK puts `control-storage-` in front of its name.
 * It runs once the endpoint is resolved, so it sees endpoints from the constructor, the environment and profiles alike.
 */
export function refuseLoopbackHostPrefix(config: Config): Middleware {
  return (next, context) => (args) => {
    const endpoint = context.endpointV2 as { url?: URL } | undefined;
    const host = endpoint?.url?.hostname;
    if (host !== undefined && !config.disableHostPrefix && isLoopback(host)) {
      throw new LoopbackHostPrefixError(host);
    }
    return next(args);
  };
}
