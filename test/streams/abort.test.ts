import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { abortable, linkAbort, sleep } from '../../src/streams/abort.js';
import { errorOf } from '../support/read-sets.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('abortable', () => {
  it('settles like the work and removes its listener', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(5), signal)).toBe(5);
    const error = new Error('no');
    expect(await errorOf(abortable(Promise.reject(error), signal))).toBe(error);
    expect(listeners(signal)).toBe(0);
  });

  it('rejects at once when the signal aborts, and ignores a later failure of the work', async () => {
    const controller = new AbortController();
    let fail = (_: unknown): void => undefined;
    const work = new Promise((_, reject) => (fail = reject));
    const waiting = errorOf(abortable(work, controller.signal));
    controller.abort('enough');
    expect(await waiting).toBe('enough');
    fail(new Error('too late'));
  });

  it('rejects if the signal has already aborted', async () => {
    expect(await errorOf(abortable(Promise.resolve(1), AbortSignal.abort('aborted')))).toBe('aborted');
  });

  it('rejects with a falsy value', async () => {
    const { signal } = new AbortController();
    expect(await errorOf(abortable(Promise.reject(undefined), signal))).toBe(undefined);
  });
});

describe('sleep', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits, and leaves neither a timer nor a listener', async () => {
    const { signal } = new AbortController();
    const slept = sleep(1000, signal);
    await vi.advanceTimersByTimeAsync(1000);
    await slept;
    expect([vi.getTimerCount(), listeners(signal)]).toEqual([0, 0]);
  });

  it('rejects with the reason of an abort, and leaves neither a timer nor a listener', async () => {
    const controller = new AbortController();
    const slept = errorOf(sleep(1000, controller.signal));
    controller.abort('enough');
    expect(await slept).toBe('enough');
    expect([vi.getTimerCount(), listeners(controller.signal)]).toEqual([0, 0]);
    expect(await errorOf(sleep(1000, controller.signal))).toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not end at once if the wait is longer than a timer can hold', async () => {
    const controller = new AbortController();
    const done = vi.fn();
    const slept = sleep(Infinity, controller.signal).then(done, () => undefined);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(done).not.toHaveBeenCalled();
    controller.abort();
    await slept;
  });
});

describe('linkAbort', () => {
  it('aborts with the reason of the first parent that aborts, by identity', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const link = linkAbort(one.signal, undefined, two.signal);
    const reason = {};
    two.abort(reason);
    expect(link.signal.reason).toBe(reason);
    one.abort(new Error('later'));
    expect(link.signal.reason).toBe(reason);
    expect([listeners(one.signal), listeners(two.signal)]).toEqual([0, 0]);
  });

  it('is aborted from the start if a parent has aborted', () => {
    const other = new AbortController();
    const link = linkAbort(other.signal, AbortSignal.abort('aborted'));
    expect(link.signal.reason).toBe('aborted');
    expect(listeners(other.signal)).toBe(0);
  });

  it('can be aborted without aborting its parents', () => {
    const parent = new AbortController();
    const link = linkAbort(parent.signal);
    link.abort('done');
    link.abort('again');
    expect(link.signal.reason).toBe('done');
    expect(parent.signal.aborted).toBe(false);
    expect(listeners(parent.signal)).toBe(0);
  });

  it('ignores its parents after unlink()', () => {
    const parent = new AbortController();
    const link = linkAbort(parent.signal);
    expect(listeners(parent.signal)).toBe(1);
    link.unlink();
    link.unlink();
    parent.abort();
    expect(link.signal.aborted).toBe(false);
    expect(listeners(parent.signal)).toBe(0);
  });

  it('shares one listener on a parent between all links, and removes it with the last link', () => {
    const parent = new AbortController();
    const links = Array.from({ length: 50 }, () => linkAbort(parent.signal));
    expect(listeners(parent.signal)).toBe(1);
    for (const link of links.slice(1)) link.unlink();
    expect(listeners(parent.signal)).toBe(1);
    links[0]?.unlink();
    expect(listeners(parent.signal)).toBe(0);
    const again = [linkAbort(parent.signal), linkAbort(parent.signal)];
    links[0]?.unlink();
    parent.abort('aborted');
    expect(again.map(({ signal }) => signal.reason as unknown)).toEqual(['aborted', 'aborted']);
    expect(links.some(({ signal }) => signal.aborted)).toBe(false);
    expect(listeners(parent.signal)).toBe(0);
  });
});
