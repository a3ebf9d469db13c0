import { InvalidOptionError, SourcesFailedError, type SourceFailure } from '../errors.js';
import { describe, isIterable } from '../options/problems.js';
import { linkAbort, WakeUp, withinGraceOf } from './abort.js';
import { iterate, nextOf, type AnyIterable } from './iterate.js';

/** The second argument of `open`. */
export interface OpenContext {
  /** Aborts when the merge ends early. Pass it to everything the source waits for. */
  readonly signal: AbortSignal;
  /** The index of the source, from 0, in the order of opening. */
  readonly index: number;
}

/** Sources that share one limit, such as the stores of one client. */
export interface SourceGroup<Source> {
  readonly sources: AnyIterable<Source>;
  /** How many of these sources may be open now. Called again whenever another could be opened. */
  readonly concurrency: () => number;
}

export interface MergeSettings {
  /** `'arrival'` serves open sources in turn; `'input'` delivers source after source, group after group. */
  readonly order: 'arrival' | 'input';
  /** How many items a source may hold until the consumer asks for them. */
  readonly readAhead: number;
  readonly onSourceError: 'stop' | 'continue';
}

/**
 * Merges groups of sources: opens as many as allowed, yields what is ready, and waits otherwise.
 *
 * No promises are raced, so the heap stays flat for any number of items. A source that has an item, ends or fails joins
 * a queue and wakes the loop. The queue also makes the merge fair: a served source rejoins at the end.
 */
export async function* merge<Source, Item>(
  groups: readonly SourceGroup<Source>[],
  open: (source: Source, context: OpenContext) => AsyncIterable<Item>,
  { order, readAhead, onSourceError }: MergeSettings,
  signal: AbortSignal,
): AsyncGenerator<Item, void, undefined> {
  const link = linkAbort(signal);
  const wakeUp = new WakeUp(link.signal);
  const failures: SourceFailure[] = [];
  const news: BufferedSource<Item>[] = [];
  /** The first failure under `'stop'`. It ends all requests at once, before the buffered items are delivered. */
  let halt: SourceFailure | undefined;
  const onNews = (failure: SourceFailure | undefined): void => {
    if (failure !== undefined && onSourceError === 'stop' && !link.signal.aborted) {
      halt = failure;
      link.abort(new Error('Another source failed.'));
    }
    wakeUp.notify();
  };
  const opened = groups.map(({ sources, concurrency }) => ({
    concurrency,
    pending: bufferSource({}, () => sources, 1, link.signal, onNews),
    siblings: new Set<BufferedSource<Item>>(),
  }));

  let count = 0;
  const openSource = (source: Source): BufferedSource<Item> => {
    const index = count++;
    const start = (): AsyncIterable<Item> => open(source, { signal: link.signal, index });
    const onSourceNews = (failure: SourceFailure | undefined): void => {
      news.push(opening);
      onNews(failure);
    };
    const opening = bufferSource({ index, source }, start, readAhead, link.signal, onSourceNews);
    opening.pull();
    return opening;
  };
  const openMore = (): void => {
    for (const { concurrency, pending, siblings } of opened) {
      while (siblings.size < concurrency() && pending.items.length > 0)
        siblings.add(openSource(pending.items.shift() as Source));
      if (siblings.size < concurrency()) pending.pull();
    }
  };
  /** The source to serve now: the first in the queue, or, by order of input, the first that is not complete. */
  const nextReady = (): BufferedSource<Item> | undefined => {
    if (order === 'arrival') return news.shift();
    news.length = 0;
    const group = opened.find(({ pending, siblings }) => siblings.size > 0 || !pending.isDone());
    const [first] = group?.siblings ?? [];
    const isReady = first !== undefined && (first.items.length > 0 || first.isDone());
    return isReady ? first : undefined;
  };
  /** Ends every request, closes the sources in parallel, and waits until each `finally` has run. */
  const closeAll = async (): Promise<void> => {
    link.abort(new Error('The merge has ended.'));
    const sources = opened.flatMap(({ pending, siblings }) => [pending, ...siblings]);
    for (const outcome of await Promise.allSettled(sources.map((source) => source.close()))) {
      if (outcome.status === 'rejected' && outcome.reason !== link.signal.reason) throw outcome.reason;
    }
  };

  try {
    while (true) {
      signal.throwIfAborted();
      if (halt === undefined) openMore();
      const current = nextReady();
      if (current === undefined) {
        if (halt !== undefined) throw halt.error;
        if (opened.every(({ pending, siblings }) => siblings.size === 0 && pending.isDone())) break;
        await wakeUp.next();
      } else if (current.items.length > 0) {
        yield current.items.shift() as Item;
        current.pull();
      } else {
        for (const { siblings } of opened) siblings.delete(current);
        const failure = current.failure();
        if (failure === undefined) continue;
        if (halt !== undefined) throw halt.error;
        failures.push(failure);
      }
    }
    const ofSources = opened.flatMap(({ pending }) => pending.failure() ?? []);
    if (failures.length === 0 && ofSources[0] !== undefined) throw ofSources[0].error;
    failures.push(...ofSources);
    if (failures.length > 0) throw new SourcesFailedError(failures);
  } catch (error) {
    await closeAll().catch(() => undefined);
    throw error;
  } finally {
    await closeAll();
  }
}

type BufferedSource<T> = ReturnType<typeof bufferSource<T>>;

/**
 * Reads a source into a bounded buffer. It opens the source when its first item is needed, and has at most one pending
 * `next()`. `onNews` reports an item, the end or a failure.
 */
function bufferSource<T>(
  subject: Omit<SourceFailure, 'error'>,
  open: () => AnyIterable<T>,
  readAhead: number,
  signal: AbortSignal,
  onNews: (failure: SourceFailure | undefined) => void,
) {
  const items: T[] = [];
  let iterator: AsyncIterator<T> | undefined;
  let isPending = false;
  let hasEnded = false;
  let failure: SourceFailure | undefined;
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    iterator ??= iterate(checkedIterable(open()), signal);
    return nextOf(iterator);
  };
  const afterNext = (): void => {
    isPending = false;
    onNews(failure);
    if (readAhead > 1) pull();
  };
  const pull = (): void => {
    if (isPending || hasEnded || signal.aborted || items.length >= readAhead) return;
    isPending = true;
    next().then(
      ({ done, value }) => {
        if (done === true) hasEnded = true;
        else items.push(value);
        afterNext();
      },
      (error: unknown) => {
        hasEnded = true;
        failure = { ...subject, error };
        afterNext();
      },
    );
  };
  return {
    items,
    /** Requests the next item, unless a request is pending or the buffer is full. */
    pull,
    failure: () => failure,
    /** Whether the source has ended or failed, and its buffer is empty. */
    isDone: () => hasEnded && items.length === 0,
    /** Closes the source, unless it has ended. Waits at most one second for a source that is stuck. */
    async close(): Promise<void> {
      if (hasEnded) return;
      hasEnded = true;
      await withinGraceOf(signal, Promise.resolve(iterator?.return?.())); // queues behind a pending next()
    },
  };
}

/** @throws {InvalidOptionError} if `open` returned something else */
function checkedIterable<T>(iterable: AnyIterable<T>): AnyIterable<T> {
  if (isIterable(iterable)) return iterable;
  const expected = 'a function that returns an async iterable (an async function returns a promise)';
  const got = `one that returns ${describe(iterable)}`;
  throw new InvalidOptionError([{ option: 'open', expected, got }]);
}
