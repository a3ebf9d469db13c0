import pRetry from 'p-retry';
import { onDeparture } from '../client/departure.js';
import { abortable, sleep } from '../lifetime/abortable.js';
import { attempt } from './attempt.js';
import { backoffMs } from './backoff.js';
import { classifyError, type RetryReason, type Verdict } from './classify-error.js';
import type { InFlight } from './in-flight.js';
import type { Lane } from './lane.js';
import type { RetryPolicy } from './retry-options.js';

/** How the requests of one iteration are sent. */
export interface SendSettings {
  readonly retry: RetryPolicy;
  readonly requestTimeoutMs: number;
  /** Bounds and measures the requests in flight, where several are. */
  readonly inFlight?: InFlight | undefined;
  /** Paces the requests of one quota. */
  readonly lane: Lane;
  /** Told of each request as it is sent. */
  readonly onSend?: (() => void) | undefined;
}

/** A retry that is about to be waited for. */
export interface RetryNotice {
  readonly reason: RetryReason;
  /** The attempt that failed; the first is 1. */
  readonly attempt: number;
  /** How long the next attempt waits, in milliseconds. */
  readonly delayMs: number;
  readonly error: unknown;
}

/** An answer, and what it took to get it. */
export interface Sent<Output> {
  readonly output: Output;
  readonly attempts: number;
  readonly elapsedMs: number;
}

/** A request that is given up: its last error, what to do about it, and what it took. Internal; `pages` words it. */
export class SendFailure extends Error {
  readonly error: unknown;
  readonly advice: string;
  readonly attempts: number;
  readonly elapsedMs: number;

  constructor(failed: FailedAttempt, attempts: number, elapsedMs: number, outOfTime: boolean) {
    super('the request is given up');
    this.error = failed.error;
    this.advice = outOfTime
      ? 'The next attempt would come later than retry.maxElapsedMs allows.'
      : failed.verdict.advice;
    this.attempts = attempts;
    this.elapsedMs = elapsedMs;
  }
}

/** Carries any thrown value through p-retry, which knows errors only and never repeats a `TypeError`. */
class FailedAttempt extends Error {
  readonly error: unknown;
  readonly verdict: Verdict;

  constructor(error: unknown) {
    super('the attempt failed');
    this.error = error;
    this.verdict = classifyError(error, Date.now());
  }

  get isThrottled(): boolean {
    return this.verdict.retry && this.verdict.reason === 'throttling';
  }
}

/**
 * A throttled request waits for the next turn of its lane, and that is all it has to wait for. One that is throttled
 * more often than this draws on a quota that others use up, and backs off like any other.
 */
const PACED_RETRIES = 3;

/**
 * Sends one request until it is answered, is refused for good, or its attempts are used up. p-retry counts the
 * attempts; what is repeated and when is decided by `classifyError` and `backoffMs`.
 *
 * @throws {SendFailure} when it is given up; the signal's own reason when that aborts
 */
export async function send<Output>(
  request: (signal: AbortSignal) => Promise<Output>,
  { retry, requestTimeoutMs, inFlight, lane, onSend }: SendSettings,
  signal: AbortSignal,
  onRetry: (notice: RetryNotice) => void,
): Promise<Sent<Output>> {
  let startedAt: number | undefined;
  const elapsedMs = (): number => (startedAt === undefined ? 0 : performance.now() - startedAt);
  let attempts = 0;
  let throttled = 0;
  let outOfTime = false;
  const once = async (): Promise<Output> => {
    const turn = await lane.acquire(signal, throttled > 0);
    const depart = (attemptSignal: AbortSignal): Promise<Output> => {
      onDeparture(attemptSignal, () => {
        turn.leave?.();
      });
      return request(attemptSignal);
    };
    const run = async (): Promise<Output> => {
      signal.throwIfAborted();
      const sentAt = performance.now();
      startedAt ??= sentAt;
      attempts += 1;
      onSend?.();
      const output = await attempt(depart, requestTimeoutMs, signal);
      inFlight?.note(lane, performance.now() - sentAt);
      return output;
    };
    try {
      // The turn comes before the place: a lane that is slow must not hold places that another could use.
      const output = await (inFlight === undefined ? run() : abortable(inFlight.limit(run), signal));
      turn.settle('taken');
      return output;
    } catch (error) {
      const failed = new FailedAttempt(error);
      turn.settle(failed.isThrottled ? 'throttled' : 'failed');
      throw failed;
    }
  };
  try {
    const output = await pRetry(once, {
      retries: retry.maxAttempts - 1,
      minTimeout: 0,
      signal,
      shouldRetry: async ({ error }) => {
        if (!(error instanceof FailedAttempt) || !error.verdict.retry) return false;
        const { reason, retryAfterMs } = error.verdict;
        if (error.isThrottled) throttled += 1;
        const delayMs =
          error.isThrottled && throttled <= PACED_RETRIES && lane.rate < Infinity
            ? (retryAfterMs ?? 0)
            : backoffMs(attempts, retry, Math.random, retryAfterMs);
        if (elapsedMs() + delayMs > retry.maxElapsedMs) {
          outOfTime = true;
          return false;
        }
        onRetry({ reason, attempt: attempts, delayMs, error: error.error });
        await sleep(delayMs, signal);
        return true;
      },
    });
    return { output, attempts, elapsedMs: elapsedMs() };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof FailedAttempt) throw new SendFailure(error, attempts, elapsedMs(), outOfTime);
    throw error;
  }
}
