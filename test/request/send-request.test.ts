import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestTimeoutError } from '../../src/errors.js';
import { InFlight } from '../../src/request/in-flight.js';
import type { QuotaLimiter } from '../../src/request/rate-limiter.js';
import { sendRequest, SendFailure, type Retry, type SendSettings } from '../../src/request/send-request.js';
import { errorOf } from '../support/read-sets.js';
import { UNPACED } from '../support/with-emulator.js';
import { untilAborted } from '../support/tracked-source.js';

const POLICY = { maxAttempts: 4, baseDelayMs: 100, maxDelayMs: 5000, maxElapsedMs: Infinity };
const SETTINGS = { retry: POLICY, requestTimeoutMs: 30_000 };
const ignore = (): void => undefined;

/** Sends a request with defaults for everything that a test does not set. */
function send<Output>(
  request: (signal: AbortSignal) => Promise<Output>,
  {
    settings = SETTINGS,
    limiter = UNPACED.forQuota('any'),
    signal = new AbortController().signal,
    onRetry = ignore,
  }: {
    settings?: SendSettings;
    limiter?: QuotaLimiter;
    signal?: AbortSignal;
    onRetry?: (retry: Retry) => void;
  } = {},
) {
  return sendRequest(request, settings, limiter, signal, { onRequest: ignore, onRetry });
}

const throttled = (): Error =>
  Object.assign(new Error('Rate exceeded'), {
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 429 },
  });

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Creates a request that fails this many times and then succeeds. */
function flaky(failures: number, error: () => unknown = throttled) {
  return vi.fn(async (): Promise<string> => {
    if (failures-- > 0) throw error();
    return 'response';
  });
}

