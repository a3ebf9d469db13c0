import type { ListReadSetsCommandOutput, OmicsClient } from '@aws-sdk/client-omics';
import { singleAttempt } from '../client/single-attempt.js';
import { speaksFor } from '../client/speaks-for.js';
import { firstCharacters } from '../client/read-whole-body.js';
import { HealthOmicsStreamsError, UnreadableResponseError } from '../errors.js';
import { Problems } from '../options/problems.js';
import type { Body } from '../lifetime/closing-iterator.js';
import type { Chunk } from '../pages/item-iterator.js';
import type { ListAnswer, Listing, Page } from '../pages/page.js';
import { PagedAsyncIterable } from '../pages/paged-async-iterable.js';
import { walkPages } from '../pages/walk-pages.js';
import { attempt } from '../request/attempt.js';
import { publish } from './diagnostics.js';
import { retryEvent, type ListEvent } from './events.js';
import {
  checkClient,
  LIST_CONFIG_MEMBERS,
  listSettings,
  type ListConfig,
  type ListInput,
  type ListSettings,
} from './list-config.js';

/** A list operation that still needs a client to send with. */
export type ClientListing<T> = Omit<Listing<T>, 'request'> & {
  request(
    client: OmicsClient,
    token: string | undefined,
    signal: AbortSignal,
  ): ReturnType<Listing<T>['request']>;
};

/** What a list was called with, checked. */
export interface CheckedList<T, L extends ClientListing<T> = ClientListing<T>> {
  readonly client: OmicsClient;
  readonly listing: L;
  readonly settings: ListSettings;
  readonly onEvent: ((event: ListEvent) => void) | undefined;
}

/** Checks what every list is called with. */
export function checkList<T, Input extends ListInput, L extends ClientListing<T>>(
  config: ListConfig,
  input: Input,
  members: { readonly config?: readonly string[]; readonly input: readonly (keyof Input & string)[] },
  listingOf: (pageSize: number, problems: Problems) => L & ClientListing<T>,
): CheckedList<T, L> {
  const problems = new Problems();
  const configMembers = [...LIST_CONFIG_MEMBERS, ...(members.config ?? [])];
  if (!problems.members('config', config, configMembers)) problems.throwIfAny();
  if (!problems.members('input', input, members.input)) problems.throwIfAny();
  const { client, onEvent } = config;
  checkClient('client', client, problems);
  problems.function('onEvent', onEvent);
  const settings = listSettings(config, input, problems);
  const listing = listingOf(settings.pageSize, problems);
  problems.throwIfAny();
  return { client, listing, settings, onEvent };
}

/**
 * The iterable of a list: each iteration is a walk of its own.
 *
 * @param items gives the items where that is not page by page
 */
export function pagedList<T>(
  { client, listing, settings, onEvent }: CheckedList<T>,
  items?: Body<Chunk<T>>,
): PagedAsyncIterable<T> {
  return new PagedAsyncIterable(
    (signal) => walkList(client, listing, settings, onEvent, signal),
    settings.signal,
    items,
  );
}

/** Walks a list over a single-attempt view of the client, and tells of what happens. */
export async function* walkList<T>(
  caller: OmicsClient,
  listing: ClientListing<T>,
  settings: ListSettings,
  onEvent: ((event: ListEvent) => void) | undefined,
  signal: AbortSignal,
): AsyncGenerator<Page<T>, void, undefined> {
  const { operation, sequenceStoreId } = listing;
  const client = singleAttempt(caller);
  const tell = (event: ListEvent): void => {
    publish(event.type, event);
    onEvent?.(event);
  };
  const lane = settings.rateLimiter.lane(`${await keyOf(caller, settings, signal)}|${operation}`);
  settings.onLane?.(lane);
  const walk = walkPages<T>(
    { ...listing, request: (token, attemptSignal) => listing.request(client, token, attemptSignal) },
    {
      ...settings,
      lane,
      onSend: () => {
        publish('request', { operation, sequenceStoreId });
        settings.onSend?.();
      },
      onRetry: (notice, page) => {
        tell(retryEvent(notice, { operation, sequenceStoreId, page }));
      },
      onRestart: (page, error) => {
        tell({ type: 'restart', operation, sequenceStoreId, page, error });
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
    if (!signal.aborted && error instanceof HealthOmicsStreamsError) {
      publish('failure', { operation, sequenceStoreId, error });
    }
    throw error;
  }
}

/** Whose quota a client draws on. Credentials that do not come are the first request's to complain of. */
async function keyOf(
  client: OmicsClient,
  { requestTimeoutMs }: ListSettings,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await attempt(() => speaksFor(client), requestTimeoutMs, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return 'unknown';
  }
}

/** What an operation answered, once it is seen to be a list and a token. */
export function listAnswer<T>(
  list: readonly T[] | undefined,
  nextToken: string | undefined,
  { httpStatusCode = 200, requestId }: ListReadSetsCommandOutput['$metadata'],
): ListAnswer<T> {
  const items: unknown = list ?? [];
  const isList = Array.isArray(items) && items.every((item) => typeof item === 'object' && item !== null);
  if (!isList || !['string', 'undefined'].includes(typeof nextToken)) {
    throw new UnreadableResponseError(httpStatusCode, firstCharacters(JSON.stringify({ list, nextToken })));
  }
  return { items: items as readonly T[], nextToken, requestId };
}
