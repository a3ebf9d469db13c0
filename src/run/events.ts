import type { OmicsClient, ReadSetListItem } from '@aws-sdk/client-omics';
import { publish, type ListEvent, type PagingEvent } from '../paging/events.js';
import type { Page } from '../paging/page.js';
import type { ReadStrategy } from '../query/strategy.js';
import type { CutPiece } from './cut-planning.js';
import type { ClientState, NewSplit, SplitState, StoreState } from './state.js';

/** The first page of a store is about to be requested. */
export interface StoreStartedEvent {
  readonly type: 'store-started';
  /** The Region of the store's client. */
  readonly region: string;
  readonly sequenceStoreId: string;
}

/** A store was read to its end. */
export interface StoreDoneEvent extends Omit<StoreStartedEvent, 'type'> {
  readonly type: 'store-done';
  /** Read sets of the store that satisfy the condition. */
  readonly readSets: number;
}

/** A store cannot be read further. */
export interface StoreFailedEvent extends Omit<StoreStartedEvent, 'type'> {
  readonly type: 'store-failed';
  readonly error: unknown;
}

/** The stores of one of several clients cannot be discovered; the others continue (`onStoreError: 'continue'`). */
export interface DiscoveryFailedEvent {
  readonly type: 'discovery-failed';
  /** The Region of the client. */
  readonly region: string;
  readonly error: unknown;
}

/** The events of an inventory that `onEvent` receives, by `type`. */
export type InventoryEvent =
  | (ListEvent & { readonly region: string })
  | StoreStartedEvent
  | StoreDoneEvent
  | StoreFailedEvent
  | DiscoveryFailedEvent;

/** The client, store, split and page that an event concerns. */
export interface EventSubject {
  readonly client: ClientState;
  readonly store?: StoreState;
  readonly split?: SplitState;
  /** The page of a page event. */
  readonly received?: Page<ReadSetListItem> | undefined;
}

/** A change of the plan of a run. It is not public. */
export type PlanEvent =
  | { readonly type: 'run-started' }
  | {
      readonly type: 'clients-resolved';
      readonly clients: readonly (readonly [OmicsClient, region: string])[];
    }
  | { readonly type: 'store-found'; readonly id: string; readonly name: string | undefined }
  | { readonly type: 'stores-discovered' }
  | { readonly type: 'split-started' }
  | {
      readonly type: 'splits-replaced';
      readonly splits: readonly SplitState[];
      readonly by: readonly NewSplit[];
      /** A cut for idle workers, a rejected token, another strategy, or a service that ignores time bounds. */
      readonly reason: 'cut' | 'rejected-token' | 'strategy' | 'ignored-bounds';
    }
  | { readonly type: 'piece-cut'; readonly cut: CutPiece }
  | { readonly type: 'strategy-chosen'; readonly strategy: ReadStrategy }
  | {
      readonly type: 'run-ended';
      readonly outcome: 'complete' | 'limited' | 'failed' | 'cancelled';
      readonly error?: unknown;
    };

/**
 * Everything that happens in a run. Each fact is emitted once, and `RunState` is a fold over it; the report, the
 * checkpoint, `onEvent` and the diagnostics channels are derived. Delivered items are the exception: they are only
 * counted.
 */
export type RunEvent = PagingEvent | Exclude<InventoryEvent, ListEvent> | PlanEvent;

/** Publishes an event to its diagnostics channel, if it has one. Returns whether `onEvent` receives it. */
export function publishRunEvent(event: RunEvent): event is ListEvent | Exclude<InventoryEvent, ListEvent> {
  switch (event.type) {
    case 'request':
    case 'page':
    case 'retry':
    case 'throttle':
    case 'restart':
    case 'failure':
      return publish(event);
    case 'store-started':
    case 'store-done':
    case 'store-failed':
    case 'discovery-failed':
      return true;
    default:
      return false;
  }
}
