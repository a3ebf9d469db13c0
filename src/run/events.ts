import {
  publish,
  type FailureEvent,
  type ListEvent,
  type PagingEvent,
  type RequestEvent,
} from '../paging/events.js';

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

/**
 * Everything that happens in a run. Each fact is emitted once; the counts of the report, `onEvent` and the diagnostics
 * channels are derived. Delivered items are the exception: they are only counted.
 */
export type RunEvent = PagingEvent | Exclude<InventoryEvent, ListEvent>;

/** Publishes an event to its diagnostics channel, if it has one. Returns whether `onEvent` receives it. */
export function publishRunEvent(event: RunEvent): event is Exclude<RunEvent, RequestEvent | FailureEvent> {
  return !('operation' in event) || publish(event);
}
