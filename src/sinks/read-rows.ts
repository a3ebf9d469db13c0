import { abortable, withinGraceOf } from '../streams/abort.js';
import { iterate, nextOf } from '../streams/iterate.js';

/** Rows from an array, a generator, a list, an inventory, or a stream of operators. */
export type RowSource = AsyncIterable<object> | Iterable<object>;

/**
 * Reads rows one after another until the source ends. If `signal` aborts, it rejects at once with the signal's reason,
 * even while it waits for a row, and closes the source.
 *
 * @param onRow called with each row; if it returns a promise, the next row is requested once that resolves
 */
export async function readRows(
  source: RowSource,
  onRow: (row: object) => Promise<void> | undefined,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const iterator = iterate(source);
  let state = 'idle' as 'idle' | 'pending' | 'ended';
  const readAll = async (): Promise<void> => {
    for (;;) {
      state = 'pending';
      let result: IteratorResult<object>;
      try {
        result = await nextOf(iterator);
      } catch (error) {
        state = 'ended'; // a source that throws has closed itself
        throw error;
      }
      state = result.done === true ? 'ended' : 'idle';
      if (result.done === true || signal.aborted) return;
      const accepted = onRow(result.value);
      if (accepted !== undefined) await accepted;
    }
  };
  try {
    await abortable(readAll(), signal);
  } catch (error) {
    if (state === 'ended') throw error;
    const closed = Promise.resolve(iterator.return?.()).catch(() => undefined);
    // A generator closes only after its pending `next()`, which may never settle, so do not wait then.
    if (state === 'idle') await withinGraceOf(signal, closed);
    throw error;
  }
}
