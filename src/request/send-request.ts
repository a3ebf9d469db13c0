import pRetry from 'p-retry';
import { onSent } from '../client/single-attempt.js';
import { RequestTimeoutError } from '../errors.js';
import { defined } from '../options/defined.js';
import { abortable, linkAbort, LONGEST_TIMER_MS, sleep } from '../streams/abort.js';
import { backoffMs, type RetryPolicy } from './backoff.js';
import { classifyError, type RetryReason, type Verdict } from './classify-error.js';
import type { InFlight } from './in-flight.js';
import type { Permit, QuotaLimiter } from './rate-limiter.js';

/** How requests are sent. */
export interface SendSettings {
  readonly retry: RetryPolicy;
  readonly requestTimeoutMs: number;
  /** Bounds and measures the requests in flight, if there are several. */
  readonly inFlight?: InFlight | undefined;
}

export interface SendObserver {
  /** Called before each request. */
  readonly onRequest: () => void;
  /** Called after a failed attempt, before the wait for the next one. */
  readonly onRetry: (retry: Retry) => void;
}

export interface Retry {
  readonly reason: RetryReason;
  /** The attempt that failed; the first is 1. */
  readonly attempt: number;
  readonly delayMs: number;
  /** The `Retry-After` of the service, if it sent one. */
  readonly retryAfterMs?: number;
  readonly error: unknown;
}

/** A response and its cost. */
export interface Sent<Output> {
  readonly output: Output;
  readonly attempts: number;
  readonly elapsedMs: number;
}

/** A failed attempt. It carries any value through p-retry, which accepts only errors and retries no `TypeError`. */
export class SendFailure extends Error {
  readonly error: unknown;
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly verdict: Verdict;
  advice: string;

  constructor(error: unknown, attempts: number, elapsedMs: number) {
    super('the attempt failed');
    this.error = error;
    this.attempts = attempts;
    this.elapsedMs = elapsedMs;
    this.verdict = classifyError(error, Date.now());
    this.advice = this.verdict.advice;
  }
}

/** A request that is throttled more often competes with other users of the quota, and backs off. */
const RETRIES_WITHOUT_BACKOFF = 3;

/**
 * Sends one request until it succeeds, fails for good, or runs out of attempts.
 *
 * @throws {SendFailure} when the request is given up; the signal's own reason when it aborts
 */
export async function sendRequest<Output>(
  request: (signal: AbortSignal) => Promise<Output>,
  { retry, requestTimeoutMs, inFlight }: SendSettings,
  limiter: QuotaLimiter,
  signal: AbortSignal,
  { onRequest, onRetry }: SendObserver,
): Promise<Sent<Output>> {
  let startedAt: number | undefined;
  const elapsedMs = (): number => (startedAt === undefined ? 0 : performance.now() - startedAt);
  let attempts = 0;
  let throttled = 0;
  let lastFailure: SendFailure | undefined;
  /** Waits for a permit, that of a retry only until `maxElapsedMs`. */
  const acquire = (): Promise<Permit> => {
    const failure = lastFailure;
    if (failure === undefined) return limiter.acquire(signal);
    const wait = (ended: AbortSignal): Promise<Permit> => limiter.acquire(ended, throttled > 0);
    return withinTime(wait, retry.maxElapsedMs - elapsedMs(), () => tooLate(failure), signal);
  };
  const sendOnce = async (): Promise<Output> => {
    const permit = await acquire();
    const send = (attemptSignal: AbortSignal): Promise<Output> => {
      onSent(attemptSignal, () => permit.sent?.());
      return request(attemptSignal);
    };
    const run = async (): Promise<Output> => {
      signal.throwIfAborted();
      if (lastFailure !== undefined && elapsedMs() > retry.maxElapsedMs) throw tooLate(lastFailure);
      const sentAt = performance.now();
      startedAt ??= sentAt;
      attempts += 1;
      onRequest();
      const output = await attempt(send, requestTimeoutMs, signal);
      inFlight?.recordLatency(limiter, performance.now() - sentAt);
      return output;
    };
    try {
      // The permit comes before the slot, so that a slow quota holds no slot that another could use.
      const output = await (inFlight === undefined ? run() : abortable(inFlight.limit(run), signal));
      permit.release('accepted');
      return output;
    } catch (error) {
      const failure = error instanceof SendFailure ? error : new SendFailure(error, attempts, elapsedMs());
      const { verdict } = failure;
      const isThrottled = failure !== error && verdict.retry && verdict.reason === 'throttling';
      permit.release(isThrottled ? 'throttled' : 'failed');
      throw failure;
    }
  };
  const shouldRetry = async (failure: Error): Promise<boolean> => {
    if (!(failure instanceof SendFailure) || !failure.verdict.retry || failure === lastFailure) return false;
    lastFailure = failure;
    const { reason, retryAfterMs } = failure.verdict;
    if (reason === 'throttling') throttled += 1;
    const isPaced =
      reason === 'throttling' && throttled <= RETRIES_WITHOUT_BACKOFF && limiter.rate < Infinity;
    const delayMs = backoffMs(attempts, retry, isPaced ? () => 0 : Math.random, retryAfterMs);
    if (elapsedMs() + delayMs > retry.maxElapsedMs) throw tooLate(failure);
    onRetry({ reason, attempt: attempts, delayMs, ...defined({ retryAfterMs }), error: failure.error });
    await sleep(delayMs, signal);
    return true;
  };
  try {
    const output = await pRetry(sendOnce, {
      retries: retry.maxAttempts - 1,
      minTimeout: 0,
      signal,
      shouldRetry: ({ error }) => shouldRetry(error),
    });
    return { output, attempts, elapsedMs: elapsedMs() };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

/** The failure of an attempt whose retry would start too late. */
function tooLate(failure: SendFailure): SendFailure {
  failure.advice = 'The next attempt would start later than retry.maxElapsedMs allows.';
  return failure;
}

/** Runs one attempt, whose signal aborts after `requestTimeoutMs`. */
export function attempt<Output>(
  run: (signal: AbortSignal) => Promise<Output>,
  requestTimeoutMs: number,
  signal: AbortSignal,
): Promise<Output> {
  return withinTime(run, requestTimeoutMs, () => new RequestTimeoutError(requestTimeoutMs), signal);
}

/** Rejects with `error()` after `ms`, and aborts the signal of the work. Work that ignores the signal is abandoned. */
async function withinTime<Output>(
  run: (signal: AbortSignal) => Promise<Output>,
  ms: number,
  error: () => Error,
  signal: AbortSignal,
): Promise<Output> {
  const link = linkAbort(signal);
  const onTimeout = (): void => link.abort(error());
  const timer = ms < Infinity ? setTimeout(onTimeout, Math.min(ms, LONGEST_TIMER_MS)) : undefined;
  try {
    return await abortable(run(link.signal), link.signal);
  } finally {
    clearTimeout(timer);
    link.unlink();
  }
}
