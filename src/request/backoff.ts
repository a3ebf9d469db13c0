import type { RetryPolicy } from './retry-options.js';

/** A `Retry-After` is honoured up to here: a stray header must not park a walk for days. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * The wait, in milliseconds, after attempt number `attempt` (from 1) failed: full jitter, drawn evenly from 0 to a
 * bound that starts at `baseDelayMs`, doubles with each attempt and stops at `maxDelayMs`; never less than the
 * service's `Retry-After`, of which an hour at most is honoured.
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
  return Math.max(Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS), random() * bound);
}
