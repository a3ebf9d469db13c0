import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { wordReader, type WalkChoice } from './choose-walks.js';
import type { CompiledFilter } from './service-filter.js';

/**
 * The chosen walks, each with what is sent and what it accepts: the condition, and of several walks each its own value
 * alone, so that they are disjoint also where the service ignores the filter. A filter that was given beside the
 * condition is part of the condition; what is `also` sent for it stays where the choice says nothing of it.
 */
export function walkFilters(
  { filters, member }: WalkChoice,
  accepts: (readSet: ReadSetListItem) => boolean,
  also: ReadSetFilter = {},
): CompiledFilter<ReadSetFilter, ReadSetListItem>[] {
  const wordOf = member === undefined ? undefined : wordReader(member);
  return filters.map((filter) => {
    const both = { ...also, ...filter };
    const sent = Object.keys(both).length === 0 ? undefined : both;
    if (member === undefined || wordOf === undefined) return { sent, accepts };
    const own = filter[member];
    return { sent, accepts: (readSet) => wordOf(readSet) === own && accepts(readSet) };
  });
}
