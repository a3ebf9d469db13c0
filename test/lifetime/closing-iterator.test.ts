import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { closingIterator } from '../../src/lifetime/closing-iterator.js';
import { errorOf } from '../support/read-sets.js';
import { settle, untilAborted } from '../support/tracked-source.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const DONE = { done: true, value: undefined };

/** A body that gives 1, then waits for its end; `events` tells what it went through. */
function parking(events: unknown[]) {
  return async function* (signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    events.push('begun');
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
  it('begins nothing before the first next()', async () => {
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

  it('return() ends a parked next(): abort first, since return() queues behind it', async () => {
    const events: unknown[] = [];
    const { signal } = new AbortController();
    const iterator = closingIterator(parking(events), signal);
    await iterator.next();
    const parked = iterator.next();
    await iterator.return();
    expect(events).toEqual(['begun', 'closed']);
    expect(await parked).toEqual(DONE);
    expect(listeners(signal)).toBe(0);
  });

  it('an abort rejects the pending next() by identity and runs the finally first', async () => {
    const events: unknown[] = [];
    const controller = new AbortController();
    const iterator = closingIterator(parking(events), controller.signal);
    await iterator.next();
    const parked = errorOf(iterator.next());
    const reason = { why: 'enough' };
    controller.abort(reason);
    expect(await parked).toBe(reason);
    expect(events).toEqual(['begun', 'closed']);
    expect(await iterator.next()).toEqual(DONE);
    expect(listeners(controller.signal)).toBe(0);
  });

  it('an abort between two next() closes the body at once, and is told by the next one', async () => {
    const events: unknown[] = [];
    const controller = new AbortController();
    const iterator = closingIterator(parking(events), undefined, controller.signal);
    await iterator.next();
    controller.abort('enough');
    await settle();
    await settle();
    expect(events).toEqual(['begun', 'closed']);
    expect(await errorOf(iterator.next())).toBe('enough');
    expect(await iterator.next()).toEqual(DONE);
  });

  it('a signal that aborted before it begins: its reason, and nothing is begun', async () => {
    const events: unknown[] = [];
    const iterator = closingIterator(parking(events), AbortSignal.abort('over'));
    expect(await errorOf(iterator.next())).toBe('over');
    expect(await iterator.next()).toEqual(DONE);
    expect(events).toEqual([]);
  });

  it('an error of the body is thrown by identity, once, also a falsy one', async () => {
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

  it('an abort that makes the body throw something else is still told as itself', async () => {
    const controller = new AbortController();
    const iterator = closingIterator(async function* (signal): AsyncGenerator<number, void, undefined> {
      yield 1;
      await untilAborted(signal).catch(() => {
        throw new Error('a wrapped abort');
      });
    }, controller.signal);
    await iterator.next();
    const parked = errorOf(iterator.next());
    controller.abort('enough');
    expect(await parked).toBe('enough');
  });

  it('an error while closing reaches whoever calls return()', async () => {
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

  it('throw() closes and throws', async () => {
    const events: unknown[] = [];
    const iterator = closingIterator(parking(events));
    await iterator.next();
    expect(await errorOf(iterator.throw('mine'))).toBe('mine');
    expect(events).toEqual(['begun', 'closed']);
  });

  it('several next() at once each get their own item, then the end', async () => {
    const iterator = closingIterator(async function* () {
      yield* [1, 2];
    });
    const results = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
    expect(results).toEqual([{ done: false, value: 1 }, { done: false, value: 2 }, DONE, DONE]);
  });

  it('is closed by `await using`', async () => {
    const events: unknown[] = [];
    const iterator = closingIterator(parking(events));
    await iterator.next();
    await iterator[Symbol.asyncDispose]();
    expect(events).toEqual(['begun', 'closed']);
  });
});
