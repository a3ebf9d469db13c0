import { channel, type Channel } from 'node:diagnostics_channel';
import type { ListEvent } from './events.js';

/** A request was sent. */
export interface RequestMessage {
  readonly operation: string;
  readonly sequenceStoreId: string | undefined;
}

/** A page could not be had, and its walk ends. */
export interface FailureMessage extends RequestMessage {
  readonly error: unknown;
}

/**
 * The names of the `node:diagnostics_channel` channels that every list publishes to, whoever made it. `page`, `retry`,
 * `throttle` and `restart` carry the {@link ListEvent} of that type, `request` a {@link RequestMessage}, `failure` a
 * {@link FailureMessage}. A channel without subscribers costs nothing.
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
} as const;

type Name = keyof typeof DIAGNOSTICS_CHANNELS;

const channels = Object.fromEntries(
  Object.entries(DIAGNOSTICS_CHANNELS).map(([name, channelName]) => [name, channel(channelName)]),
) as Record<Name, Channel>;

/** Publishes a message, where anyone listens. */
export function publish(name: 'request', message: RequestMessage): void;
export function publish(name: 'failure', message: FailureMessage): void;
export function publish(name: ListEvent['type'], message: ListEvent): void;
export function publish(name: Name, message: object): void {
  if (channels[name].hasSubscribers) channels[name].publish(message);
}
