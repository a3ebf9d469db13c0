import type { Problems } from '../options/problems.js';

/** How a request that failed for a passing reason is repeated. */
export interface RetryOptions {
  /**
   * Requests sent for one page at most, the first one counted. 1 to any number; 1 means no retry. These are requests
   * on the wire, whatever retries the client itself is configured for. `Infinity` for no end.
   *
   * @default 16
   */
  maxAttempts?: number | undefined;
  /**
   * The back-off before the first retry is at most this many milliseconds; it doubles with each further one. The wait
   * is drawn evenly between 0 and that bound (full jitter). From 0. A throttled request does without it the first three
   * times: it waits for the next turn of its pace, before all others.
   *
   * @default 100
   */
  baseDelayMs?: number | undefined;
  /**
   * The bound of the back-off never grows over this many milliseconds. A longer `Retry-After` of the service is
   * honoured all the same, up to an hour. From 0.
   *
   * @default 5000
   */
  maxDelayMs?: number | undefined;
  /**
   * No retry is begun that would start later than this many milliseconds after the first attempt. From 0.
   *
   * @default Infinity
   */
  maxElapsedMs?: number | undefined;
}

/** {@link RetryOptions} with every default filled in. */
export type RetryPolicy = { readonly [Option in keyof RetryOptions]-?: number };

/** Notes what is wrong with `retry`, then gives it with the defaults filled in. */
export function retryPolicy(retry: RetryOptions | undefined, problems: Problems): RetryPolicy {
  const known = ['maxAttempts', 'baseDelayMs', 'maxDelayMs', 'maxElapsedMs'];
  if (retry !== undefined && problems.members('retry', retry, known)) {
    if (retry.maxAttempts !== Infinity) problems.integer('retry.maxAttempts', retry.maxAttempts, 1);
    problems.finite('retry.baseDelayMs', retry.baseDelayMs, 0);
    problems.amount('retry.maxDelayMs', retry.maxDelayMs, 0);
    problems.amount('retry.maxElapsedMs', retry.maxElapsedMs, 0);
  }
  return {
    maxAttempts: retry?.maxAttempts ?? 16,
    baseDelayMs: retry?.baseDelayMs ?? 100,
    maxDelayMs: retry?.maxDelayMs ?? 5000,
    maxElapsedMs: retry?.maxElapsedMs ?? Infinity,
  };
}
