import { describe, expect, it } from 'vitest';
import { ItemIterator } from '../../src/pages/item-iterator.js';
import { errorOf } from '../support/read-sets.js';
import { tracked } from '../support/tracked-source.js';

const DONE = { done: true, value: undefined };
const valuesOf = async (results: Promise<IteratorResult<number, void>>[]) =>
  (await Promise.all(results)).map((result) => (result.done === true ? 'done' : result.value));

/** Pages of the given items, and the iterator over them. */
function over(pages: readonly (readonly number[])[], signal?: AbortSignal) {
  const source = tracked(async function* () {
    for (const items of pages) yield { items };
  });
  const iterator = new ItemIterator(
    source[Symbol.asyncIterator]() as AsyncGenerator<{ items: readonly number[] }, void, undefined>,
    [signal],
  );
  return { source, iterator };
}

describe('ItemIterator', () => {
  it('gives the items of all pages, empty ones left out, then the end', async () => {
    const { iterator } = over([[], [1, 2], [], [], [3], []]);
    const seen: number[] = [];
    for await (const item of iterator) seen.push(item);
    expect(seen).toEqual([1, 2, 3]);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('asks for no page before an item of it is asked for', async () => {
    const { source, iterator } = over([[1, 2], [3]]);
    expect(source.pulls).toBe(0);
    await iterator.next();
    await iterator.next();
    expect(source.pulls).toBe(1);
    await iterator.next();
    expect(source.pulls).toBe(2);
  });

  it('parallel next() calls each get their own item, in order', async () => {
    const { source, iterator } = over([[1, 2], [], [3]]);
    const calls = Array.from({ length: 5 }, () => iterator.next());
    expect(await valuesOf(calls)).toEqual([1, 2, 3, 'done', 'done']);
    expect(source.closed).toBe(1);
  });

  it('a next() among parallel ones does not overtake those that wait', async () => {
    const { iterator } = over([[1, 2, 3], [4]]);
    await iterator.next();
    const first = [iterator.next(), iterator.next(), iterator.next()];
    await Promise.resolve();
    expect(await valuesOf([...first, iterator.next()])).toEqual([2, 3, 4, 'done']);
  });

  it('gives no item after return()', async () => {
    const { source, iterator } = over([[1, 2], [3]]);
    await iterator.next();
    expect(await iterator.return()).toEqual(DONE);
    expect(await iterator.next()).toEqual(DONE);
    expect(source).toMatchObject({ opened: 1, closed: 1 });
  });

  it('gives no item that was at hand after an abort', async () => {
    const controller = new AbortController();
    const { iterator } = over([[1, 2]], controller.signal);
    await iterator.next();
    controller.abort();
    expect(await iterator.next()).toEqual(DONE); // the pages themselves tell of the abort
  });

  it('an error comes once, then the end', async () => {
    const error = new Error('no');
    const pages = (async function* () {
      yield { items: [1] };
      throw error;
    })();
    const iterator = new ItemIterator(pages, []);
    await iterator.next();
    const [second, third] = [errorOf(iterator.next()), iterator.next()];
    expect(await second).toBe(error);
    expect(await third).toEqual(DONE);
  });
});
