import {
  LoopbackHostPrefixError,
  RejectedTokenError,
  RepeatedTokenError,
  RequestFailedError,
} from '../errors.js';
import { send, SendFailure, type RetryNotice, type SendSettings, type Sent } from '../request/send.js';
import type { ListAnswer, Listing, Page } from './page.js';
import { TokenGuard } from './token-guard.js';

/** How a walk goes about its pages. */
export interface WalkSettings extends SendSettings {
  readonly startingToken: string | undefined;
  readonly onRejectedToken: 'error' | 'restart';
  /**
   * Asked when a token is rejected: `true` says that others walk what is left, and that this walk is over. Where it is
   * given, the `startingToken` is one that an earlier walk of the same list was given.
   */
  readonly takeOver?: (() => boolean) | undefined;
  /** Told of each retry before it is waited for, with the number of the page it is for. */
  readonly onRetry: (notice: RetryNotice, page: number) => void;
  /** Told that the walk starts again, with the page whose token was rejected, and the service's exception. */
  readonly onRestart: (page: number, error: unknown) => void;
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
  const { startingToken, onRejectedToken, takeOver, onRetry, onRestart } = settings;
  const delivered = onRejectedToken === 'restart' && takeOver === undefined ? new Set<string>() : undefined;
  let guard = new TokenGuard(startingToken);
  let token = startingToken;
  let pages = 0;
  let yielded = 0;
  let restarts = 0;

  while (true) {
    const page = pages + 1;
    const place = { operation, sequenceStoreId, page, yielded };
    let sent: Sent<ListAnswer<T>>;
    try {
      sent = await send(
        (attemptSignal) => listing.request(token, attemptSignal),
        settings,
        signal,
        (notice) => {
          onRetry(notice, page);
        },
      );
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error;
      const { error: cause, attempts, elapsedMs, advice } = error;
      if (cause instanceof LoopbackHostPrefixError) throw cause;
      const atStart = token === startingToken && takeOver === undefined;
      if (!isRejectedToken(cause, token, atStart)) {
        throw new RequestFailedError(place, { attempts, elapsedMs, nextToken: token }, cause, advice);
      }
      const isTaken = onRejectedToken === 'restart' && takeOver?.();
      if (isTaken === true) {
        onRestart(page, cause);
        return;
      }
      restarts = isTaken === false ? Infinity : restarts + 1;
      const final = adviceOnRejected(atStart, onRejectedToken, restarts);
      if (final !== undefined) throw new RejectedTokenError(place, cause, final);
      onRestart(page, cause);
      token = startingToken;
      guard = new TokenGuard(startingToken);
      continue;
    }

    const { items: received, nextToken: answered, requestId } = sent.output;
    const nextToken = answered === '' ? undefined : answered;
    const items = received.filter((item) => listing.accepts(item) && isNew(listing.idOf(item), delivered));
    if (items.length > 0) restarts = 0;
    yielded += items.length;
    pages = page;
    yield {
      operation,
      sequenceStoreId,
      number: page,
      items,
      received: received.length,
      token,
      nextToken,
      attempts: sent.attempts,
      elapsedMs: sent.elapsedMs,
      requestId,
    };
    if (nextToken === undefined) return;
    if (!guard.admit(nextToken)) throw new RepeatedTokenError({ ...place, yielded });
    token = nextToken;
  }
}

/** What to do about a token that was rejected and cannot be helped here; `undefined` where the walk can start again. */
function adviceOnRejected(
  isStartingToken: boolean,
  onRejectedToken: 'error' | 'restart',
  restarts: number,
): string | undefined {
  if (isStartingToken) return 'Is the startingToken of this list, with this filter? List it from the start.';
  if (onRejectedToken === 'error') {
    return (
      "List it again from the start, or set onRejectedToken: 'restart' to have that done without yielding anything " +
      'twice.'
    );
  }
  if (restarts <= MAX_RESTARTS_WITHOUT_PROGRESS) return undefined;
  return `It was started again ${MAX_RESTARTS_WITHOUT_PROGRESS} times without a new item. Try again later.`;
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
