import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { abortable, sleep } from '../../src/lifetime/abortable.js';
import { errorOf } from '../support/read-sets.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('abortable', () => {
  it('settles as the work does and takes its listener away', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(5), signal)).toBe(5);
    const error = new Error('no');
    expect(await errorOf(abortable(Promise.reject(error), signal))).toBe(error);
    expect(listeners(signal)).toBe(0);
  });

  it('rejects at once when the signal aborts, and ignores a failure of the work after that', async () => {
    const controller = new AbortController();
    let fail = (_: unknown): void => undefined;
    const work = new Promise((_, reject) => (fail = reject));
    const waiting = errorOf(abortable(work, controller.signal));
    controller.abort('enough');
    expect(await waiting).toBe('enough');
    fail(new Error('nobody waits for this'));
  });

  it('rejects when the signal had aborted before', async () => {
    expect(await errorOf(abortable(Promise.resolve(1), AbortSignal.abort('over')))).toBe('over');
  });

  it('a falsy rejection is one', async () => {
    const { signal } = new AbortController();
    expect(await errorOf(abortable(Promise.reject(undefined), signal))).toBe(undefined);
  });
});

describe('sleep', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits, and leaves neither timer nor listener', async () => {
    const { signal } = new AbortController();
    const slept = sleep(1000, signal);
    await vi.advanceTimersByTimeAsync(1000);
    await slept;
    expect([vi.getTimerCount(), listeners(signal)]).toEqual([0, 0]);
  });

  it('is ended by an abort with its reason, and leaves neither timer nor listener', async () => {
    const controller = new AbortController();
    const slept = errorOf(sleep(1000, controller.signal));
    controller.abort('enough');
    expect(await slept).toBe('enough');
    expect([vi.getTimerCount(), listeners(controller.signal)]).toEqual([0, 0]);
    expect(await errorOf(sleep(1000, controller.signal))).toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a wait longer than a timer can hold does not end at once', async () => {
    const controller = new AbortController();
    const done = vi.fn();
    const slept = sleep(Infinity, controller.signal).then(done, () => undefined);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(done).not.toHaveBeenCalled();
    controller.abort();
    await slept;
  });
});