describe('sendRequest', () => {
  it('retries a request until it succeeds, with a back-off', async () => {
    const request = flaky(2);
    const retries: Retry[] = [];
    const sent = send(request, { onRetry: (retry) => retries.push(retry) });
    await vi.runAllTimersAsync();
    expect(await sent).toMatchObject({ output: 'response', attempts: 3 });
    expect(request).toHaveBeenCalledTimes(3);
    expect(retries.map(({ reason, attempt, delayMs }) => ({ reason, attempt, delayMs }))).toEqual([
      { reason: 'throttling', attempt: 1, delayMs: 50 },
      { reason: 'throttling', attempt: 2, delayMs: 100 },
    ]);
  });

  it('sends maxAttempts requests, then rejects with the last error', async () => {
    const request = flaky(Infinity);
    const failed = errorOf(send(request));
    await vi.runAllTimersAsync();
    const failure = (await failed) as SendFailure;
    expect(failure).toBeInstanceOf(SendFailure);
    expect(failure).toMatchObject({ attempts: 4, error: { name: 'ThrottlingException' } });
    expect(request).toHaveBeenCalledTimes(4);
  });

  it.each([
    ['a TypeError', new TypeError('a bug')],
    ['undefined', undefined],
    ['a string', 'no'],
  ])('does not retry %s, and rejects with it by identity', async (_, thrown) => {
    const request = flaky(Infinity, () => thrown);
    const failure = (await errorOf(send(request))) as SendFailure;
    expect(failure).toBeInstanceOf(SendFailure);
    expect(failure.error).toBe(thrown);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('retries a TypeError of fetch that is a failed connection', async () => {
    const request = flaky(1, () => new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }));
    const sent = send(request);
    await vi.runAllTimersAsync();
    expect(await sent).toMatchObject({ attempts: 2 });
  });

  it('waits at least as long as Retry-After', async () => {
    const request = flaky(1, () =>
      Object.assign(throttled(), { $response: { headers: { 'retry-after': '7' } } }),
    );
    const sent = send(request);
    await vi.advanceTimersByTimeAsync(6999);
    expect(request).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(request).toHaveBeenCalledTimes(2);
    expect(await sent).toMatchObject({ attempts: 2 });
  });

  it('starts no retry later than maxElapsedMs', async () => {
    const request = flaky(Infinity);
    const settings = { ...SETTINGS, retry: { ...POLICY, maxElapsedMs: 120 } };
    const failed = errorOf(send(request, { settings }));
    await vi.runAllTimersAsync();
    expect(await failed).toMatchObject({ attempts: 2 }); // 50 ms fit; 100 ms more do not
  });

  it('waits for the permit of a retry no longer than maxElapsedMs, and then rejects with the last error', async () => {
    const request = flaky(Infinity);
    const signals: AbortSignal[] = [];
    const limiter: QuotaLimiter = {
      rate: 5,
      acquire: (signal) => {
        signals.push(signal);
        return signals.length === 1 ? UNPACED.forQuota('any').acquire(signal) : untilAborted(signal);
      },
    };
    const settings = { ...SETTINGS, retry: { ...POLICY, maxElapsedMs: 60_000 } };
    const failed = errorOf(send(request, { settings, limiter }));
    await vi.advanceTimersByTimeAsync(59_999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    await vi.advanceTimersByTimeAsync(1);
    const failure = (await failed) as SendFailure;
    expect(failure).toMatchObject({ attempts: 1, error: { name: 'ThrottlingException' } });
    expect(failure.advice).toContain('retry.maxElapsedMs');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts no retry that waited for a slot until after maxElapsedMs', async () => {
    const inFlight = new InFlight(1);
    const request = flaky(1);
    const settings = { ...SETTINGS, inFlight, retry: { ...POLICY, maxElapsedMs: 200 } };
    const failed = errorOf(send(request, { settings }));
    await vi.advanceTimersByTimeAsync(10);
    let finish = ignore;
    void inFlight.limit(() => new Promise<void>((resolve) => (finish = resolve)));
    await vi.advanceTimersByTimeAsync(500);
    finish();
    await vi.advanceTimersByTimeAsync(1);
    expect(await failed).toMatchObject({ attempts: 1, error: { name: 'ThrottlingException' } });
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('reports the Retry-After of the service, and waits for at most an hour of it, also within a rate limit', async () => {
    const request = flaky(1, () =>
      Object.assign(throttled(), { $response: { headers: { 'retry-after': '86400' } } }),
    );
    const retries: Retry[] = [];
    const limiter = { ...UNPACED.forQuota('any'), rate: 5 };
    const sent = send(request, { limiter, onRetry: (retry) => retries.push(retry) });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await sent).toMatchObject({ attempts: 2 });
    expect(retries).toMatchObject([{ delayMs: 3_600_000, retryAfterMs: 86_400_000 }]);
  });

  it('ends an attempt without a response in time, and retries it', async () => {
    const reasons: unknown[] = [];
    const request = vi.fn((signal: AbortSignal): Promise<string> => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return request.mock.calls.length === 1 ? new Promise(() => undefined) : Promise.resolve('response');
    });
    const sent = send(request, { settings: { ...SETTINGS, requestTimeoutMs: 500 } });
    await vi.advanceTimersByTimeAsync(499);
    expect(reasons).toEqual([]);
    await vi.runAllTimersAsync();
    expect(await sent).toMatchObject({ output: 'response', attempts: 2 });
    expect(reasons).toEqual([expect.any(RequestTimeoutError)]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects with an error of onRetry by identity', async () => {
    const bug = new TypeError('a bug in onEvent');
    const failed = errorOf(
      send(flaky(1), {
        onRetry: () => {
          throw bug;
        },
      }),
    );
    expect(await failed).toBe(bug);
  });
});

describe('an abort rejects at once with its own reason, and leaves no timer and no listener', () => {
  const reason = { mine: true };

  it('before anything is sent', async () => {
    const request = flaky(0);
    expect(await errorOf(send(request, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(request).not.toHaveBeenCalled();
  });

  it('during the request', async () => {
    const controller = new AbortController();
    const failed = errorOf(send(untilAborted, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('during a request that ignores the signal', async () => {
    const controller = new AbortController();
    const failed = errorOf(send(() => new Promise(() => undefined), { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('during the back-off', async () => {
    const controller = new AbortController();
    const request = flaky(Infinity);
    const failed = errorOf(send(request, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(1);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(request).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('during the wait for a slot, which stays free', async () => {
    const controller = new AbortController();
    const inFlight = new InFlight(1);
    let finish = ignore;
    const occupied = inFlight.limit(() => new Promise<void>((resolve) => (finish = resolve)));
    const request = flaky(0);
    const failed = errorOf(send(request, { settings: { ...SETTINGS, inFlight }, signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    finish();
    await occupied;
    await vi.advanceTimersByTimeAsync(10);
    expect(request).not.toHaveBeenCalled();
    expect(inFlight.limit.activeCount + inFlight.limit.pendingCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('during the wait for a permit, and nothing is sent', async () => {
    const controller = new AbortController();
    const request = flaky(0);
    const limiter = { rate: 5, acquire: untilAborted };
    const failed = errorOf(send(request, { limiter, signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(request).not.toHaveBeenCalled();
  });

  it('with the default reason of AbortController', async () => {
    const controller = new AbortController();
    const failed = errorOf(send(untilAborted, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(1);
    controller.abort();
    expect(await failed).toBe(controller.signal.reason);
  });
});

it('a request holds a slot during an attempt, not during the back-off', async () => {
  const inFlight = new InFlight(1);
  const settings = { ...SETTINGS, inFlight };
  const waiting = send(flaky(1), { settings });
  await vi.advanceTimersByTimeAsync(1);
  expect(await send(flaky(0), { settings })).toMatchObject({ attempts: 1 });
  await vi.runAllTimersAsync();
  expect(await waiting).toMatchObject({ attempts: 2 });
});

it('the limiter receives the outcome of each attempt once', async () => {
  const outcomes: string[] = [];
  const limiter = {
    rate: Infinity,
    acquire: async () => ({ release: (outcome: string) => void outcomes.push(outcome) }),
  };
  const errors = [throttled(), Object.assign(new Error('no'), { name: 'InternalServerException' })];
  const request = flaky(2, () => errors.shift());
  const sent = send(request, { limiter });
  await vi.runAllTimersAsync();
  expect(await sent).toMatchObject({ attempts: 3 });
  expect(outcomes).toEqual(['throttled', 'failed', 'accepted']);
});
