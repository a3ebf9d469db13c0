import type { OperationName } from '../model/service-model.js';

/** What can go wrong with a request. */
export const FAULT_KINDS = [
  'throttle',
  'timeout',
  'internal',
  'unavailable',
  'status',
  'validation',
  'access-denied',
  'not-found',
  'reset',
  'hang-up',
  'hang',
  'html',
  'truncated',
  'cut-off',
  'empty-body',
  'no-read-sets',
  'repeat-token',
  'reject-token',
] as const;

/**
 * What can go wrong with a request:
 *
 * | kind | what the client sees |
 * | --- | --- |
 * | `throttle` | 429 ThrottlingException |
 * | `timeout` | 408 RequestTimeoutException |
 * | `internal` | 500 InternalServerException |
 * | `unavailable` | 503 ServiceUnavailableException |
 * | `status` | any status, bare: no error type, an HTML body unless `body` says otherwise |
 * | `validation` | 400 ValidationException |
 * | `access-denied` | 403 AccessDeniedException |
 * | `not-found` | 404 ResourceNotFoundException |
 * | `reset` | the connection is reset (RST) before any answer |
 * | `hang-up` | the connection is closed (FIN) before any answer |
 * | `hang` | no answer, until the client or the emulator closes |
 * | `html` | 200 with an HTML page |
 * | `truncated` | 200, a complete HTTP message whose JSON is cut |
 * | `cut-off` | 200, the connection closed in the middle of the body |
 * | `empty-body` | 200 with no bytes |
 * | `no-read-sets` | 200 with `{}` |
 * | `repeat-token` | the right page, its `nextToken` the token that came in (only requests with a token) |
 * | `reject-token` | 400 ValidationException for a good token (only requests with a token) |
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Which requests a fault is for: every member given must fit. */
export interface FaultScope {
  /** @default any operation */
  readonly operation?: OperationName;
  /** Requests whose path has this store. @default any store */
  readonly sequenceStoreId?: string;
}

/** A fault that happens at a given place. The first fault in the list that fits a request is the one applied. */
export interface ScriptedFault extends FaultScope {
  readonly kind: FaultKind;
  /** Requests for this page of a walk, the first page being 1. */
  readonly page?: number;
  /** Only the n-th request, from 1, of those that fit operation and store (throttled ones count). */
  readonly request?: number;
  /** How many requests it is applied to: an integer from 1, or Infinity. @default 1 */
  readonly times?: number;
  /** Sent as the `Retry-After` header with any answer that is an error. Seconds, from 0. */
  readonly retryAfterSeconds?: number;
  /** The status of kind `status`: an integer from 200 to 599, required there and refused elsewhere. */
  readonly status?: number;
  /** The body of kind `status`. @default an HTML page */
  readonly body?: string;
  /** The error type of kind `status`, sent in `x-amzn-errortype`. @default none */
  readonly errorType?: string;
  /** The message of an error. @default one that suits the kind */
  readonly message?: string;
}

/** Faults by chance: for each request that fits, at most one of the kinds, drawn with the emulator's seed. */
export interface RandomFaults extends FaultScope {
  /** A probability for each kind, from 0 to 1, together at most 1. */
  readonly probability: Readonly<Partial<Record<Exclude<FaultKind, 'status'>, number>>>;
}

/** One fault, or a list of scripted and random ones. */
export type Faults = ScriptedFault | RandomFaults | readonly (ScriptedFault | RandomFaults)[];
