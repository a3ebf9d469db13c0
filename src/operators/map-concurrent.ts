import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { fanOut } from '../fan-out/fan-out.js';
import type { OpenContext } from '../fan-out/merge-sources.js';
import { Problems } from '../options/problems.js';

/** Options of {@link mapConcurrent}. */
export interface MapConcurrentOptions {
  /** Calls of the function under way at once, results that wait to be taken included. 1 to any number. */
  concurrency: number;
  /** `'input'` gives the results in the order of the items; `'arrival'` gives each as soon as it is there. @default 'input' */
  order?: 'input' | 'arrival' | undefined;
}

/**
 * An operator like `map` for functions that take their time, with several calls under way at once.
 *
 * The source is asked for no more than `concurrency` items ahead of the consumer, and that many are in memory.
 * `break`, an error of the function or the source, and an abort end the signal that the running calls were given,
 * then close the source. An error of the function ends the iteration with that error.
 *
 * @param fn called with the item, and with `signal` and the item's `index`
 * @throws {InvalidOptionError} at the call
 *
 * @example
 * ```ts
 * import { GetReadSetMetadataCommand } from '@aws-sdk/client-omics';
 *
 * const sequenceStoreId = '1234567890';
 * const sizes = listReadSets({ client }, { sequenceStoreId }).pipe(
 *   take(20),
 *   mapConcurrent(
 *     async ({ id }, { signal }) => {
 *       const metadata = await client.send(new GetReadSetMetadataCommand({ id, sequenceStoreId }), { abortSignal: signal });
 *       return metadata.files?.source1?.contentLength;
 *     },
 *     { concurrency: 4 },
 *   ),
 * );
 * for await (const size of sizes) console.log(size);
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
  return (source) =>
    fanOut(source, (value, context) => one(() => fn(value, context)), { concurrency, order });
}

/** The async iterable of one value, which is made when it is asked for. */
async function* one<R>(make: () => R | PromiseLike<R>): AsyncGenerator<R, void, undefined> {
  yield await make();
}
