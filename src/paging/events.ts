import { channel } from 'node:diagnostics_channel';
import type { ListPlace } from '../errors.js';
import type { RetryReason } from '../request/classify-error.js';

/** The list of an event. */
type ListOfEvent = Pick<ListPlace, 'operation' | 'sequenceStoreId'>;

/** The list of an event, and the number of the page; the first of an iteration is 1. */
type PageOfEvent = Pick<ListPlace, 'operation' | 'sequenceStoreId' | 'page'>;

/** A request is about to be sent. Only on the diagnostics channel. */
export interface RequestEvent extends ListOfEvent {
  readonly type: 'request';
}

/** A page was received. */
export interface PageEvent extends PageOfEvent {
  readonly type: 'page';
  /** Items of the page that satisfy the condition and are not duplicates. */
  readonly items: number;
  /** Items that were dropped because an earlier response had them. */
  readonly duplicates: number;
  /** Requests sent for it. */
  readonly attempts: number;
  /** The time from its first request to its response, in milliseconds. */
  readonly elapsedMs: number;
}

/** An attempt failed and is retried after a wait. */
export interface RetryEvent extends PageOfEvent {
  readonly type: 'retry';
  readonly reason: Exclude<RetryReason, 'throttling'>;
  /** The attempt that failed; the first is 1. */
  readonly attempt: number;
  /** The wait before the next attempt, in milliseconds. The rate limiter may add to it. */
  readonly delayMs: number;
  /** The `Retry-After` of the service, in milliseconds, if it sent one. At most an hour of it is waited for. */
  readonly retryAfterMs?: number;
  readonly error: unknown;
}

/** An attempt was throttled and is retried after a wait. */
export interface ThrottleEvent extends Omit<RetryEvent, 'type' | 'reason'> {
  readonly type: 'throttle';
  readonly reason: 'throttling';
}

/** The service rejected the token of the page, and the list is read again (`onRejectedToken: 'restart'`). */
export interface RestartEvent extends PageOfEvent {
  readonly type: 'restart';
  readonly error: unknown;
}

/** A page could not be fetched, and its list ends. Only on the diagnostics channel: the iteration rejects. */
export interface FailureEvent extends ListOfEvent {
  readonly type: 'failure';
  readonly error: unknown;
}

/** The events of a list that `onEvent` receives, by `type`. */
export type ListEvent = PageEvent | RetryEvent | ThrottleEvent | RestartEvent;

/** Everything that happens while a list is read. Each fact is emitted once; everything else is derived from it. */
export type PagingEvent = ListEvent | RequestEvent | FailureEvent;

/**
 * The `node:diagnostics_channel` channels that every list in the process publishes its events to, one for each `type`. A
 * channel without subscribers costs nothing.
 *
 * @example
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel';
 *
 * subscribe(DIAGNOSTICS_CHANNELS.throttle, (event) => console.log('throttled', event));
 * ```
 */
export const DIAGNOSTICS_CHANNELS = {
  request: 'healthomics-streams:request',
  page: 'healthomics-streams:page',
  retry: 'healthomics-streams:retry',
  throttle: 'healthomics-streams:throttle',
  restart: 'healthomics-streams:restart',
  failure: 'healthomics-streams:failure',
} as const satisfies Record<PagingEvent['type'], string>;

const channels = Object.fromEntries(
  Object.entries(DIAGNOSTICS_CHANNELS).map(([type, name]) => [type, channel(name)] as const),
);

/** Publishes an event to its diagnostics channel. Returns whether `onEvent` receives it too. */
export function publish(event: PagingEvent): event is ListEvent {
  const subscribed = channels[event.type];
  if (subscribed?.hasSubscribers === true) subscribed.publish(event);
  return event.type !== 'request' && event.type !== 'failure';
}

/** Calls a listener. If it returns a promise that rejects, calls `onRejected` with the reason. */
export function notify<E>(
  listener: ((event: E) => unknown) | undefined,
  event: E,
  onRejected: (reason: unknown) => void,
): void {
  const returned = listener?.(event);
  if (typeof returned !== 'object' || returned === null || !('then' in returned)) return;
  Promise.resolve(returned).catch(onRejected);
}
