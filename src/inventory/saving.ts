import { PeriodicSave } from '../checkpoint/periodic-save.js';
import { abortable } from '../lifetime/abortable.js';
import { openScope } from '../lifetime/scope.js';
import { withinGraceOf } from '../lifetime/within-grace.js';
import type { KnownStores } from '../walks/known-stores.js';
import type { CheckedInventory } from './inventory-options.js';

/**
 * Notes what the consumer is done with, and saves checkpoints of it, where that is asked for: as chunks pass, and in the
 * end. An abort, other than a consumer that leaves, waits for a second at most until they are saved.
 *
 * @param aborts what an abort comes from
 */
export async function* saving<Chunk>(
  chunks: AsyncGenerator<Chunk, void, undefined>,
  { checkpoint: store, checkpointEveryMs }: CheckedInventory,
  known: KnownStores,
  aborts: readonly (AbortSignal | undefined)[],
): AsyncGenerator<Chunk, void, undefined> {
  const scope = openScope(...aborts);
  const periodic = new PeriodicSave(checkpointEveryMs, () => performance.now());
  let failed = false;
  let saved: Promise<void> | undefined;
  try {
    for await (const chunk of chunks) {
      yield chunk;
      known.settle();
      if (store === undefined || !periodic.isDue) continue;
      const checkpoint = known.checkpoint();
      saved = periodic.run(() => store.save(checkpoint));
      await abortable(saved, scope.signal);
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    // Saving is over before it begins again, also where an abort did not wait for it.
    const last = Promise.resolve(saved)
      .catch(() => undefined)
      .then(() => store?.save(known.checkpoint()));
    // An error that is on its way is the one to tell of.
    await withinGraceOf(scope.signal, failed ? last.catch(() => undefined) : last);
    scope.release();
  }
}
