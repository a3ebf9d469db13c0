import { withinGrace } from '../lifetime/within-grace.js';
import type { OpenSource } from './open-source.js';

/**
 * Closes sources side by side, after what they wait for has been aborted, and waits until their `finally` has run. A
 * source that is stuck in a `next()` is waited for a second at most: its `return()` queues behind that `next()`.
 *
 * @param ended the signal that was aborted; a source that throws its reason has closed as it should
 * @param quiet leaves out what closing throws, for when another error is already on its way
 */
export async function closeSources(
  sources: readonly OpenSource<unknown>[],
  ended: AbortSignal,
  quiet: boolean,
): Promise<void> {
  const closings = sources.map(async (source) => {
    const parked = source.isParked();
    const closing = source.close();
    await (parked ? withinGrace(closing) : closing);
  });
  const outcomes = await Promise.allSettled(closings);
  const failure = outcomes.find(
    (outcome) => outcome.status === 'rejected' && outcome.reason !== ended.reason,
  );
  if (failure?.status === 'rejected' && !quiet) throw failure.reason;
}
