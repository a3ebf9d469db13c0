import type { OmicsClient } from '@aws-sdk/client-omics';
import { singleAttempt } from '../client/single-attempt.js';
import { speaksFor } from '../client/speaks-for.js';
import { UnreadableResponseError } from '../errors.js';
import { abortable } from '../lifetime/abortable.js';
import type { Listing, Page } from '../pages/page.js';
import { PagedAsyncIterable } from '../pages/paged-async-iterable.js';
import { walkPages } from '../pages/walk-pages.js';
import { publish } from './diagnostics.js';
import type { ListEvent } from './events.js';
import { retryEvent, type ListConfig, type ListSettings } from './list-config.js';

/** A list operation that still needs a client to send with. */
export type ClientListing<T> = Omit<Listing<T>, 'request'> & {
  request(
    client: OmicsClient,
    token: string | undefined,
    signal: AbortSignal,
  ): ReturnType<Listing<T>['request']>;
};

/** The iterable of a list operation: each iteration is a walk of its own. */
export function pagedList<T>(
  { client, onEvent }: Pick<ListConfig, 'client' | 'onEvent'>,
  listing: ClientListing<T>,
  settings: ListSettings,
): PagedAsyncIterable<T> {
  return new PagedAsyncIterable(
    (signal) => walkList(client, listing, settings, onEvent, signal),
    settings.signal,
  );
}

/** Walks a list over a single-attempt view of the client, and tells of each request, page, retry and failure. */
export async function* walkList<T>(
  caller: OmicsClient,
  listing: ClientListing<T>,
  settings: ListSettings,
  onEvent: ((event: ListEvent) => void) | undefined,
  signal: AbortSignal,
): AsyncGenerator<Page<T>, void, undefined> {
  const { operation, sequenceStoreId } = listing;
  const client = singleAttempt(caller);
  const key = await abortable(speaksFor(caller), signal);
  const tell = (event: ListEvent): void => {
    publish(event.type, event);
    onEvent?.(event);
  };
  const walk = walkPages<T>(
    { ...listing, request: (token, attemptSignal) => listing.request(client, token, attemptSignal) },
    {
      ...settings,
      lane: settings.rateLimiter.lane(`${key}|${operation}`),
      onSend: () => {
        publish('request', { operation, sequenceStoreId });
        settings.onSend?.();
      },
      onRetry: (notice, page) => {
        tell(retryEvent(notice, { operation, sequenceStoreId, page }));
      },
    },
    signal,
  );
  try {
    for await (const page of walk) {
      const { number, items, attempts, elapsedMs } = page;
      const where = { operation, sequenceStoreId, page: number };
      tell({ type: 'page', ...where, items: items.length, attempts, elapsedMs });
      yield page;
    }
  } catch (error) {
    if (!signal.aborted) publish('failure', { operation, sequenceStoreId, error });
    throw error;
  }
}

/** The list in an answer; none is an empty one, anything else than a list is no answer. */
export function listIn<T>(list: readonly T[] | undefined, status: number | undefined): readonly T[] {
  if (list === undefined) return [];
  if (Array.isArray(list)) return list as readonly T[];
  throw new UnreadableResponseError(status ?? 200, JSON.stringify(list).slice(0, 80));
}
