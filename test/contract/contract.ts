import { describe, expect, it } from 'vitest';
import { abortable } from '../../src/lifetime/abortable.js';
import { errorOf } from '../support/read-sets.js';
import { settle, trackedEndless, trackedFailure, trackedItems } from '../support/tracked-source.js';

/** The clauses of the contract that an operator on one stream may be known not to keep. */
export type Clause =
  | 'closes its source on break'
  | 'gives items before its source has ended'
  | 'ends a pending next() of its source on return()';

/** An operator on one stream, as the contract sees it. */
export interface Subject {
  readonly name: string;
  /** Puts the operator over a source of numbers. It must let items through: one in, at least one out. */
  readonly over: (source: AsyncIterable<number>) => AsyncIterable<unknown>;
  /** What comes out for the items 0, 1, 2. */
  readonly results: readonly unknown[];
  /** The same with a callback that throws, where it has one. */
  readonly failing?: (source: AsyncIterable<number>, error: unknown) => AsyncIterable<unknown>;
  /** Items it may ask for beyond those the consumer took. @default 0 */
  readonly readAhead?: number;
  /** Clauses that it does not keep; each is tested to be so. */
  readonly limits?: readonly Clause[];
}

const DONE = { done: true, value: undefined };
const ERRORS = [new Error('no'), undefined, null, 0, ''];

const drain = async (items: AsyncIterable<unknown>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** A source that gives 0, then waits until it is let go, or until the signal that it is begun with aborts. */
function parking(): { source: AsyncIterable<number>; letGo: () => void } {
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  async function* body(signal?: AbortSignal): AsyncGenerator<number, void, undefined> {
    yield 0;
    await (signal === undefined ? gone : abortable(gone, signal));
    yield 1;
  }
  return { source: { [Symbol.asyncIterator]: body } as AsyncIterable<number>, letGo };
}

/** The closing contract of everything that stands over one source. */
export function contractOf({ name, over, results, failing, readAhead = 0, limits = [] }: Subject): void {
  /** A clause, or where it is a known limit, the proof that it still is one. */
  const clause = (sentence: Clause, test: () => Promise<void>): void => {
    if (limits.includes(sentence)) it.fails(`${sentence} (a known limit: it does not)`, test);
    else it(sentence, test);
  };

  describe(name, () => {
    it('gives what it should, and closes its source at its end', async () => {
      const source = trackedItems(0, 1, 2);
      expect(await drain(over(source))).toEqual(results);
      expect(source).toMatchObject({ opened: 1, closed: 1 });
    });

    it('is lazy: nothing is pulled before the first next()', async () => {
      const source = trackedItems(0, 1, 2);
      const iterator = over(source)[Symbol.asyncIterator]();
      await settle();
      expect(source).toMatchObject({ opened: 0, pulls: 0 });
      await iterator.return?.();
      expect(source.opened).toBe(source.closed);
    });

    it('each iteration is one of its source', async () => {
      const source = trackedItems(0, 1, 2);
      const items = over(source);
      expect(await drain(items)).toEqual(results);
      expect(await drain(items)).toEqual(results);
      expect(source).toMatchObject({ opened: 2, closed: 2 });
    });

    it('gives nothing for an empty source, which is closed', async () => {
      const source = trackedItems<number>();
      expect(await drain(over(source))).toEqual([]);
      expect(source).toMatchObject({ opened: 1, closed: 1 });
    });

    clause('gives items before its source has ended', async () => {
      const { source, letGo } = parking();
      const iterator = over(source)[Symbol.asyncIterator]();
      let given = false;
      const first = iterator.next().then(() => (given = true));
      for (let n = 0; n < 5; n += 1) await settle();
      const before = given;
      letGo();
      await first;
      await iterator.return?.();
      expect(before).toBe(true);
    });

    it('gives no more than asked for: what it pulls is bounded', async () => {
      if (limits.includes('gives items before its source has ended')) return;
      const source = trackedEndless();
      const iterator = over(source)[Symbol.asyncIterator]();
      for (let n = 0; n < 3; n += 1) await iterator.next();
      for (let n = 0; n < 5; n += 1) await settle();
      const { pulls } = source;
      expect(pulls).toBeLessThanOrEqual(3 * 4 + readAhead);
      for (let n = 0; n < 5; n += 1) await settle();
      expect(source.pulls).toBe(pulls);
      await iterator.return?.();
    });

    clause('closes its source on break', async () => {
      const source = trackedItems(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      for await (const _ of over(source)) break;
      expect(source).toMatchObject({ opened: 1, closed: 1 });
    });

    it.each(ERRORS)('an error of the source arrives by identity, also a falsy one: %s', async (error) => {
      const source = trackedFailure(error, 0, 1);
      expect(await errorOf(drain(over(source)))).toBe(error);
      expect(source).toMatchObject({ opened: 1, closed: 1 });
    });

    it('an error comes once, and then the end', async () => {
      const iterator = over(trackedFailure(new Error('no')))[Symbol.asyncIterator]();
      expect(await errorOf(iterator.next())).toBeInstanceOf(Error);
      expect(await iterator.next()).toEqual(DONE);
    });

    if (failing !== undefined) {
      it.each(ERRORS)(
        'an error of its callback closes the source and arrives by identity: %s',
        async (error) => {
          const source = trackedEndless();
          expect(await errorOf(drain(failing(source, error)))).toBe(error);
          expect(source.closed).toBe(1);
        },
      );
    }

    it('next() after the end gives the end', async () => {
      const iterator = over(trackedItems(0, 1, 2))[Symbol.asyncIterator]();
      for (const _ of results) await iterator.next();
      for (let n = 0; n < 3; n += 1) expect(await iterator.next()).toEqual(DONE);
      expect((await iterator.return?.())?.done).toBe(true);
    });

    it('next() after return() gives the end', async () => {
      const iterator = over(trackedItems(0, 1, 2))[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return?.();
      expect(await iterator.next()).toEqual(DONE);
    });

    it('parallel next() calls lose nothing and give nothing twice', async () => {
      const iterator = over(trackedItems(0, 1, 2))[Symbol.asyncIterator]();
      const calls = await Promise.all(Array.from({ length: results.length + 2 }, () => iterator.next()));
      expect(calls.flatMap(({ done, value }) => (done === true ? [] : [value]))).toEqual(results);
      expect(calls.slice(-2)).toEqual([DONE, DONE]);
    });

    clause('ends a pending next() of its source on return()', async () => {
      const { source, letGo } = parking();
      const iterator = over(source)[Symbol.asyncIterator]();
      void iterator.next();
      await settle();
      const pending = iterator.next();
      await settle();
      let returned = false;
      const closing = iterator.return?.().then(() => (returned = true));
      for (let n = 0; n < 10; n += 1) await settle();
      const before = returned;
      letGo();
      await Promise.allSettled([pending, closing]);
      expect(before).toBe(true);
    });
  });
}
