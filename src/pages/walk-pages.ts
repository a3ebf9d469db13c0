import {
  LoopbackHostPrefixError,
  RejectedTokenError,
  RepeatedTokenError,
  RequestFailedError,
} from '../errors.js';
import { send, SendFailure, type RetryNotice, type SendSettings } from '../request/send.js';
import type { Listing, Page } from './page.js';
import { TokenGuard } from './token-guard.js';

/** How a walk goes about its pages. */
export interface WalkSettings extends SendSettings {
  readonly startingToken: string | undefined;
  readonly onRejectedToken: 'error' | 'restart';
  /** Told of each retry before it is waited for, with the number of the page it is for. */
  readonly onRetry: (notice: RetryNotice, page: number) => void;
}

/** A walk that starts again this often without a single new item will not get anywhere. */
const MAX_RESTARTS_WITHOUT_PROGRESS = 3;

/**
 * Walks one list from its start, or from `startingToken`, to its end, a page at a time and a request at a time.
 *
 * The end is an answer without a token (or with an empty one), never an empty page. A token that comes twice is an
 * error, thrown after the page that brought it. Each request is built afresh; nothing of the caller's is written to.
 */
export async function* walkPages<T>(
  listing: Listing<T>,
  settings: WalkSettings,
  signal: AbortSignal,
): AsyncGenerator<Page<T>, void, undefined> {
  const { operation, sequenceStoreId } = listing;
  const { startingToken, onRejectedToken, onRetry } = settings;
  const delivered = onRejectedToken === 'restart' ? new Set<string>() : undefined;
  let guard = new TokenGuard(startingToken);
  let token = startingToken;
  let number = 0;
  let yielded = 0;
  let restarts = 0;

  while (true) {
    number += 1;
    const where = { operation, sequenceStoreId, page: number, yielded };
    const sent = await send(
      (attemptSignal) => listing.request(token, attemptSignal),
      settings,
      signal,
      (notice) => {
        onRetry(notice, number);
      },
    ).catch((error: unknown) => {
      if (!(error instanceof SendFailure)) throw error;
      if (error.error instanceof LoopbackHostPrefixError) throw error.error;
      if (!isRejectedToken(error.error, token, token === startingToken)) {
        const { attempts, elapsedMs, verdict } = error;
        throw new RequestFailedError(
          { ...where, attempts, elapsedMs, nextToken: token },
          error.error,
          verdict.advice,
        );
      }
      restarts += 1;
      if (token === startingToken || delivered === undefined || restarts > MAX_RESTARTS_WITHOUT_PROGRESS) {
        throw new RejectedTokenError(where, error.error);
      }
      return undefined;
    });
    if (sent === undefined) {
      token = startingToken;
      guard = new TokenGuard(startingToken);
      continue;
    }

    const { items: received, nextToken: answered, requestId } = sent.output;
    const nextToken = answered === '' ? undefined : answered;
    const items = received.filter((item) => listing.accepts(item) && isNew(listing.idOf(item), delivered));
    if (items.length > 0) restarts = 0;
    yielded += items.length;
    yield {
      operation,
      sequenceStoreId,
      number,
      items,
      received: received.length,
      token,
      nextToken,
      attempts: sent.attempts,
      elapsedMs: sent.elapsedMs,
      requestId,
    };
    if (nextToken === undefined) return;
    if (!guard.admit(nextToken)) {
      throw new RepeatedTokenError({ operation, sequenceStoreId, page: number, yielded });
    }
    token = nextToken;
  }
}

/** Notes an item as delivered, where that is remembered; `false` when it was before. */
function isNew(id: string | undefined, delivered: Set<string> | undefined): boolean {
  if (delivered === undefined || id === undefined) return true;
  if (delivered.has(id)) return false;
  delivered.add(id);
  return true;
}

/**
 * Whether a final error means that the token was not taken. A walk's own tokens go with an input that the service
 * took before, so a ValidationException can only be about the token; for a `startingToken` the message must say so.
 */
function isRejectedToken(error: unknown, token: string | undefined, isStartingToken: boolean): boolean {
  if (token === undefined || !(error instanceof Error) || error.name !== 'ValidationException') return false;
  return !isStartingToken || /token/i.test(error.message);
}
