import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { ClosingIterable } from '../lifetime/closing-iterable.js';
import { closingIterator, type Body } from '../lifetime/closing-iterator.js';
import { ItemIterator, type Chunk } from './item-iterator.js';
import type { Page } from './page.js';

/**
 * The items of a list, one by one, and its {@link PagedAsyncIterable.pages | pages}.
 *
 * It is an ix `AsyncIterable`, so `.pipe(filter(…), map(…))` works on it. Each iteration starts afresh. Nothing is
 * sent before the first `next()`, and no page before an item of it, or the page itself, is asked for; one page is
 * held in memory. (A store that is walked in parts is ahead by a little, and holds a page for each: see
 * {@link listReadSets}.) `break` ends what is in flight and sends nothing more. When the signal aborts, what is pending
 * rejects at once with the signal's own reason.
 */
export class PagedAsyncIterable<T> extends AsyncIterableX<T> {
  readonly #walk: Body<Page<T>>;
  readonly #items: Body<Chunk<T>>;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param items gives the items where that is not page by page
   * @internal
   */
  constructor(walk: Body<Page<T>>, signal: AbortSignal | undefined, items?: Body<Chunk<T>>) {
    super();
    this.#walk = walk;
    this.#items = items ?? walk;
    this.#signal = signal;
  }

  /** Starts an iteration; it also ends when `signal`, which ix hands from operator to operator, aborts. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    return new ItemIterator(closingIterator(this.#items, this.#signal, signal), [this.#signal, signal]);
  }

  /**
   * The same list a page at a time, each page with what is needed to go on from it.
   *
   * @example
   * ```ts
   * for await (const page of listReadSets({ client }, { sequenceStoreId: '1234567890' }).pages()) {
   *   console.log(page.number, page.items.length, page.nextToken);
   * }
   * ```
   */
  pages(): AsyncIterableX<Page<T>> {
    return new ClosingIterable(this.#walk, this.#signal);
  }
}

/** The pages of a list that needs no request to be known as empty. */
export async function* noPages(): AsyncGenerator<never, void, undefined> {
  // there is nothing to give
}
