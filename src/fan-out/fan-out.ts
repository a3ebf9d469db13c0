import type { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { ClosingIterable } from '../lifetime/closing-iterable.js';
import { Problems } from '../options/problems.js';
import { mergeSources, type OpenContext } from './merge-sources.js';

/** Items that a source may hold while it waits for its turn: one page of the service's. */
const READ_AHEAD = 100;

/** Options of {@link fanOut}. */
export interface FanOutOptions {
  /**
   * Sources open at once: 1 to any number, or `Infinity`. Each has one `next()` under way at most, so with one request a `next()`
   * this is also the bound of the requests in flight.
   *
   * @default 8
   */
  concurrency?: number | undefined;
  /**
   * `'arrival'` gives items as they come, the open sources in turn. `'input'` gives the sources one after another in
   * their own order, the next ones read ahead by up to 100 items each.
   *
   * @default 'arrival'
   */
  order?: 'arrival' | 'input' | undefined;
  /**
   * When a source fails: `'stop'` ends all others at once, whichever has the turn, gives the items that are held, and
   * throws the error that came first; `'continue'` reads the others to their end
   * and then throws a `SourcesFailedError` that holds every failure.
   *
   * @default 'stop'
   */
  onSourceError?: 'stop' | 'continue' | undefined;
  /**
   * Ends every iteration with the signal's own reason, by identity: at once, or within a second where a source is stuck
   * and heeds no signal. Give it here as well as to the sources: with `onSourceError: 'continue'` a source that ends
   * with an abort of its own has failed like any other.
   */
  signal?: AbortSignal | undefined;
}

/**
 * Merges many async iterables into one: fair, bounded, and closing.
 *
 * Opens at most `concurrency` sources at once and takes no more than that from `sources`, which may be endless. The
 * order within a source is kept; a slow consumer gets its sources in turn. Held in memory: one item an open source,
 * or with `order: 'input'` up to 100. Nothing is opened before the first `next()`, and a source is asked for its
 * next item only while the consumer asks for one.
 *
 * `break`, an error and an abort end what is in flight first, then close every open source and `sources` itself, and
 * wait until their `finally` has run (a second at most for a source that is stuck and heeds no signal).
 *
 * @param sources what to open: an array, any iterable, or an async iterable such as `listSequenceStores(…)`
 * @param open gives the async iterable of one source; what it throws is that source's failure
 *
 * @throws {InvalidOptionError} at the call
 * @throws {SourcesFailedError} at the end, with `onSourceError: 'continue'`, when any source failed
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
  const readAhead = order === 'input' ? READ_AHEAD : 1;
  const settings = { concurrency: () => concurrency, order, readAhead, onSourceError };
  return new ClosingIterable((ended) => mergeSources(sources, open, settings, ended), signal);
}
