import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { openScope } from '../../src/lifetime/scope.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('openScope', () => {
  it('aborts with the reason of the first parent that does, by identity', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const scope = openScope(one.signal, undefined, two.signal);
    const reason = {};
    two.abort(reason);
    expect(scope.signal.reason).toBe(reason);
    one.abort(new Error('later'));
    expect(scope.signal.reason).toBe(reason);
    expect([listeners(one.signal), listeners(two.signal)]).toEqual([0, 0]);
  });

  it('is over from the start when a parent is', () => {
    const other = new AbortController();
    const scope = openScope(other.signal, AbortSignal.abort('over'));
    expect(scope.signal.reason).toBe('over');
    expect(listeners(other.signal)).toBe(0);
  });

  it('ends by itself without touching its parents', () => {
    const parent = new AbortController();
    const scope = openScope(parent.signal);
    scope.abort('done');
    scope.abort('again');
    expect(scope.signal.reason).toBe('done');
    expect(parent.signal.aborted).toBe(false);
    expect(listeners(parent.signal)).toBe(0);
  });

  it('follows no longer once it is released', () => {
    const parent = new AbortController();
    const scope = openScope(parent.signal);
    expect(listeners(parent.signal)).toBe(1);
    scope.release();
    scope.release();
    parent.abort();
    expect(scope.signal.aborted).toBe(false);
    expect(listeners(parent.signal)).toBe(0);
  });

  it('many scopes at once put one listener on their signal, and the last one takes it away', () => {
    const parent = new AbortController();
    const scopes = Array.from({ length: 50 }, () => openScope(parent.signal));
    expect(listeners(parent.signal)).toBe(1);
    for (const scope of scopes.slice(1)) scope.release();
    expect(listeners(parent.signal)).toBe(1);
    scopes[0]?.release();
    expect(listeners(parent.signal)).toBe(0);
    const again = [openScope(parent.signal), openScope(parent.signal)];
    scopes[0]?.release();
    parent.abort('over');
    expect(again.map(({ signal }) => signal.reason as unknown)).toEqual(['over', 'over']);
    expect(scopes.some(({ signal }) => signal.aborted)).toBe(false);
    expect(listeners(parent.signal)).toBe(0);
  });
});
