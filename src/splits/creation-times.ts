import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { TIME_MARGIN_MS, widened, type CompiledFilter } from '../pushdown/service-filter.js';

/** A half-open interval of creation times in milliseconds: `>= afterMs`, `< beforeMs`. */
export interface CreationTimes {
  readonly afterMs: number;
  readonly beforeMs: number;
}

/** All of time: open at both ends, since clocks differ. */
export const ALL_TIMES: CreationTimes = { afterMs: -Infinity, beforeMs: Infinity };

/**
 * The times in two, or `undefined` where `atMs` does not lie between them. Each read set belongs to exactly one half.
 */
export function cutAt(
  { afterMs, beforeMs }: CreationTimes,
  atMs: number,
): readonly [CreationTimes, CreationTimes] | undefined {
  if (!(atMs > afterMs && atMs < beforeMs)) return undefined;
  return [
    { afterMs, beforeMs: atMs },
    { afterMs: atMs, beforeMs },
  ];
}

/**
 * Where to cut before a time at which many read sets may have been created: so early that the part below, which the
 * service is asked for with a margin, does not bring them as well.
 */
export function clearOf(timeMs: number): number {
  return timeMs - TIME_MARGIN_MS - 1;
}

/** Whether what came lies further outside than was asked for: then the service does not heed the bounds. */
export function reachesBeyond(
  seen: { readonly fromMs: number; readonly toMs: number },
  { afterMs, beforeMs }: CreationTimes,
): boolean {
  const slackMs = 2 * TIME_MARGIN_MS;
  return seen.fromMs < afterMs - slackMs || seen.toMs > beforeMs + slackMs;
}

/** Whether a read set belongs to these times; one without a creation time belongs to the earliest. */
function owns({ afterMs, beforeMs }: CreationTimes, readSet: ReadSetListItem): boolean {
  const time = readSet.creationTime?.getTime() ?? -Infinity;
  return time >= afterMs && time < beforeMs;
}

/** A filter narrowed to some creation times, at the service and here. */
export function within(
  filter: CompiledFilter<ReadSetFilter, ReadSetListItem>,
  times: CreationTimes,
): CompiledFilter<ReadSetFilter, ReadSetListItem> {
  const { afterMs, beforeMs } = times;
  if (afterMs === -Infinity && beforeMs === Infinity) return filter;
  const { createdAfter, createdBefore } = filter.sent ?? {};
  const after = afterMs > (createdAfter?.getTime() ?? -Infinity) ? widened(afterMs, -1) : undefined;
  const before = beforeMs < (createdBefore?.getTime() ?? Infinity) ? widened(beforeMs, 1) : undefined;
  return {
    sent: {
      ...filter.sent,
      ...(after === undefined ? {} : { createdAfter: after }),
      ...(before === undefined ? {} : { createdBefore: before }),
    },
    accepts: (readSet) => owns(times, readSet) && filter.accepts(readSet),
  };
}
