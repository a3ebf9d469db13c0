import type { OmicsClient } from '@aws-sdk/client-omics';
import { Problems, type Check, type Checks } from '../options/problems.js';
import { retryPolicy, type RetryOptions } from '../request/backoff.js';
import { sharedRateLimiter, type RateLimiter } from '../request/rate-limiter.js';
import type { ListEvent } from './events.js';
import type { PaginateSettings } from './paginate.js';

/** Options of {@link listReadSets} and {@link listSequenceStores}. */
export interface ListConfig {
  /**
   * The SDK's client. Its endpoint, credentials, handlers and own middleware are used; its retries are not: one attempt
   * of this library is one request, whatever `maxAttempts` and `retryMode` say. The client is not changed and not closed.
   */
  client: OmicsClient;
  /**
   * Items per page, 1 to 100: the service's `maxResults`.
   *
   * @default the input's `maxResults`, then 100
   */
  pageSize?: number | undefined;
  /** Continues after an earlier page: its `nextToken`, with the same input. @default the input's `nextToken` */
  startingToken?: string | undefined;
  /** Ends every iteration at once. A pending call rejects with the signal's own reason, by identity. */
  signal?: AbortSignal | undefined;
  /**
   * Limits the request rate. By default, all lists of this process share one limiter, which starts at the documented 5
   * requests a second and finds the quota; see {@link createRateLimiter} for another rate.
   */
  rateLimiter?: RateLimiter | undefined;
  /** How requests are retried after a transient failure. */
  retry?: RetryOptions | undefined;
  /**
   * An attempt without a complete response after this many milliseconds fails and is retried. From 1; `Infinity` for no
   * limit.
   *
   * @default 30000
   */
  requestTimeoutMs?: number | undefined;
  /**
   * What to do when the service rejects a token that it returned earlier: `'error'` throws a `RejectedTokenError`;
   * `'restart'` reads the list again and drops the items that it already received.
   *
   * @default 'error'
   */
  onRejectedToken?: 'error' | 'restart' | undefined;
  /**
   * Whether to deliver each item once even if the service lists it twice, which can happen when a list changes while it
   * is read. The ids of the list are kept in memory until it ends: 8 bytes each, or about 100 if an id is not a number
   * below 10^15. With `false` nothing is kept; then `onRejectedToken` must be `'error'`, and a store is read as one
   * list.
   *
   * @default true
   */
  deduplicate?: boolean | undefined;
  /**
   * The most empty pages in a row, an integer from 1, or `Infinity`. More than that throw an `EndlessListError`. Pages that
   * have items, but none that satisfies the condition, are not empty.
   *
   * @default 10000
   */
  maxEmptyPages?: number | undefined;
  /**
   * Receives each page, retry, throttle and restart. An error that it throws, or with which its promise rejects, ends the
   * iteration.
   */
  onEvent?: ((event: ListEvent) => void) | undefined;
}

/** The input members that all lists share. */
export interface ListInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** {@link ListConfig}, checked, with every default filled in. */
export interface ListSettings extends Pick<
  PaginateSettings<never>,
  | 'rateLimiter'
  | 'startingToken'
  | 'onRejectedToken'
  | 'retry'
  | 'requestTimeoutMs'
  | 'maxEmptyPages'
  | 'inFlight'
> {
  readonly pageSize: number;
  readonly deduplicate: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Checks a client. */
export const checkClient: Check = (problems, name, client) => {
  if (typeof client === 'object' && client !== null && 'send' in client && 'middlewareStack' in client)
    return;
  problems.add(name, 'an OmicsClient', client);
};

const checkPageSize: Check = (problems, name, value) => problems.integer(name, value, 1, 100);
const checkToken: Check = (problems, name, value) => problems.text(name, value, 1, 6144);

/** The check of each option of {@link ListConfig}. */
export const LIST_CONFIG: Checks<ListConfig> = {
  client: checkClient,
  pageSize: checkPageSize,
  startingToken: checkToken,
  signal: (problems, name, value) => problems.signal(name, value),
  rateLimiter: (problems, name, value) => {
    const { forQuota } = Object(value) as { forQuota?: unknown };
    if (value === undefined || typeof forQuota === 'function') return;
    problems.add(name, 'made by createRateLimiter', value);
  },
  retry: (problems, _, value) => retryPolicy(value as RetryOptions | undefined, problems),
  requestTimeoutMs: (problems, name, value) => problems.amount(name, value, 1),
  onRejectedToken: (problems, name, value) => problems.oneOf(name, value, ['error', 'restart']),
  deduplicate: (problems, name, value) => problems.boolean(name, value),
  maxEmptyPages: (problems, name, value) => {
    if (value !== Infinity) problems.integer(name, value, 1);
  },
  onEvent: (problems, name, value) => problems.function(name, value),
};

/** The check of each member of {@link ListInput}. */
export const LIST_INPUT: Checks<ListInput> = { maxResults: checkPageSize, nextToken: checkToken };

/** Fills in the defaults of a checked configuration. */
export function listSettings(
  config: Omit<ListConfig, 'client' | 'onEvent'>,
  input: ListInput,
  problems: Problems,
): ListSettings {
  const { deduplicate = true, onRejectedToken = 'error' } = config;
  if (!deduplicate && onRejectedToken === 'restart') {
    problems.add('onRejectedToken', "'error' with `deduplicate: false`", onRejectedToken);
  }
  return {
    pageSize: config.pageSize ?? input.maxResults ?? 100,
    startingToken: config.startingToken ?? input.nextToken,
    signal: config.signal,
    rateLimiter: config.rateLimiter ?? sharedRateLimiter(),
    retry: retryPolicy(config.retry, new Problems()),
    requestTimeoutMs: config.requestTimeoutMs ?? 30_000,
    onRejectedToken,
    deduplicate,
    maxEmptyPages: config.maxEmptyPages ?? 10_000,
  };
}
