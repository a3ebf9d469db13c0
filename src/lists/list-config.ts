import type { OmicsClient } from '@aws-sdk/client-omics';
import type { Problems } from '../options/problems.js';
import type { Lane } from '../request/lane.js';
import { sharedRateLimiter, type RateLimiter } from '../request/rate-limiter.js';
import { retryPolicy, type RetryOptions } from '../request/retry-options.js';
import type { WalkSettings } from '../pages/walk-pages.js';
import type { ListEvent } from './events.js';

/** How a list is read; the same for {@link listReadSets} and {@link listSequenceStores}. */
export interface ListConfig {
  /**
   * The SDK's client: its endpoint, credentials, handlers and own middleware serve. Its retries do not: one attempt
   * of this library is one request, whatever `maxAttempts` and `retryMode` say. It is not changed and not closed.
   */
  client: OmicsClient;
  /**
   * Items a page, 1 to 100: the service's `maxResults`.
   *
   * @default the input's `maxResults`, then 100
   */
  pageSize?: number | undefined;
  /** Goes on after an earlier page: its `nextToken`, with the same input. @default the input's `nextToken` */
  startingToken?: string | undefined;
  /** Ends every iteration at once: what is pending rejects with the signal's own reason, by identity. */
  signal?: AbortSignal | undefined;
  /**
   * Paces the requests. By default all lists in this process share one that finds the quota by itself, from the
   * documented 5 requests a second; see {@link createRateLimiter} for another rate.
   */
  rateLimiter?: RateLimiter | undefined;
  /** How requests that failed for a passing reason are repeated. */
  retry?: RetryOptions | undefined;
  /**
   * An attempt without a complete answer after this many milliseconds is ended and counts as failed. From 1;
   * `Infinity` for none.
   *
   * @default 30000
   */
  requestTimeoutMs?: number | undefined;
  /**
   * What to do when the service no longer takes a token that it gave: `'error'` throws a `RejectedTokenError`;
   * `'restart'` walks again what is left and leaves out what was yielded, for which it remembers every id. Those of
   * {@link listReadSets} take about 4 bytes each. A list that is one walk to its end starts from its beginning, and
   * takes about 100 bytes an id: {@link listSequenceStores}, {@link readSplit}, {@link PagedAsyncIterable.pages}, and
   * `listReadSets` with a `startingToken`, or with `splitStores: 'never'` and no condition of several walks.
   *
   * @default 'error'
   */
  onRejectedToken?: 'error' | 'restart' | undefined;
  /** Told of each page, retry and throttle as it happens. What it throws ends the iteration. */
  onEvent?: ((event: ListEvent) => void) | undefined;
}

/** What the two lists share of their input. */
export interface ListInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** A list's configuration, checked and with its defaults. */
export interface ListSettings extends Omit<WalkSettings, 'onRetry' | 'onRestart' | 'lane'> {
  readonly rateLimiter: RateLimiter;
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
  /** Told of the lane that the walk's requests go through. */
  readonly onLane?: ((lane: Lane) => void) | undefined;
}

/** Notes what is wrong with a client. */
export function checkClient(name: string, client: unknown, problems: Problems): void {
  if (typeof client === 'object' && client !== null && 'send' in client && 'middlewareStack' in client)
    return;
  problems.add(name, 'an OmicsClient', client);
}

/** The members of {@link ListConfig}. */
export const LIST_CONFIG_MEMBERS: readonly (keyof ListConfig)[] = [
  'client',
  'pageSize',
  'startingToken',
  'signal',
  'rateLimiter',
  'retry',
  'requestTimeoutMs',
  'onRejectedToken',
  'onEvent',
];

/** Notes what is wrong with the options that all lists share, then gives them with the defaults filled in. */
export function listSettings(
  config: Omit<ListConfig, 'client' | 'onEvent'>,
  input: ListInput,
  problems: Problems,
): ListSettings {
  const { rateLimiter } = config as { rateLimiter?: { lane?: unknown } | null };
  problems.integer('pageSize', config.pageSize, 1, 100);
  problems.integer('maxResults', input.maxResults, 1, 100);
  problems.text('startingToken', config.startingToken, 1, 6144);
  problems.text('nextToken', input.nextToken, 1, 6144);
  problems.signal('signal', config.signal);
  problems.amount('requestTimeoutMs', config.requestTimeoutMs, 1);
  problems.oneOf('onRejectedToken', config.onRejectedToken, ['error', 'restart']);
  if (rateLimiter !== undefined && typeof rateLimiter?.lane !== 'function') {
    problems.add('rateLimiter', 'made by createRateLimiter', rateLimiter);
  }
  return {
    pageSize: config.pageSize ?? input.maxResults ?? 100,
    startingToken: config.startingToken ?? input.nextToken,
    signal: config.signal,
    rateLimiter: config.rateLimiter ?? sharedRateLimiter(),
    retry: retryPolicy(config.retry, problems),
    requestTimeoutMs: config.requestTimeoutMs ?? 30_000,
    onRejectedToken: config.onRejectedToken ?? 'error',
  };
}
