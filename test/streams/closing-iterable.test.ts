import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { closingIterator } from '../../src/streams/closing-iterable.js';
import { errorOf } from '../support/read-sets.js';
import { settle, untilAborted } from '../support/tracked-source.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const DONE = { done: true, value: undefined };

/** A generator that yields 1 and then waits for an abort. It records its progress in `events`. */
function parking(events: unknown[]) {
  return async function* (signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    events.push('started');
    try {
      yield 1;
      await untilAborted(signal);
    } finally {
      await settle();
      events.push('closed');
    }
  };
}

describe('closingIterator', () => {
  it('starts nothing before the first next()', async () => {
    const events: unknown[] = [];
    const { signal } = new AbortController();
    const iterator = closingIterator(parking(events), signal);
    await settle();
    expect(events).toEqual([]);
    expect(await iterator.return()).toEqual(DONE);
    expect(await iterator.next()).toEqual(DONE);
    expect(events).toEqual([]);
    expect(listeners(signal)).toBe(0);
  });

  it('return() ends a pending next(), unlike that of a plain generator, which waits for it', async () => {
    const events: unknown[] = [];
    const { signal } = new AbortController();
    const iterator = closingIterator(parking(events), signal);
    await iterator.next();
    const pending = iterator.next();
    await iterator.return();
    expect(events).toEqual(['started', 'closed']);
    expect(await pending).toEqual(DONE);
    expect(listeners(signal)).toBe(0);
  });

  it('an abort runs the `finally` and rejects the pending next() with its reason by identity', async () => {
    const events: unknown[] = [];
    const controller = new AbortController();
    const iterator = closingIterator(parking(events), controller.signal);
    await iterator.next();
    const pending = errorOf(iterator.next());
    const reason = { why: 'enough' };
    controller.abort(reason);
    expect(await pending).toBe(reason);
    expect(events).toEqual(['started', 'closed']);
    expect(await iterator.next()).toEqual(DONE);
    expect(listeners(controller.signal)).toBe(0);
  });

  it('an abort between two calls closes the generator at once, and the next call rejects', async () => {
    const events: unknown[] = [];
    const controller = new AbortController();
    const iterator = closingIterator(parking(events), undefined, controller.signal);
    await iterator.next();
    controller.abort('enough');
    await settle();
    await settle();
    expect(events).toEqual(['started', 'closed']);
    expect(await errorOf(iterator.next())).toBe('enough');
    expect(await iterator.next()).toEqual(DONE);
  });

  it('rejects and starts nothing if the signal has already aborted', async () => {
    const events: unknown[] = [];
    const iterator = closingIterator(parking(events), AbortSignal.abort('aborted'));
    expect(await errorOf(iterator.next())).toBe('aborted');
    expect(await iterator.next()).toEqual(DONE);
    expect(events).toEqual([]);
  });

  it('throws an error of the generator once, by identity, even a falsy one', async () => {
    for (const error of [new Error('no'), undefined, null, 0]) {
      const { signal } = new AbortController();
      const iterator = closingIterator(async function* () {
        yield 1;
        throw error;
      }, signal);
      await iterator.next();
      expect(await errorOf(iterator.next())).toBe(error);
      expect(await iterator.next()).toEqual(DONE);
      expect(listeners(signal)).toBe(0);
    }
  });

  it('rejects with the reason of the abort even if the abort makes the generator throw another error', async () => {
    const controller = new AbortController();
    const iterator = closingIterator(async function* (signal): AsyncGenerator<number, void, undefined> {
      yield 1;
      await untilAborted(signal).catch(() => {
        throw new Error('a wrapped abort');
      });
    }, controller.signal);
    await iterator.next();
    const pending = errorOf(iterator.next());
    controller.abort('enough');
    expect(await pending).toBe('enough');
  });

  it('return() rejects with an error of the `finally`', async () => {
    const error = new Error('cannot close');
    const iterator = closingIterator(async function* () {
      try {
        yield 1;
      } finally {
        // eslint-disable-next-line no-unsafe-finally
        throw error;
      }
    });
    await iterator.next();
    expect(await errorOf(iterator.return())).toBe(error);
  });

  it('throw() closes the generator and rejects with the error', async () => {
    const events: unknown[] = [];
    const iterator = closingIterator(parking(events));
    await iterator.next();
    expect(await errorOf(iterator.throw('mine'))).toBe('mine');
    expect(events).toEqual(['started', 'closed']);
  });

  it('parallel next() calls each get their own item, then the end', async () => {
    const iterator = closingIterator(async function* () {
      yield* [1, 2];
    });
    const results = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
    expect(results).toEqual([{ done: false, value: 1 }, { done: false, value: 2 }, DONE, DONE]);
  });

  it('`await using` closes the generator', async () => {
    const events: unknown[] = [];
    const iterator = closingIterator(parking(events));
    await iterator.next();
    await iterator[Symbol.asyncDispose]();
    expect(events).toEqual(['started', 'closed']);
  });
});
