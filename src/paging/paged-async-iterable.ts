import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import type { OmicsClient } from '@aws-sdk/client-omics';
import {
  ClosingIterable,
  closingIterator,
  DONE,
  generatorOf,
  type Body,
} from '../streams/closing-iterable.js';
import { linkAbort } from '../streams/abort.js';
import { notify, publish, type ListEvent, type PagingEvent } from './events.js';
import { IdSet } from './id-set.js';
import type { ListSettings } from './list-config.js';
import type { ListOperation, Page } from './page.js';
import { paginate } from './paginate.js';

/** Items that are passed on together: a page, or part of one. */
export interface Chunk<T> {
  readonly items: readonly T[];
  /** Called when an item is delivered to the consumer. */
  readonly onItem?: (() => void) | undefined;
}

/**
 * The items of a list one by one, and its {@link PagedAsyncIterable.pages | pages}.
 *
 * It is an ix `AsyncIterable`, so `.pipe(filter(…), map(…))` works on it. Each iteration starts afresh. Nothing is sent
 * before the first `next()`, and a page is requested only when the consumer asks for one of its items, or for the page
 * itself. Memory holds one page and the ids received so far. (A store that is read in several splits reads a little
 * ahead and holds a page for each: see {@link listReadSets}.) `break` ends the request in flight and sends nothing more.
 * When the signal aborts, a pending call rejects at once with the signal's own reason.
 */
export class PagedAsyncIterable<T> extends AsyncIterableX<T> {
  readonly #pages: Body<Page<T>>;
  readonly #chunks: Body<Chunk<T>>;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param chunks yields the items if they are not read page by page
   * @internal
   */
  constructor(pages: Body<Page<T>>, signal: AbortSignal | undefined, chunks: Body<Chunk<T>> = pages) {
    super();
    this.#pages = pages;
    this.#chunks = chunks;
    this.#signal = signal;
  }

  /** Starts an iteration. ix passes a `signal` from operator to operator; it ends the iteration too. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    return itemIterator(this.#chunks, this.#signal, signal);
  }

  /**
   * The same list page by page, each page with the token of the next one.
   *
   * @example
   * ```ts
   * for await (const page of listReadSets({ client }, { sequenceStoreId: '1234567890' }).pages()) {
   *   console.log(page.number, page.items.length, page.nextToken);
   * }
   * ```
   */
  pages(): AsyncIterableX<Page<T>> {
    return new ClosingIterable(this.#pages, this.#signal);
  }
}

const EMPTY: Chunk<never> = { items: [] };

/**
 * The items of chunks, one by one. Not an async generator function, because every read set passes through it: an item of
 * the current chunk costs one resolved promise.
 *
 * @param signals end the iteration when one of them aborts
 */
export function itemIterator<T>(
  body: Body<Chunk<T>>,
  ...signals: readonly (AbortSignal | undefined)[]
): AsyncGenerator<T, void, undefined> {
  const chunks = closingIterator(body, ...signals);
  let chunk: Chunk<T> = EMPTY;
  let index = 0;
  let over = false;
  /** The last `next()` that waits for a chunk. Parallel calls queue behind it, so each item is delivered once. */
  let waiting: Promise<unknown> | undefined;

  const isReady = (): boolean => index < chunk.items.length && !signals.some((signal) => signal?.aborted);
  const deliver = (): IteratorResult<T, void> => {
    chunk.onItem?.();
    return { done: false, value: chunk.items[index++] as T };
  };
  const drop = (): void => {
    chunk = EMPTY;
    index = 0;
  };
  const advance = async (): Promise<IteratorResult<T, void>> => {
    while (!isReady()) {
      drop();
      const next = await chunks.next();
      if (next.done === true || over) return DONE;
      chunk = next.value;
    }
    return deliver();
  };
  const next = (): Promise<IteratorResult<T, void>> => {
    if (waiting === undefined && isReady()) return Promise.resolve(deliver());
    const result = (waiting ?? Promise.resolve()).then(advance);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    waiting = settled;
    void settled.then(() => {
      if (waiting === settled) waiting = undefined;
    });
    return result;
  };
  return generatorOf(next, () => {
    over = true;
    drop();
    return chunks.return();
  });
}

/** A list with its client and checked options. */
export interface BoundList<T> {
  readonly client: OmicsClient;
  readonly list: ListOperation<T>;
  readonly settings: ListSettings;
  readonly onEvent: ((event: ListEvent) => void) | undefined;
}

/** The pages of one list, in a fresh iteration that publishes its events. */
export async function* pagesOf<T>(
  { client, list, settings, onEvent }: BoundList<T>,
  signal: AbortSignal,
  ids = settings.deduplicate ? new IdSet() : undefined,
): AsyncGenerator<Page<T>, void, undefined> {
  const link = linkAbort(signal);
  const emit = (event: PagingEvent): void => {
    if (publish(event)) notify(onEvent, event, link.abort);
  };
  yield* paginate(client, list, { ...settings, ids, emit }, link.signal);
  link.signal.throwIfAborted(); // a promise of `onEvent` rejected after the last request
}

/**
 * The iterable of a list. Each iteration reads the list afresh.
 *
 * @param chunks yields the items if they are not read page by page
 */
export function pagedList<T>(bound: BoundList<T>, chunks?: Body<Chunk<T>>): PagedAsyncIterable<T> {
  return new PagedAsyncIterable((signal) => pagesOf(bound, signal), bound.settings.signal, chunks);
}

/** The pages of a list that is known to be empty without a request. */
export async function* noPages(): AsyncGenerator<never, void, undefined> {
  // nothing to yield
}
