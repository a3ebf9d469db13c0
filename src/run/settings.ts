import type { OmicsClient, SequenceStoreDetail, SequenceStoreFilter } from '@aws-sdk/client-omics';
import type { ListEvent } from '../paging/events.js';
import type { ListSettings } from '../paging/list-config.js';
import type { ReadSetQuery } from '../query/read-set-query.js';
import type { CompiledFilter } from '../query/filter.js';
import type { InFlight } from '../request/in-flight.js';
import type { Checkpoint } from './checkpoint.js';
import type { CheckpointStore } from './checkpoint-store.js';
import type { EventSubject, InventoryEvent, RunEvent } from './events.js';
import type { Split } from './split.js';
import type { SplitQueue } from './split-queue.js';
import type { ClientState, RunState, StoreState } from './state.js';
import type { SplitStores } from './worker-pool.js';

/** The settings of a run: the checked options of an inventory. */
export interface RunSettings {
  readonly clients: readonly OmicsClient[];
  readonly list: ListSettings;
  readonly concurrency: number;
  readonly order: 'arrival' | 'input';
  readonly onStoreError: 'stop' | 'continue';
  readonly splitStores: SplitStores;
  readonly onEvent: (event: ListEvent | InventoryEvent, region: string) => void;
  readonly sequenceStoreIds: readonly string[] | undefined;
  readonly storeFilter: CompiledFilter<SequenceStoreFilter, SequenceStoreDetail>;
  readonly query: ReadSetQuery;
  readonly limit: number;
  readonly resume: Checkpoint | undefined;
  readonly checkpoint: CheckpointStore | undefined;
  readonly checkpointEveryMs: number;
  /** The input of the inventory, as JSON. */
  readonly input: unknown;
  /** The filter and the condition of the input, as JSON. */
  readonly selection: Pick<Split, 'filter' | 'where'>;
}

/** The context that the parts of a run share. */
export interface RunContext {
  readonly settings: RunSettings;
  readonly state: RunState;
  readonly queue: SplitQueue;
  readonly inFlight: InFlight;
  /** Emits an event: into the state, to its diagnostics channel and to `onEvent`. */
  emit(event: RunEvent, subject?: EventSubject): void;
  /** Adds a store to the run, before its first request. */
  addStore(client: ClientState, id: string, name?: string): StoreState;
}
