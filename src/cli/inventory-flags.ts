import type { InventoryConfig, InventoryInput } from '../index.js';
import { requestConfig } from './client.js';
import type { FilterFlags, ListFlags } from './options/shared-flags.js';

/** The flags that say which read sets are listed, and how it is gone about. */
export type InventoryFlags = Omit<ListFlags, 'format' | 'fields' | 'resume'>;

/** How to go about it. */
export function inventoryConfig(flags: InventoryFlags): Omit<InventoryConfig, 'client'> {
  const { concurrency, order, splitStores, onStoreError } = flags;
  return { ...requestConfig(flags), concurrency, order, splitStores, onStoreError };
}

/** What to list. */
export function inventoryInput(flags: InventoryFlags): InventoryInput {
  const filter = filterOf(flags);
  return {
    ...(flags.store === undefined ? {} : { sequenceStoreIds: flags.store }),
    ...(filter === undefined ? {} : { filter }),
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
  };
}

const FILTER_MEMBERS = [
  'name',
  'status',
  'referenceArn',
  'createdAfter',
  'createdBefore',
  'sampleId',
  'subjectId',
  'generatedFrom',
  'creationType',
] as const satisfies readonly (keyof FilterFlags)[];

/** The service's filter, of the flags that were given. */
function filterOf(flags: FilterFlags): InventoryInput['filter'] {
  const given = FILTER_MEMBERS.filter((member) => flags[member] !== undefined);
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((member) => [member, flags[member]]));
}
