import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { Problems } from '../options/problems.js';
import { ClosingIterable } from './closing-iterable.js';
import { merge, type OpenContext } from './merge.js';

/** Options of {@link fanOut}. */
export interface FanOutOptions {
  /**
   * Sources that are open at once: an integer from 1, or `Infinity`. Each has at most one pending `next()`. If a
   * `next()` sends one request, this also bounds the requests in flight.
   *
   * @default 8
   */
  concurrency?: number | undefined;
  /**
   * `'arrival'` delivers items as they arrive and serves open sources in turn. `'input'` delivers source after source
   * and reads up to 100 items of each following source ahead.
   *
   * @default 'arrival'
   */
  order?: 'arrival' | 'input' | undefined;
  /**
   * When a source fails, `'stop'` ends all others at once, delivers the items it holds and throws the first error.
   * `'continue'` reads the others to their end and then throws a `SourcesFailedError` with every failure.
   *
   * @default 'stop'
   */
  onSourceError?: 'stop' | 'continue' | undefined;
  /**
   * Ends every iteration with the signal's own reason, by identity: at once, or within one second if a source is stuck. Pass it here as well as to the sources. With `onSourceError: 'continue'`, a source that
   * ends with an abort of its own counts as failed.
   */
  signal?: AbortSignal | undefined;
}

/**
 * Merges many async iterables into one. The merge is fair and bounded, and it closes its sources.
 *
 * At most `concurrency` sources are open, and `sources`, which may be endless, is read no further ahead. The order
 * within a source is kept. Memory holds one item for each open source, or up to 100 with `order: 'input'`. Nothing is
 * opened before the first `next()`, and a source is read only while the consumer reads.
 *
 * `break`, an error and an abort first end everything in flight, then close every open source and `sources` itself.
 * They wait until each `finally` has run, but at most one second.
 *
 * @param sources an array, any iterable, or an async iterable such as `listSequenceStores(…)`
 * @param open returns the async iterable of one source; if it throws, that source has failed
 *
 * @throws {InvalidOptionError} at the call
 * @throws {SourcesFailedError} at the end, with `onSourceError: 'continue'`, if any source failed
 *
 * @example
 * ```ts
 * const all = fanOut(
 *   listSequenceStores({ client }),
 *   (store) => listReadSets({ client }, { sequenceStoreId: store.id! }),
 *   { concurrency: 4 },
 * );
 * for await (const readSet of all) console.log(readSet.sequenceStoreId, readSet.id);
 * ```
 */
export function fanOut<Source, Item>(
  sources: Iterable<Source> | AsyncIterable<Source>,
  open: (source: Source, context: OpenContext) => AsyncIterable<Item>,
  options: FanOutOptions = {},
): AsyncIterableX<Item> {
  const problems = new Problems();
  const known = ['concurrency', 'order', 'onSourceError', 'signal'];
  if (!problems.members('options', options, known)) problems.throwIfAny();
  const { concurrency = 8, order = 'arrival', onSourceError = 'stop', signal } = options;
  if (concurrency !== Infinity) problems.integer('concurrency', concurrency, 1);
  problems.oneOf('order', order, ['arrival', 'input']);
  problems.oneOf('onSourceError', onSourceError, ['stop', 'continue']);
  problems.signal('signal', signal);
  if (typeof open !== 'function') problems.add('open', 'a function', open);
  problems.iterable('sources', sources);
  problems.throwIfAny();
  const readAhead = order === 'input' ? 100 : 1; // one page of the service, or one item
  const group = { sources, concurrency: () => concurrency };
  return new ClosingIterable(
    (ended) => merge([group], open, { order, readAhead, onSourceError }, ended),
    signal,
  );
}
