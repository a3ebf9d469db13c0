import { createClient, createRateLimiter, type RateLimiter } from '../index.js';
import type { ConnectionFlags, RequestFlags } from './options/shared-flags.js';

/** A client for the service that the flags and the environment name. */
export function clientOf({ region, profile, endpoint }: ConnectionFlags): ReturnType<typeof createClient> {
  // The SDK's notice about coming Node versions is for who builds on it, not for who runs this command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return createClient({
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}

/** How each list is requested, for the library. */
export function requestConfig({
  pageSize,
  maxAttempts,
  requestTimeoutMs,
  requestsPerSecond = 'auto',
}: RequestFlags): {
  pageSize: number | undefined;
  rateLimiter: RateLimiter;
  retry: { maxAttempts: number | undefined };
  requestTimeoutMs: number | undefined;
} {
  const rateLimiter = createRateLimiter({ requestsPerSecond });
  return { pageSize, rateLimiter, retry: { maxAttempts }, requestTimeoutMs };
}
