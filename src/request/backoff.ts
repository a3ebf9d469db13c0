import { defined } from '../options/defined.js';
import type { Problems } from '../options/problems.js';

/** How a request is retried after a transient failure. */
export interface RetryOptions {
  /**
   * The maximum number of requests for one page, including the first one: an integer from 1, or `Infinity`. 1 means no
   * retry. These are requests on the wire, whatever retries the client itself is configured for.
   *
   * @default 16
   */
  maxAttempts?: number | undefined;
  /**
   * Upper bound in milliseconds of the back-off before the first retry; it doubles with each further retry. The wait is
   * random between 0 and the bound (full jitter). From 0. The first three throttles of a request skip the back-off:
   * the request waits for the next permit of its rate limiter, ahead of new requests.
   *
   * @default 100
   */
  baseDelayMs?: number | undefined;
  /**
   * The bound of the back-off stops growing at this many milliseconds. A longer `Retry-After` of the service is still
   * honored, up to an hour for each retry; `maxElapsedMs` bounds the sum. From 0.
   *
   * @default 5000
   */
  maxDelayMs?: number | undefined;
  /**
   * A retry that would start later than this many milliseconds after the first attempt is not made, whether it waits for
   * the back-off, for the `Retry-After` of the service or for the rate limiter. From 0.
   *
   * @default Infinity
   */
  maxElapsedMs?: number | undefined;
}

export type RetryPolicy = { readonly [Option in keyof RetryOptions]-?: number };

const DEFAULTS: RetryPolicy = { maxAttempts: 16, baseDelayMs: 100, maxDelayMs: 5000, maxElapsedMs: Infinity };

export function retryPolicy(retry: RetryOptions | undefined, problems: Problems): RetryPolicy {
  if (retry === undefined || !problems.members('retry', retry, Object.keys(DEFAULTS))) return DEFAULTS;
  if (retry.maxAttempts !== Infinity) problems.integer('retry.maxAttempts', retry.maxAttempts, 1);
  problems.finite('retry.baseDelayMs', retry.baseDelayMs, 0);
  problems.amount('retry.maxDelayMs', retry.maxDelayMs, 0);
  problems.amount('retry.maxElapsedMs', retry.maxElapsedMs, 0);
  return { ...DEFAULTS, ...defined(retry) };
}

/** The longest `Retry-After` that is honored. A stray header must not delay a request for days. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * The wait in milliseconds after attempt number `attempt` (from 1) failed. Full jitter spreads out colliding clients
 * with the least waiting: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(
  attempt: number,
  { baseDelayMs, maxDelayMs }: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>,
  random: () => number,
  retryAfterMs = 0,
): number {
  const bound = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 40));
  return Math.max(Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS), random() * bound);
}
