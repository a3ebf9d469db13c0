import { describe, expect, it } from 'vitest';
import { abortable } from '../../src/streams/abort.js';
import { errorOf } from '../support/read-sets.js';
import { settle, trackedEndless, trackedFailure, trackedItems } from '../support/tracked-source.js';

/** An operator on one stream. */
export interface Subject {
  readonly name: string;
  /** Applies the operator to a source of numbers. It must yield at least one item for each item. */
  readonly over: (source: AsyncIterable<number>) => AsyncIterable<unknown>;
  /** The results for the items 0, 1, 2. */
  readonly results: readonly unknown[];
  /** Applies the operator with a callback that throws, if it has a callback. */
  readonly failing?: (source: AsyncIterable<number>, error: unknown) => AsyncIterable<unknown>;
  /** Items it may request ahead of the consumer. @default 0 */
  readonly readAhead?: number;
  /** Whether it reads its whole source before it yields the first item. */
  readonly readsAll?: boolean;
}

const DONE = { done: true, value: undefined };
const ERRORS = [new Error('no'), undefined, null, 0, ''];

const drain = async (items: AsyncIterable<unknown>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** Creates a source that yields 0, then waits until `finish` is called or the signal of its iteration aborts. */
function parking(): { source: AsyncIterable<number>; finish: () => void } {
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  async function* body(signal?: AbortSignal): AsyncGenerator<number, void, undefined> {
    yield 0;
    await (signal === undefined ? finished : abortable(finished, signal));
    yield 1;
  }
  return { source: { [Symbol.asyncIterator]: body } as AsyncIterable<number>, finish };
}

/** Runs the contract that every operator on one source keeps. */
export function contractOf({ name, over, results, failing, readAhead = 0, readsAll = false }: Subject): void {
  describe(name, () => {
    it('yields its results, and closes its source at the end', async () => {
      const source = trackedItems(0, 1, 2);
      expect(await drain(over(source))).toEqual(results);
      expect(source).toMatchObject({ opened: 1, closed: 1 });
    });

    it('is lazy: it reads nothing before the first next()', async () => {
      const source = trackedItems(0, 1, 2);
      const iterator = over(source)[Symbol.asyncIterator]();
      await settle();
      expect(source).toMatchObject({ opened: 0, pulls: 0 });
      await iterator.return?.();
      expect(source.opened).toBe(source.closed);
    });

    it('starts a new iteration of its source for each iteration', async () => {
      const source = trackedItems(0, 1, 2);
      const items = over(source);
      expect(await drain(items)).toEqual(results);
      expect(await drain(items)).toEqual(results);
      expect(source).toMatchObject({ opened: 2, closed: 2 });
    });

    it('yields nothing for an empty source, and closes it', async () => {
      const source = trackedItems<number>();
      expect(await drain(over(source))).toEqual([]);
      expect(source).toMatchObject({ opened: 1, closed: 1 });
    });

    const yields = readsAll ? 'yields no item' : 'yields items';
    it(`${yields} before its source has ended`, async () => {
      const { source, finish } = parking();
      const iterator = over(source)[Symbol.asyncIterator]();
      let yielded = false;
      const first = iterator.next().then(() => (yielded = true));
      for (let n = 0; n < 5; n += 1) await settle();
      const before = yielded;
      finish();
      await first;
      await iterator.return?.();
      expect(before).toBe(!readsAll);
    });

    if (!readsAll) {
      it('reads its source no further ahead than its bound', async () => {
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
    }

    it('closes its source on break', async () => {
      const source = trackedItems(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      for await (const _ of over(source)) break;
      expect(source).toMatchObject({ opened: 1, closed: 1 });
    });

    it.each(ERRORS)(
      'rejects with an error of the source by identity, even a falsy one: %s',
      async (error) => {
        const source = trackedFailure(error, 0, 1);
        expect(await errorOf(drain(over(source)))).toBe(error);
        expect(source).toMatchObject({ opened: 1, closed: 1 });
      },
    );

    it('rejects once, and then ends', async () => {
      const iterator = over(trackedFailure(new Error('no')))[Symbol.asyncIterator]();
      expect(await errorOf(iterator.next())).toBeInstanceOf(Error);
      expect(await iterator.next()).toEqual(DONE);
    });

    if (failing !== undefined) {
      it.each(ERRORS)(
        'closes the source after an error of its callback, and rejects with it by identity: %s',
        async (error) => {
          const source = trackedEndless();
          expect(await errorOf(drain(failing(source, error)))).toBe(error);
          expect(source.closed).toBe(1);
        },
      );
    }

    it('next() after the end resolves to the end', async () => {
      const iterator = over(trackedItems(0, 1, 2))[Symbol.asyncIterator]();
      for (const _ of results) await iterator.next();
      for (let n = 0; n < 3; n += 1) expect(await iterator.next()).toEqual(DONE);
      expect((await iterator.return?.())?.done).toBe(true);
    });

    it('next() after return() resolves to the end', async () => {
      const iterator = over(trackedItems(0, 1, 2))[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return?.();
      expect(await iterator.next()).toEqual(DONE);
    });

    it('parallel next() calls lose no item and repeat no item', async () => {
      const iterator = over(trackedItems(0, 1, 2))[Symbol.asyncIterator]();
      const calls = await Promise.all(Array.from({ length: results.length + 2 }, () => iterator.next()));
      expect(calls.flatMap(({ done, value }) => (done === true ? [] : [value]))).toEqual(results);
      expect(calls.slice(-2)).toEqual([DONE, DONE]);
    });

    it('ends a pending next() of its source on return()', async () => {
      const { source, finish } = parking();
      const iterator = over(source)[Symbol.asyncIterator]();
      void iterator.next();
      await settle();
      const pending = iterator.next();
      await settle();
      let returned = false;
      const closing = iterator.return?.().then(() => (returned = true));
      for (let n = 0; n < 10; n += 1) await settle();
      const before = returned;
      finish();
      await Promise.allSettled([pending, closing]);
      expect(before).toBe(true);
    });
  });
}
