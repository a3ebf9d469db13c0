import { describe, expect, it } from 'vitest';
import { itemIterator, type Chunk } from '../../src/paging/paged-async-iterable.js';
import { errorOf } from '../support/read-sets.js';
import { tracked } from '../support/tracked-source.js';

const DONE = { done: true, value: undefined };
const valuesOf = async (results: Promise<IteratorResult<number, void>>[]) =>
  (await Promise.all(results)).map((result) => (result.done === true ? 'done' : result.value));

/** Chunks of the given items, and the iterator over them. */
function over(chunks: readonly (readonly number[])[], ...signals: readonly AbortSignal[]) {
  const delivered: string[] = [];
  const source = tracked<Chunk<number>>(async function* () {
    for (const [index, items] of chunks.entries()) {
      yield { items, onItem: () => delivered.push(`chunk ${index}`) };
    }
  });
  const iterator = itemIterator<number>(
    async function* () {
      yield* source;
    },
    ...signals,
  );
  return { source, iterator, delivered };
}

describe('itemIterator', () => {
  it('yields the items of all chunks without the empty chunks, and then ends', async () => {
    const { iterator } = over([[], [1, 2], [], [], [3], []]);
    const items: number[] = [];
    for await (const item of iterator) items.push(item);
    expect(items).toEqual([1, 2, 3]);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('requests a chunk only when the consumer asks for its first item', async () => {
    const { source, iterator } = over([[1, 2], [3]]);
    expect(source.pulls).toBe(0);
    await iterator.next();
    await iterator.next();
    expect(source.pulls).toBe(1);
    await iterator.next();
    expect(source.pulls).toBe(2);
  });

  it('calls onItem of a chunk for each of its items, as the item is delivered', async () => {
    const { iterator, delivered } = over([[1, 2], [], [3]]);
    expect(delivered).toEqual([]);
    await iterator.next();
    expect(delivered).toEqual(['chunk 0']);
    await iterator.next();
    await iterator.next();
    await iterator.next();
    expect(delivered).toEqual(['chunk 0', 'chunk 0', 'chunk 2']);
  });

  it('delivers each item once and in order to parallel next() calls', async () => {
    const { source, iterator } = over([[1, 2], [], [3]]);
    const calls = Array.from({ length: 5 }, () => iterator.next());
    expect(await valuesOf(calls)).toEqual([1, 2, 3, 'done', 'done']);
    expect(source.closed).toBe(1);
  });

  it('does not let a next() call overtake the calls that wait', async () => {
    const { iterator } = over([[1, 2, 3], [4]]);
    await iterator.next();
    const first = [iterator.next(), iterator.next(), iterator.next()];
    await Promise.resolve();
    expect(await valuesOf([...first, iterator.next()])).toEqual([2, 3, 4, 'done']);
  });

  it('yields no item after return(), and closes its source', async () => {
    const { source, iterator } = over([[1, 2], [3]]);
    await iterator.next();
    expect(await iterator.return()).toEqual(DONE);
    expect(await iterator.next()).toEqual(DONE);
    expect(source).toMatchObject({ opened: 1, closed: 1 });
  });

  it('rejects throw() with its error, and closes its source', async () => {
    const { source, iterator } = over([[1, 2], [3]]);
    await iterator.next();
    const error = new Error('mine');
    expect(await errorOf(iterator.throw(error))).toBe(error);
    expect(await iterator.next()).toEqual(DONE);
    expect(source).toMatchObject({ opened: 1, closed: 1 });
  });

  it.each([0, 1])('drops the rest of the chunk when signal %i aborts, and rejects once', async (index) => {
    const controllers = [new AbortController(), new AbortController()];
    const { source, iterator, delivered } = over([[1, 2]], ...controllers.map(({ signal }) => signal));
    await iterator.next();
    const reason = new Error('enough');
    controllers[index]?.abort(reason);
    expect(await errorOf(iterator.next())).toBe(reason);
    expect(await iterator.next()).toEqual(DONE);
    expect(delivered).toEqual(['chunk 0']);
    await expect.poll(() => source.closed, { interval: 2 }).toBe(1);
  });

  it('rejects with an error of its source once, and then ends', async () => {
    const error = new Error('no');
    const iterator = itemIterator(async function* () {
      yield { items: [1] };
      throw error;
    });
    await iterator.next();
    const [second, third] = [errorOf(iterator.next()), iterator.next()];
    expect(await second).toBe(error);
    expect(await third).toEqual(DONE);
  });
});
