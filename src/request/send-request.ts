import pRetry from 'p-retry';
import { onSent } from '../client/single-attempt.js';
import { RequestTimeoutError } from '../errors.js';
import { abortable, linkAbort, LONGEST_TIMER_MS, sleep } from '../streams/abort.js';
import { backoffMs, type RetryPolicy } from './backoff.js';
import { classifyError, type RetryReason, type Verdict } from './classify-error.js';
import type { InFlight } from './in-flight.js';
import type { QuotaLimiter } from './rate-limiter.js';

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
  const sendOnce = async (): Promise<Output> => {
    const permit = await limiter.acquire(signal, throttled > 0);
    const send = (attemptSignal: AbortSignal): Promise<Output> => {
      onSent(attemptSignal, () => permit.sent?.());
      return request(attemptSignal);
    };
    const run = async (): Promise<Output> => {
      signal.throwIfAborted();
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
      const failure = new SendFailure(error, attempts, elapsedMs());
      const { verdict } = failure;
      permit.release(verdict.retry && verdict.reason === 'throttling' ? 'throttled' : 'failed');
      throw failure;
    }
  };
  const shouldRetry = async (failure: Error): Promise<boolean> => {
    if (!(failure instanceof SendFailure) || !failure.verdict.retry) return false;
    const { reason, retryAfterMs } = failure.verdict;
    if (reason === 'throttling') throttled += 1;
    const isPaced =
      reason === 'throttling' && throttled <= RETRIES_WITHOUT_BACKOFF && limiter.rate < Infinity;
    const delayMs = isPaced ? (retryAfterMs ?? 0) : backoffMs(attempts, retry, Math.random, retryAfterMs);
    if (elapsedMs() + delayMs > retry.maxElapsedMs) {
      failure.advice = 'The next attempt would start later than retry.maxElapsedMs allows.';
      return false;
    }
    onRetry({ reason, attempt: attempts, delayMs, error: failure.error });
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

/** Runs one attempt, whose signal aborts after `requestTimeoutMs`. An attempt that ignores the signal is abandoned. */
export async function attempt<Output>(
  run: (signal: AbortSignal) => Promise<Output>,
  requestTimeoutMs: number,
  signal: AbortSignal,
): Promise<Output> {
  const link = linkAbort(signal);
  const onTimeout = (): void => link.abort(new RequestTimeoutError(requestTimeoutMs));
  const isLimited = requestTimeoutMs < Infinity;
  const timer = isLimited ? setTimeout(onTimeout, Math.min(requestTimeoutMs, LONGEST_TIMER_MS)) : undefined;
  try {
    return await abortable(run(link.signal), link.signal);
  } finally {
    clearTimeout(timer);
    link.unlink();
  }
}
