import { abortable } from '../lifetime/abortable.js';

/** Rows, however they come. */
export type RowSource = AsyncIterable<object> | Iterable<object>;

/**
 * Takes rows one after another until there are no more. When `signal` aborts, it rejects with its reason at once, also
 * while a row is waited for, and the source is closed.
 *
 * @param take given each row; a promise of it is waited for before the next row is asked for
 */
export async function pullRows(
  source: RowSource,
  take: (row: object) => Promise<void> | undefined,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let state: 'idle' | 'asking' | 'over' = 'idle';
  const next = async (): Promise<IteratorResult<object>> => {
    state = 'asking';
    try {
      const result = await iterator.next();
      state = result.done === true ? 'over' : 'idle';
      return result;
    } catch (error) {
      state = 'over'; // a source that throws has closed itself
      throw error;
    }
  };
  const pull = async (): Promise<void> => {
    for (;;) {
      const result = await next();
      if (result.done === true || signal.aborted) return;
      const taken = take(result.value);
      if (taken !== undefined) await taken;
    }
  };
  try {
    await abortable(pull(), signal);
  } catch (error) {
    await close(iterator, state);
    throw error;
  }
}

/** Closes a source that was left. Where a `next()` is under way, a generator answers only after it, whenever that is. */
async function close(
  iterator: Partial<AsyncIterator<object> | Iterator<object>>,
  state: string,
): Promise<void> {
  if (state === 'over') return;
  const closed = Promise.resolve(iterator.return?.()).catch(() => undefined);
  if (state === 'idle') await closed;
}
