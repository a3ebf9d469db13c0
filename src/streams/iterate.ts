/** Anything that `for await` accepts. */
export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Starts an iteration as `for await` does. An asynchronous iterable also receives the signal that ix passes from operator
 * to operator.
 */
export function iterate<T>(iterable: AnyIterable<T>, signal?: AbortSignal): AsyncIterator<T> {
  type Start = (signal?: AbortSignal) => AsyncIterator<T>;
  const start = (iterable as { [Symbol.asyncIterator]?: Start | null })[Symbol.asyncIterator];
  return start == null ? awaitEach(iterable as Iterable<T>) : start.call(iterable, signal);
}

/** The items of a synchronous iterable. An item may be a promise. */
async function* awaitEach<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  for (const item of items) yield await item;
}

/**
 * Calls `next()` and reads its result once, so that a getter that throws rejects here.
 *
 * @throws {TypeError} if the result is not an object, as in `for await`
 */
export async function nextOf<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T, undefined>> {
  const result: unknown = await iterator.next();
  if (Object(result) !== result) throw new TypeError(`Iterator result ${String(result)} is not an object`);
  const read = result as IteratorResult<T>;
  return read.done ? { done: true, value: undefined } : { done: false, value: read.value };
}
