import type { RetryPolicy } from './retry-options.js';

/**
 * The wait, in milliseconds, after attempt number `attempt` (from 1) failed: full jitter, drawn evenly from 0 to a
 * bound that starts at `baseDelayMs`, doubles with each attempt and stops at `maxDelayMs`; never less than the
 * service's `Retry-After`.
 *
 * Full jitter spreads colliding clients best for the least waiting:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(
  attempt: number,
  { baseDelayMs, maxDelayMs }: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>,
  random: () => number,
  retryAfterMs = 0,
): number {
  const bound = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 40));
  return Math.max(retryAfterMs, random() * bound);
}
