import { count as ixCount } from 'ix/asynciterable/count';
import { first as ixFirst } from 'ix/asynciterable/first';
import { from as ixFrom, type AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { buffer as ixBuffer } from 'ix/asynciterable/operators/buffer';
import { concatMap as ixConcatMap } from 'ix/asynciterable/operators/concatmap';
import { distinctUntilChanged as ixDistinctUntilChanged } from 'ix/asynciterable/operators/distinctuntilchanged';
import { filter as ixFilter } from 'ix/asynciterable/operators/filter';
import { groupBy as ixGroupBy } from 'ix/asynciterable/operators/groupby';
import { map as ixMap } from 'ix/asynciterable/operators/map';
import { scan as ixScan } from 'ix/asynciterable/operators/scan';
import { skip as ixSkip } from 'ix/asynciterable/operators/skip';
import { skipWhile as ixSkipWhile } from 'ix/asynciterable/operators/skipwhile';
import { take as ixTake } from 'ix/asynciterable/operators/take';
import { takeWhile as ixTakeWhile } from 'ix/asynciterable/operators/takewhile';
import { tap as ixTap } from 'ix/asynciterable/operators/tap';
import { wrapWithAbort } from 'ix/asynciterable/operators/withabort';
import { reduce as ixReduce } from 'ix/asynciterable/reduce';
import { toArray as ixToArray } from 'ix/asynciterable/toarray';
import { checkOptions, isIterable, Problems, type Check } from '../options/problems.js';
import { ClosingIterable } from './closing-iterable.js';
import { fanOut } from './fan-out.js';
import {
  abortableSource,
  anything,
  callback,
  checked,
  integerFrom,
  operator,
  optional,
  optionsOf,
} from './ix-operator.js';
import type { OpenContext } from './merge.js';

// Each operator of ix is imported by itself, because the barrels of ix take 66 to 130 ms to load.

const signal: Check = (problems, name, value) => problems.signal(name, value);
const iterable: Check = (problems, name, value) => problems.iterable(name, value);
/** Checks a function that may be null. */
const optionalCallback: Check = (problems, name, value) => problems.function(name, value ?? undefined);
/** Checks the first argument of `tap`: a function, or an object of functions. */
const observer: Check = (problems, name, value) => {
  if (value === null || typeof value === 'function') return;
  const { next, error, complete } = Object(value) as Record<string, unknown>;
  const functions = [next, error, complete].filter((member) => typeof member === 'function');
  if (functions.length === 0) problems.add(name, 'a function, or an object with functions', value);
};

/**
 * Converts an iterable, a promise, an observable or an array-like object to an `AsyncIterable` with `.pipe(…)`. `break`
 * waits at most one second for a source that is stuck.
 *
 * @throws {InvalidOptionError} at the call
 */
export const from: typeof ixFrom = checked(
  ((source: never, selector, thisArg) => {
    if (!isIterable(source)) return ixFrom(source, selector, thisArg);
    const items = abortableSource<never>(source);
    return selector === undefined ? items : ixFrom(items, selector, thisArg);
  }) as typeof ixFrom,
  { source: anything, selector: optional(callback) },
);

/**
 * Yields the results of a function.
 *
 * @throws {InvalidOptionError} at the call
 */
export const map = operator(ixMap, { selector: callback });

/**
 * Yields the items that a function accepts.
 *
 * @throws {InvalidOptionError} at the call
 */
export const filter = operator(ixFilter, { predicate: callback });

/**
 * Yields the first `count` items, an integer from 0, and then closes its source.
 *
 * @throws {InvalidOptionError} at the call
 */
export const take = operator(ixTake, { count: integerFrom(0) });

/**
 * Skips the first `count` items, an integer from 0, and yields all others.
 *
 * @throws {InvalidOptionError} at the call
 */
export const skip = operator(ixSkip, { count: integerFrom(0) });

/**
 * Yields items as long as a function accepts them, and then closes its source.
 *
 * @throws {InvalidOptionError} at the call
 */
export const takeWhile = operator(ixTakeWhile, { predicate: callback });

/**
 * Skips items as long as a function accepts them, and yields all others.
 *
 * @throws {InvalidOptionError} at the call
 */
export const skipWhile = operator(ixSkipWhile, { predicate: callback });

/**
 * Yields arrays of `count` items, an integer from 1; the last one may be shorter. With `skip`, an integer from 1, an
 * array begins at every `skip`-th item.
 *
 * @throws {InvalidOptionError} at the call
 */
export const buffer = operator(ixBuffer, { count: integerFrom(1), skip: optional(integerFrom(1)) });

/**
 * Yields the items of the iterable that a function returns for each item, one iterable after another.
 *
 * @throws {InvalidOptionError} at the call
 */
export const concatMap = operator(ixConcatMap, { selector: callback });

/**
 * Leaves out items that equal the one before them, by a `keySelector` and a `comparer`.
 *
 * @throws {InvalidOptionError} at the call
 */
export const distinctUntilChanged = operator(ixDistinctUntilChanged, {
  options: optional(optionsOf({ keySelector: optional(callback), comparer: optional(callback) })),
});

/**
 * Groups the items by a key. It reads its whole source into memory before it yields the first group.
 *
 * @throws {InvalidOptionError} at the call
 */
export const groupBy = operator(ixGroupBy, { keySelector: callback, elementSelector: optional(callback) });

/**
 * Yields every intermediate result of a `callback`, from a `seed`. Without a seed, the first item seeds it and is not
 * yielded, unless it is the only item.
 *
 * @throws {InvalidOptionError} at the call
 */
export const scan = operator(ixScan, { options: optionsOf({ callback, seed: anything }) });

/**
 * Calls a function, or the functions of an observer, for each item, an error and the end, and passes all of them on.
 *
 * @throws {InvalidOptionError} at the call
 */
export const tap = operator(ixTap, {
  observer,
  error: optionalCallback,
  complete: optionalCallback,
});

const search = optional(optionsOf({ predicate: optional(callback), thisArg: anything, signal }));

/**
 * Counts the items, or those that a `predicate` accepts.
 *
 * @throws {InvalidOptionError} at the call
 */
export const count = checked(ixCount, { source: iterable, options: search });

/**
 * Returns the first item, or the first that a `predicate` accepts, and closes the source. `undefined` if there is none.
 *
 * @throws {InvalidOptionError} at the call
 */
export const first = checked(ixFirst, { source: iterable, options: search });

/**
 * Combines all items by a `callback`, from a `seed` or else from the first item.
 *
 * @throws {InvalidOptionError} at the call
 */
export const reduce = checked(ixReduce, {
  source: iterable,
  options: optionsOf({ callback, seed: anything, signal }),
});

/**
 * Collects all items in an array.
 *
 * @throws {InvalidOptionError} at the call
 */
export const toArray = checked(ixToArray, { source: iterable, signal });

/** Options of {@link distinct}. */
export interface DistinctOptions<T> {
  /** Returns the key of an item. Keys are compared as in a `Set`. @default the item itself */
  keySelector?: ((item: T) => unknown) | undefined;
}

/**
 * An operator that yields each item once, identified by the item itself or by its `keySelector`. It keeps every key in
 * memory. (The operator of ix searches an array for each key, which takes hours for a million read sets.)
 *
 * @throws {InvalidOptionError} at the call
 */
export function distinct<T>(
  options: DistinctOptions<T> = {},
): (source: AsyncIterable<T>) => AsyncIterableX<T> {
  const problems = new Problems();
  checkOptions(problems, 'options', options, { keySelector: optional(callback) });
  problems.throwIfAny();
  const { keySelector = (item: T) => item } = options;
  return (source) =>
    new ClosingIterable(async function* (signal) {
      const seen = new Set<unknown>();
      for await (const item of wrapWithAbort(abortableSource(source), signal)) {
        const { size } = seen;
        if (seen.add(keySelector(item)).size > size) yield item;
      }
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
 * The source is read at most `concurrency` items ahead of the consumer, and that many items are in memory. A call starts
 * only when the consumer asks for a result: a consumer that is busy starts none, even if all calls have ended.
 *
 * `break`, an error of the function or the source, and an abort first abort the signal of the running calls, then close
 * the source. They wait at most one second for a call or a source that is stuck. An error of the function ends the
 * iteration with that error. Results of calls that are still running are then lost.
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
