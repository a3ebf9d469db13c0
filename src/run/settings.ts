import type { OmicsClient, SequenceStoreDetail, SequenceStoreFilter } from '@aws-sdk/client-omics';
import type { Problems } from '../options/problems.js';
import type { ListEvent } from '../paging/events.js';
import type { ListSettings } from '../paging/list-config.js';
import type { ReadSetQuery } from '../query/read-set-query.js';
import type { CompiledFilter } from '../query/filter.js';
import type { Checkpoint } from './checkpoint.js';
import type { CheckpointStore } from './checkpoint-store.js';
import type { InventoryEvent } from './events.js';
import type { Split } from './split.js';

/** Whether a large store is cut into splits that are read in parallel, and into how many. */
export type SplitStores = 'auto' | 'never' | number;

/** Checks `splitStores`. */
export function checkSplitStores(problems: Problems, name: string, value: unknown): void {
  if (typeof value === 'number') problems.integer(name, value, 1);
  else problems.oneOf(name, value, ['auto', 'never']);
}

/** The settings of a run: the checked options of an inventory. A run of one store leaves out the optional ones. */
export interface RunSettings {
  readonly clients: readonly OmicsClient[];
  readonly list: ListSettings;
  readonly query: ReadSetQuery;
  readonly order: 'arrival' | 'input';
  readonly onStoreError: 'stop' | 'continue';
  readonly splitStores: SplitStores;
  readonly limit: number;
  readonly onEvent: (event: ListEvent | InventoryEvent, region: string) => unknown;
  /** The given stores. */
  readonly sequenceStoreIds: readonly string[];
  /** The filter to discover stores with, if they are not given and the condition can be satisfied. */
  readonly storeFilter?: CompiledFilter<SequenceStoreFilter, SequenceStoreDetail> | undefined;
  readonly concurrency?: number | undefined;
  readonly resume?: Checkpoint | undefined;
  readonly checkpoint?: CheckpointStore | undefined;
  readonly checkpointEveryMs?: number | undefined;
  /** The input of the inventory, as JSON. */
  readonly input?: unknown;
  /** The filter and the condition of the input, as JSON. */
  readonly selection?: Pick<Split, 'filter' | 'where'>;
}
