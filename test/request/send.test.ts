import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestTimeoutError } from '../../src/errors.js';
import { InFlight } from '../../src/request/in-flight.js';
import { send, SendFailure, type RetryNotice } from '../../src/request/send.js';
import { errorOf } from '../support/read-sets.js';
import { UNPACED } from '../support/with-emulator.js';
import { untilAborted } from '../support/tracked-source.js';

const POLICY = { maxAttempts: 4, baseDelayMs: 100, maxDelayMs: 5000, maxElapsedMs: Infinity };
const SETTINGS = { retry: POLICY, requestTimeoutMs: 30_000, lane: UNPACED.lane('any') };
const quietly = (): void => undefined;

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

/** A request that fails as often as it is told, then answers. */
function flaky(failures: number, error: () => unknown = throttled) {
  return vi.fn(async (): Promise<string> => {
    if (failures-- > 0) throw error();
    return 'answer';
  });
}

describe('send', () => {
  it('repeats a request until it is answered, waiting in between', async () => {
    const request = flaky(2);
    const notices: RetryNotice[] = [];
    const sent = send(request, SETTINGS, new AbortController().signal, (notice) => notices.push(notice));
    await vi.runAllTimersAsync();
    expect(await sent).toMatchObject({ output: 'answer', attempts: 3 });
    expect(request).toHaveBeenCalledTimes(3);
    expect(notices.map(({ reason, attempt, delayMs }) => ({ reason, attempt, delayMs }))).toEqual([
      { reason: 'throttling', attempt: 1, delayMs: 50 },
      { reason: 'throttling', attempt: 2, delayMs: 100 },
    ]);
  });

  it('sends as many requests as there are attempts, then gives up with the last error', async () => {
    const request = flaky(Infinity);
    const failed = errorOf(send(request, SETTINGS, new AbortController().signal, quietly));
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
  ])('does not repeat %s, and hands it on by identity', async (_, thrown) => {
    const request = flaky(Infinity, () => thrown);
    const failure = (await errorOf(
      send(request, SETTINGS, new AbortController().signal, quietly),
    )) as SendFailure;
    expect(failure).toBeInstanceOf(SendFailure);
    expect(failure.error).toBe(thrown);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('repeats a TypeError that is a failed connection, as fetch throws it', async () => {
    const request = flaky(1, () => new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }));
    const sent = send(request, SETTINGS, new AbortController().signal, quietly);
    await vi.runAllTimersAsync();
    expect(await sent).toMatchObject({ attempts: 2 });
  });

  it('waits at least as long as Retry-After says', async () => {
    const request = flaky(1, () =>
      Object.assign(throttled(), { $response: { headers: { 'retry-after': '7' } } }),
    );
    const sent = send(request, SETTINGS, new AbortController().signal, quietly);
    await vi.advanceTimersByTimeAsync(6999);
    expect(request).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(request).toHaveBeenCalledTimes(2);
    expect(await sent).toMatchObject({ attempts: 2 });
  });

  it('begins no retry later than maxElapsedMs', async () => {
    const request = flaky(Infinity);
    const settings = { ...SETTINGS, retry: { ...POLICY, maxElapsedMs: 120 } };
    const failed = errorOf(send(request, settings, new AbortController().signal, quietly));
    await vi.runAllTimersAsync();
    expect(await failed).toMatchObject({ attempts: 2 }); // 50 ms fit, 100 more do not
  });

  it('ends an attempt that has no answer in time, and repeats it', async () => {
    const reasons: unknown[] = [];
    const request = vi.fn((signal: AbortSignal): Promise<string> => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return request.mock.calls.length === 1 ? new Promise(() => undefined) : Promise.resolve('answer');
    });
    const sent = send(request, { ...SETTINGS, requestTimeoutMs: 500 }, new AbortController().signal, quietly);
    await vi.advanceTimersByTimeAsync(499);
    expect(reasons).toEqual([]);
    await vi.runAllTimersAsync();
    expect(await sent).toMatchObject({ output: 'answer', attempts: 2 });
    expect(reasons).toEqual([expect.any(RequestTimeoutError)]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('an error of the listener ends it, by identity', async () => {
    const bug = new TypeError('a bug in onEvent');
    const failed = errorOf(
      send(flaky(1), SETTINGS, new AbortController().signal, () => {
        throw bug;
      }),
    );
    expect(await failed).toBe(bug);
  });
});

describe('an abort rejects at once with its own reason and leaves nothing', () => {
  const reason = { mine: true };

  it('before anything is sent', async () => {
    const request = flaky(0);
    expect(await errorOf(send(request, SETTINGS, AbortSignal.abort(reason), quietly))).toBe(reason);
    expect(request).not.toHaveBeenCalled();
  });

  it('during the request', async () => {
    const controller = new AbortController();
    const failed = errorOf(send(untilAborted, SETTINGS, controller.signal, quietly));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('during a request that does not heed it', async () => {
    const controller = new AbortController();
    const failed = errorOf(send(() => new Promise(() => undefined), SETTINGS, controller.signal, quietly));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('during the back-off', async () => {
    const controller = new AbortController();
    const request = flaky(Infinity);
    const failed = errorOf(send(request, SETTINGS, controller.signal, quietly));
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(1);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(request).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('during the wait for a place in flight, which then nobody takes', async () => {
    const controller = new AbortController();
    const inFlight = new InFlight(1);
    let leave = quietly;
    const occupied = inFlight.limit(() => new Promise<void>((resolve) => (leave = resolve)));
    const request = flaky(0);
    const failed = errorOf(send(request, { ...SETTINGS, inFlight }, controller.signal, quietly));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    leave();
    await occupied;
    await vi.advanceTimersByTimeAsync(10);
    expect(request).not.toHaveBeenCalled();
    expect(inFlight.limit.activeCount + inFlight.limit.pendingCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it("during the limiter's wait, and nothing is sent", async () => {
    const controller = new AbortController();
    const request = flaky(0);
    const lane = { rate: 5, acquire: untilAborted };
    const failed = errorOf(send(request, { ...SETTINGS, lane }, controller.signal, quietly));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(request).not.toHaveBeenCalled();
  });

  it('undefined as a reason is what AbortController makes of it', async () => {
    const controller = new AbortController();
    const failed = errorOf(send(untilAborted, SETTINGS, controller.signal, quietly));
    await vi.advanceTimersByTimeAsync(1);
    controller.abort();
    expect(await failed).toBe(controller.signal.reason);
  });
});

it('holds a place in flight for an attempt, not for the wait between two', async () => {
  const inFlight = new InFlight(1);
  const settings = { ...SETTINGS, inFlight };
  const { signal } = new AbortController();
  const waiting = send(flaky(1), settings, signal, quietly);
  await vi.advanceTimersByTimeAsync(1);
  expect(await send(flaky(0), settings, signal, quietly)).toMatchObject({ attempts: 1 });
  await vi.runAllTimersAsync();
  expect(await waiting).toMatchObject({ attempts: 2 });
});

it('tells the lane how each attempt went, once', async () => {
  const outcomes: string[] = [];
  const lane = {
    rate: Infinity,
    acquire: async () => ({ settle: (outcome: string) => void outcomes.push(outcome) }),
  };
  const errors = [throttled(), Object.assign(new Error('no'), { name: 'InternalServerException' })];
  const request = flaky(2, () => errors.shift());
  const sent = send(request, { ...SETTINGS, lane }, new AbortController().signal, quietly);
  await vi.runAllTimersAsync();
  expect(await sent).toMatchObject({ attempts: 3 });
  expect(outcomes).toEqual(['throttled', 'failed', 'taken']);
});
