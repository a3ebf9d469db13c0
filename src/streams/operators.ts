import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { wrapWithAbort } from 'ix/asynciterable/operators/withabort';
import { Problems } from '../options/problems.js';
import { ClosingIterable } from './closing-iterable.js';
import { fanOut } from './fan-out.js';
import type { OpenContext } from './merge.js';

// Each operator of ix is imported by itself, because the barrels of ix take 66 to 130 ms to load.
export { buffer } from 'ix/asynciterable/operators/buffer';
export { concatMap } from 'ix/asynciterable/operators/concatmap';
export { distinctUntilChanged } from 'ix/asynciterable/operators/distinctuntilchanged';
export { filter } from 'ix/asynciterable/operators/filter';
// groupBy reads its whole source into memory before it yields the first group.
export { groupBy } from 'ix/asynciterable/operators/groupby';
export { map } from 'ix/asynciterable/operators/map';
export { scan } from 'ix/asynciterable/operators/scan';
export { skipWhile } from 'ix/asynciterable/operators/skipwhile';
export { take } from 'ix/asynciterable/operators/take';
export { takeWhile } from 'ix/asynciterable/operators/takewhile';
export { tap } from 'ix/asynciterable/operators/tap';
export { count } from 'ix/asynciterable/count';
export { first } from 'ix/asynciterable/first';
export { reduce } from 'ix/asynciterable/reduce';
export { toArray } from 'ix/asynciterable/toarray';
export { from } from 'ix/asynciterable/asynciterablex';

/** Options of {@link distinct}. */
export interface DistinctOptions<T> {
  /** Returns the key of an item. Keys are compared as in a `Set`. @default the item itself */
  keySelector?: ((item: T) => unknown) | undefined;
}

/**
 * An operator that yields each item once, identified by the item itself or by its `keySelector`. It keeps every key in
 * memory. (The operator of ix searches an array for each key, which takes hours for a million read sets.)
 */
export function distinct<T>({ keySelector = (item) => item }: DistinctOptions<T> = {}): (
  source: AsyncIterable<T>,
) => AsyncIterableX<T> {
  return select(() => {
    const seen = new Set<unknown>();
    return (item) => {
      const { size } = seen;
      return seen.add(keySelector(item)).size > size;
    };
  });
}

/**
 * An operator that skips the first `count` items. The operator of ix does not close its source on `break`.
 *
 * @param count an integer from 0
 * @throws {InvalidOptionError} at the call
 */
export function skip<T>(count: number): (source: AsyncIterable<T>) => AsyncIterableX<T> {
  const problems = new Problems();
  problems.integer('count', count, 0);
  problems.throwIfAny();
  return select(() => {
    let seen = 0;
    return () => ++seen > count;
  });
}

/** An operator that yields the items that a test accepts. Each iteration creates its own test. */
function select<T>(createTest: () => (item: T) => boolean): (source: AsyncIterable<T>) => AsyncIterableX<T> {
  return (source) =>
    new ClosingIterable(async function* (signal) {
      const accepts = createTest();
      for await (const item of wrapWithAbort(source, signal)) if (accepts(item)) yield item;
    });
}

/** Options of {@link mapConcurrent}. */
export interface MapConcurrentOptions {
  /** Calls in progress at once, including results that wait for the consumer. An integer from 1, or `Infinity`. */
  concurrency: number;
  /** `'input'` yields results in the order of the items, `'arrival'` as they arrive. @default 'input' */
  order?: 'input' | 'arrival' | undefined;
}

/**
 * An operator like `map` for slow functions: several calls run at once.
 *
 * The source is read at most `concurrency` items ahead of the consumer, and that many items are in memory. `break`, an
 * error of the function or the source, and an abort first abort the signal of the running calls, then close the source.
 * An error of the function ends the iteration with that error.
 *
 * @param fn receives the item and a context with `signal` and the item's `index`
 * @throws {InvalidOptionError} at the call
 *
 * @example
 * ```ts
 * import { GetReadSetMetadataCommand } from '@aws-sdk/client-omics';
 *
 * const store = { sequenceStoreId: '1234567890' };
 * const details = listReadSets({ client }, store).pipe(
 *   take(20),
 *   mapConcurrent(
 *     ({ id }, { signal }) => client.send(new GetReadSetMetadataCommand({ id, ...store }), { abortSignal: signal }),
 *     { concurrency: 4 },
 *   ),
 * );
 * for await (const { id, files } of details) console.log(id, files?.source1?.contentLength);
 * ```
 */
export function mapConcurrent<T, R>(
  fn: (value: T, context: OpenContext) => R | PromiseLike<R>,
  options: MapConcurrentOptions,
): (source: AsyncIterable<T>) => AsyncIterableX<R> {
  const problems = new Problems();
  if (!problems.members('options', options, ['concurrency', 'order'])) problems.throwIfAny();
  const { concurrency, order = 'input' } = options;
  if (typeof fn !== 'function') problems.add('fn', 'a function', fn);
  if ((concurrency as unknown) === undefined) problems.add('concurrency', 'given', concurrency);
  if (concurrency !== Infinity) problems.integer('concurrency', concurrency, 1);
  problems.oneOf('order', order, ['input', 'arrival']);
  problems.throwIfAny();
  async function* call(value: T, context: OpenContext): AsyncGenerator<R, void, undefined> {
    yield await fn(value, context);
  }
  return (source) => fanOut(source, call, { concurrency, order });
}
