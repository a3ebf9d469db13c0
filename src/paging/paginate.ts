import { createHash } from 'node:crypto';
import type { OmicsClient } from '@aws-sdk/client-omics';
import { quotaKeyOf } from '../client/quota-key.js';
import { secretsOf, singleAttempt } from '../client/single-attempt.js';
import {
  EndlessListError,
  HealthOmicsStreamsError,
  LoopbackHostPrefixError,
  RejectedTokenError,
  RepeatedTokenError,
  RequestFailedError,
  type ListPlace,
} from '../errors.js';
import type { QuotaLimiter, RateLimiter } from '../request/rate-limiter.js';
import {
  attempt,
  SendFailure,
  sendRequest,
  type Retry,
  type Sent,
  type SendSettings,
} from '../request/send-request.js';
import { redactError } from '../text/redact.js';
import type { PagingEvent, RetryEvent, ThrottleEvent } from './events.js';
import type { IdSet } from './id-set.js';
import type { ListOperation, ListResponse, Page } from './page.js';

/** How {@link paginate} reads a list. */
export interface PaginateSettings<T> extends SendSettings {
  readonly rateLimiter: RateLimiter;
  readonly startingToken: string | undefined;
  readonly onRejectedToken: 'error' | 'restart';
  readonly maxEmptyPages: number;
  /** The ids received so far. An item whose id is in the set is a duplicate and is dropped. */
  readonly ids: IdSet | undefined;
  /** Called for everything that happens; `received` is the page of a page event. */
  readonly emit: (event: PagingEvent, received?: Page<T>) => void;
  /** Called with the limiter of the list before the first request. */
  readonly onLimiter?: (limiter: QuotaLimiter) => void;
  /**
   * Called when a token is rejected. Returns whether other splits now cover the rest; if so, this list ends. If
   * `handOver` is set, `startingToken` comes from an earlier read of the same list.
   */
  readonly handOver?: (() => boolean) | undefined;
}

/** Give up after this many restarts without a new item. */
export const MAX_RESTARTS = 3;

/** Give up after this many pages in a row that repeat earlier ones. A list that grows while it is read may repeat some. */
const MAX_REPEATED_PAGES = 100;

/**
 * Reads one list from its start, or from `startingToken`, to its end: page after page, one request at a time.
 *
 * The list ends with a response without a token (or with an empty one), never with an empty page. A repeated token, and
 * too many pages in a row that are empty or repeated, are errors, thrown after their page. Every request is built afresh,
 * so the caller's input is never changed.
 */
export async function* paginate<T>(
  client: OmicsClient,
  list: ListOperation<T>,
  settings: PaginateSettings<T>,
  signal: AbortSignal,
): AsyncGenerator<Page<T>, void, undefined> {
  const { operation, sequenceStoreId } = list;
  const { startingToken, ids, emit } = settings;
  const listPlace = { operation, sequenceStoreId };
  const oneAttempt = singleAttempt(client);
  const limiter = await limiterFor(client, operation, settings, signal);
  settings.onLimiter?.(limiter);
  let tokens = new Set([digestOf(startingToken)]);
  let progress = new Progress(settings.maxEmptyPages);
  let token = startingToken;
  let number = 1;
  let yielded = 0;
  let restarts = 0;
  const observer = {
    onRequest: () => emit({ type: 'request', ...listPlace }),
    onRetry: (retry: Retry) => {
      const type = retry.reason === 'throttling' ? 'throttle' : 'retry';
      emit({ type, ...listPlace, page: number, ...retry } as RetryEvent | ThrottleEvent);
    },
  };

  try {
    while (true) {
      const place = { ...listPlace, page: number, yielded };
      let sent: Sent<ListResponse<T>>;
      try {
        const request = (attemptSignal: AbortSignal): Promise<ListResponse<T>> =>
          list.request(oneAttempt, token, attemptSignal).catch((error: unknown) => {
            const isOwn = attemptSignal.aborted; // an abort rejects with the caller's own reason
            throw isOwn ? error : redactError(error, [...secretsOf(attemptSignal), token ?? '']);
          });
        sent = await sendRequest(request, settings, limiter, signal, observer);
      } catch (error) {
        const isStartingToken = token === startingToken && settings.handOver === undefined;
        const cause = rejectedTokenCause(error, token, isStartingToken);
        if (cause === undefined) throw requestError(error, place, token);
        const next = afterRejectedToken(settings, isStartingToken, restarts);
        if (typeof next === 'object') throw new RejectedTokenError(place, cause, next.advice);
        emit({ type: 'restart', ...listPlace, page: number, error: cause });
        if (next === 'handed-over') return;
        restarts += 1;
        token = startingToken;
        tokens = new Set([digestOf(startingToken)]);
        progress = new Progress(settings.maxEmptyPages);
        continue;
      }

      const page = toPage(list, sent, ids, number, token);
      if (page.items.length > 0) restarts = 0;
      yielded += page.items.length;
      const { items, duplicates, attempts, elapsedMs, nextToken } = page;
      const event = { ...listPlace, page: number, items: items.length, duplicates, attempts, elapsedMs };
      emit({ type: 'page', ...event }, page);
      yield page;
      if (nextToken === undefined) return;
      const digest = digestOf(nextToken);
      if (tokens.has(digest)) throw new RepeatedTokenError({ ...place, yielded });
      tokens.add(digest);
      // Without the ids received so far, any page might repeat an earlier one.
      const hasNewItems = ids !== undefined && items.length > 0;
      const pageIds = hasNewItems ? undefined : sent.output.items.map((item) => list.idOf(item));
      progress.check(pageIds, { ...place, yielded });
      token = nextToken;
      number += 1;
    }
  } catch (error) {
    const isFailure = error instanceof HealthOmicsStreamsError && !signal.aborted;
    if (isFailure) emit({ type: 'failure', ...listPlace, error });
    throw error;
  }
}

