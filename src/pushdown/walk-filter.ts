import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import type { WalkValue } from './choose-walks.js';
import { wordReader } from '../where/fields.js';
import type { CompiledFilter } from './service-filter.js';

/**
 * A filter narrowed to one value of a member, at the service and here, so that the walks of several values are disjoint
 * also where the service ignores the filter.
 */
export function walkFilter(
  filter: CompiledFilter<ReadSetFilter, ReadSetListItem>,
  own: WalkValue | undefined,
): CompiledFilter<ReadSetFilter, ReadSetListItem> {
  if (own === undefined) return filter;
  const { member, value } = own;
  const wordOf = wordReader(member);
  return {
    sent: { ...filter.sent, [member]: value },
    accepts: (readSet) => wordOf(readSet) === value && filter.accepts(readSet),
  };
}
