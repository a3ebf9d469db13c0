import { SourcesFailedError, type SourceFailure } from '../errors.js';
import { openScope } from '../lifetime/scope.js';
import { closeSources } from './close-sources.js';
import { OpenSource } from './open-source.js';
import { WakeUp } from './wake-up.js';

/** What `open` is told beside the source. */
export interface OpenContext {
  /** Aborts when the fan-out ends early; hand it on to whatever the source waits for. */
  readonly signal: AbortSignal;
  /** Which source it is; the first is 0. */
  readonly index: number;
}

/** The options of a fan-out, checked and with the defaults filled in. */
export interface MergeSettings {
  /** Sources open at once; asked for anew whenever one could be opened. */
  readonly concurrency: () => number;
  readonly order: 'arrival' | 'input';
  /** How many items a source may hold while it waits for its turn. */
  readonly readAhead: number;
  readonly onSourceError: 'stop' | 'continue';
}

/**
 * The loop of a fan-out: open what may be opened, give what is there, else wait until anything happens.
 *
 * No promises are raced: a source that has something new queues itself and wakes the loop, so the heap stays flat
 * however many items pass. That queue is also what is fair: a source that was served goes to its end.
 */
export async function* mergeSources<Source, Item>(
  sources: Iterable<Source> | AsyncIterable<Source>,
  open: (source: Source, context: OpenContext) => AsyncIterable<Item>,
  { concurrency, order, readAhead, onSourceError }: MergeSettings,
  signal: AbortSignal,
): AsyncGenerator<Item, void, undefined> {
  const scope = openScope(signal);
  const wakeUp = new WakeUp(scope.signal);
  const failures: SourceFailure[] = [];
  /** What ends the fan-out under `'stop'`: known, and everything in flight ended, before its turn comes. */
  let halt: { readonly error: unknown } | undefined;
  const note = ({ failure }: OpenSource<unknown>): void => {
    if (failure !== undefined && onSourceError === 'stop' && !scope.signal.aborted) {
      halt = failure;
      scope.abort(new Error('Another source of the fan-out failed.'));
    }
    wakeUp.notify();
  };
  const outer = new OpenSource<Source>(sources, 1, scope.signal, () => {
    note(outer);
  });
  const inner = new Set<Inner<Source, Item>>();
  const news: Inner<Source, Item>[] = [];
  let opened = 0;
  let failed = false;

  const openNext = (source: Source): void => {
    const index = opened++;
    const items = new OpenSource(
      () => open(source, { signal: scope.signal, index }),
      readAhead,
      scope.signal,
      () => {
        news.push(entry);
        note(entry.items);
      },
    );
    const entry = { source, index, items };
    inner.add(entry);
    items.pull();
  };
  /** The source to look at now: the longest waiting of those with news, or the first one where order counts. */
  const turn = (): Inner<Source, Item> | undefined => {
    if (order === 'arrival') return news.shift();
    news.length = 0;
    const [first] = inner;
    return first?.items.hasNews() === true ? first : undefined;
  };

  try {
    while (true) {
      signal.throwIfAborted();
      while (halt === undefined && inner.size < concurrency() && outer.hasItem()) openNext(outer.take());
      if (halt === undefined && inner.size < concurrency()) outer.pull();

      const current = turn();
      if (current === undefined) {
        if (halt !== undefined) throw halt.error;
        if (inner.size === 0 && outer.isDone()) break;
        await wakeUp.next();
      } else if (current.items.hasItem()) {
        yield current.items.take();
        if (halt === undefined) current.items.pull();
      } else {
        inner.delete(current);
        const { failure } = current.items;
        if (failure === undefined) continue;
        if (halt !== undefined) throw halt.error;
        failures.push({ index: current.index, source: current.source, error: failure.error });
      }
    }
    if (outer.failure !== undefined) {
      if (failures.length === 0) throw outer.failure.error;
      failures.push({ error: outer.failure.error });
    }
    if (failures.length > 0) throw new SourcesFailedError(failures);
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    scope.abort(new Error('The fan-out has ended.'));
    await closeSources([outer, ...[...inner].map(({ items }) => items)], scope.signal, failed);
  }
}

interface Inner<Source, Item> {
  readonly source: Source;
  readonly index: number;
  readonly items: OpenSource<Item>;
}