/**
 * Detects a list without end: too many pages in a row that are empty, or that have the ids of an earlier page. Pages with
 * new items are not remembered, so that a usual list costs nothing.
 */
class Progress {
  readonly #maxEmptyPages: number;
  readonly #pages = new Set<string>();
  #empty = 0;
  #repeated = 0;

  constructor(maxEmptyPages: number) {
    this.#maxEmptyPages = maxEmptyPages;
  }

  /**
   * @param ids the ids of a page, or `undefined` if it has new items
   * @throws {EndlessListError} if the page is one too many
   */
  check(ids: readonly (string | undefined)[] | undefined, place: ListPlace): void {
    if (ids === undefined) {
      this.#empty = this.#repeated = 0;
      return;
    }
    this.#empty = ids.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty > this.#maxEmptyPages) {
      const advice = 'Try again later, or raise maxEmptyPages.';
      throw new EndlessListError(place, `the last ${this.#empty} pages are empty`, advice);
    }
    if (ids.length === 0) return;
    const digest = digestOf(ids.toSorted().join());
    this.#repeated = this.#pages.has(digest) ? this.#repeated + 1 : 0;
    this.#pages.add(digest);
    if (this.#repeated === MAX_REPEATED_PAGES) {
      const pages = `the last ${this.#repeated} pages with items repeat earlier pages`;
      throw new EndlessListError(place, pages, 'List it again from the start.');
    }
  }
}

/** The page of a response: the items that satisfy the condition and were not received before. */
function toPage<T>(
  list: ListOperation<T>,
  { output, attempts, elapsedMs }: Sent<ListResponse<T>>,
  ids: IdSet | undefined,
  number: number,
  token: string | undefined,
): Page<T> {
  let duplicates = 0;
  const items = output.items.filter((item) => {
    if (!list.accepts(item)) return false;
    const id = ids === undefined ? undefined : list.idOf(item);
    if (id === undefined || ids?.add(id) === true) return true;
    duplicates += 1;
    return false;
  });
  return {
    operation: list.operation,
    sequenceStoreId: list.sequenceStoreId,
    number,
    items,
    received: output.items.length,
    duplicates,
    token,
    nextToken: output.nextToken === '' ? undefined : output.nextToken,
    attempts,
    elapsedMs,
    requestId: output.requestId,
  };
}

/** Decides what follows a rejected token: a restart, the end because other splits took over, or an error with advice. */
function afterRejectedToken<T>(
  { onRejectedToken, ids, handOver }: PaginateSettings<T>,
  isStartingToken: boolean,
  restarts: number,
): 'restart' | 'handed-over' | { readonly advice: string } {
  if (isStartingToken) return { advice: ADVICE.startingToken };
  if (onRejectedToken === 'error') return { advice: ADVICE.error };
  if (ids === undefined) return { advice: ADVICE.unknownIds };
  if (handOver?.() === true) return 'handed-over';
  return handOver === undefined && restarts < MAX_RESTARTS ? 'restart' : { advice: ADVICE.restarts };
}

const ADVICE = {
  startingToken: 'Check that the startingToken belongs to this list and filter, or list it from the start.',
  error: "List it again from the start, or set onRejectedToken: 'restart' to do that without duplicates.",
  unknownIds:
    'A restart would deliver read sets twice, because the delivered ids are unknown. List it again from the start.',
  restarts: `The last ${MAX_RESTARTS} restarts returned no new items. Try again later.`,
};

/** The public error of a failed request. */
function requestError(error: unknown, place: ListPlace, token: string | undefined): unknown {
  if (!(error instanceof SendFailure)) return error;
  const { error: cause, attempts, elapsedMs, advice } = error;
  if (cause instanceof LoopbackHostPrefixError) return cause;
  return new RequestFailedError(place, { attempts, elapsedMs, nextToken: token }, cause, advice);
}

/**
 * Returns the service's exception if it rejected the token. After the first page the service has already accepted the
 * input, so a ValidationException can only concern the token. For a `startingToken`, the message must say so.
 */
function rejectedTokenCause(
  error: unknown,
  token: string | undefined,
  isStartingToken: boolean,
): Error | undefined {
  if (token === undefined || !(error instanceof SendFailure)) return undefined;
  const { error: cause } = error;
  if (!(cause instanceof Error) || cause.name !== 'ValidationException') return undefined;
  return !isStartingToken || /token/i.test(cause.message) ? cause : undefined;
}

/** Returns the limiter of the client's quota. If credentials fail to load, the first request reports it. */
async function limiterFor<T>(
  client: OmicsClient,
  operation: string,
  { rateLimiter, requestTimeoutMs }: PaginateSettings<T>,
  signal: AbortSignal,
): Promise<QuotaLimiter> {
  let key = `unknown|${operation}`;
  try {
    key = await attempt(() => quotaKeyOf(client, operation), requestTimeoutMs, signal);
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return rateLimiter.forQuota(key);
}

/**
 * The digest of a token, or of the ids of a page, to detect a repetition, even in a longer cycle. A token has up to 6,144
 * characters; a digest takes under 100 bytes.
 */
function digestOf(token = ''): string {
  return createHash('sha1').update(token).digest('base64');
}
