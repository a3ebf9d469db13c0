import type { RetryReason } from '../request/classify-error.js';
import type { RetryNotice } from '../request/send.js';

/** Where something happened. */
interface Where {
  /** `ListReadSets` or `ListSequenceStores`. */
  readonly operation: string;
  /** The store listed; `undefined` for a list of stores. */
  readonly sequenceStoreId: string | undefined;
  /** The page it is about; the first of an iteration is 1. */
  readonly page: number;
}

/** A page has come. */
export interface PageEvent extends Where {
  readonly type: 'page';
  /** Items of the page that satisfy the filter. */
  readonly items: number;
  /** Requests sent for it. */
  readonly attempts: number;
  /** From its first request to its answer, in milliseconds. */
  readonly elapsedMs: number;
}

/** An attempt failed for a passing reason and is repeated after a wait. */
export interface RetryEvent extends Where {
  readonly type: 'retry';
  readonly reason: Exclude<RetryReason, 'throttling'>;
  /** The attempt that failed; the first is 1. */
  readonly attempt: number;
  /** How long the next attempt waits before it asks for its turn, in milliseconds. */
  readonly delayMs: number;
  readonly error: unknown;
}

/** An attempt was throttled and is repeated after a wait. */
export interface ThrottleEvent extends Omit<RetryEvent, 'type' | 'reason'> {
  readonly type: 'throttle';
  readonly reason: 'throttling';
}

/** The token of the page was rejected, and the walk starts again (`onRejectedToken: 'restart'`). */
export interface RestartEvent extends Where {
  readonly type: 'restart';
  readonly error: unknown;
}

/** What a list tells about itself while it runs, by `type`. */
export type ListEvent = PageEvent | RetryEvent | ThrottleEvent | RestartEvent;

/** A retry as the event that tells of it. */
export function retryEvent({ reason, ...notice }: RetryNotice, where: Where): RetryEvent | ThrottleEvent {
  return reason === 'throttling'
    ? { type: 'throttle', ...where, ...notice, reason }
    : { type: 'retry', ...where, ...notice, reason };
}

/** A store of an inventory, as its events name it. */
interface StoreWhere {
  /** The Region of the store's client. */
  readonly region: string;
  readonly sequenceStoreId: string;
}

/** The first page of a store is about to be asked for. */
export interface StoreStartedEvent extends StoreWhere {
  readonly type: 'store-started';
}

/** A store was listed to its end. */
export interface StoreDoneEvent extends StoreWhere {
  readonly type: 'store-done';
  /** Read sets of the store that satisfy what was asked. */
  readonly readSets: number;
}

/** A store cannot be listed any further. */
export interface StoreFailedEvent extends StoreWhere {
  readonly type: 'store-failed';
  readonly error: unknown;
}

/** The stores of one of several clients cannot be discovered, and its others go on (`onStoreError: 'continue'`). */
export interface DiscoveryFailedEvent {
  readonly type: 'discovery-failed';
  /** The Region of the client. */
  readonly region: string;
  readonly error: unknown;
}

/** What an inventory tells about itself while it runs, by `type`. */
export type InventoryEvent =
  | (ListEvent & { readonly region: string })
  | StoreStartedEvent
  | StoreDoneEvent
  | StoreFailedEvent
  | DiscoveryFailedEvent;
