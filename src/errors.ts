/** What an error of this library is about; stable, for `switch`. */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'LOOPBACK_HOST_PREFIX'
  | 'REQUEST_FAILED'
  | 'REQUEST_TIMEOUT'
  | 'UNREADABLE_RESPONSE'
  | 'REPEATED_TOKEN'
  | 'REJECTED_TOKEN'
  | 'SOURCES_FAILED';

/**
 * The base of every error this library raises by itself. Tell them apart by `code`; the SDK's exception, where there
 * is one, is `cause`. An abort is never wrapped: what rejects then is the caller's own `signal.reason`.
 */
export abstract class HealthOmicsStreamsError extends Error {
  abstract readonly code: ErrorCode;
}

/** An option or an input member has a value that cannot be meant. Thrown at the call, before anything is sent. */
export class InvalidOptionError extends HealthOmicsStreamsError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'INVALID_OPTION';
  /** One sentence for each thing that is wrong: the option, what was expected, what came. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join(' '));
    this.problems = problems;
  }
}

/**
 * The client's endpoint is this machine, and the SDK would put `control-storage-` before its name, which then
 * resolves nowhere.
 */
export class LoopbackHostPrefixError extends HealthOmicsStreamsError {
  override readonly name = 'LoopbackHostPrefixError';
  readonly code = 'LOOPBACK_HOST_PREFIX';

  constructor(host: string) {
    super(
      `The client's endpoint is the loopback address ${host}, and the SDK would send to control-storage-${host}. ` +
        'Create the client with `disableHostPrefix: true`.',
    );
  }
}

/** What a request was for and how it went, on the errors that end a walk. */
export interface FailedRequest {
  /** The operation, in the service's words: `ListReadSets`, `ListSequenceStores`. */
  readonly operation: string;
  readonly sequenceStoreId?: string | undefined;
  /** The page that could not be had; the first is 1. */
  readonly page: number;
  /** Requests sent for this page. */
  readonly attempts: number;
  /** From the first attempt to the last failure, in milliseconds. */
  readonly elapsedMs: number;
  /** The token of the page that could not be had: a `startingToken` to go on from. `undefined` for the first page. */
  readonly nextToken?: string | undefined;
}

/** A page could not be had: the error is not one to retry, or the attempts are used up. `cause` is the last error. */
export class RequestFailedError extends HealthOmicsStreamsError implements FailedRequest {
  override readonly name = 'RequestFailedError';
  readonly code = 'REQUEST_FAILED';
  readonly operation: string;
  readonly sequenceStoreId: string | undefined;
  readonly page: number;
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly nextToken: string | undefined;

  constructor(failed: FailedRequest, cause: unknown, advice: string) {
    super(
      `Listing ${subject(failed)} failed on page ${failed.page} after ${count(failed.attempts, 'attempt')} in ` +
        `${(failed.elapsedMs / 1000).toFixed(1)} s: ${summary(cause)} ${advice}`,
      { cause },
    );
    this.operation = failed.operation;
    this.sequenceStoreId = failed.sequenceStoreId;
    this.page = failed.page;
    this.attempts = failed.attempts;
    this.elapsedMs = failed.elapsedMs;
    this.nextToken = failed.nextToken;
  }
}

/** One attempt had no answer within `requestTimeoutMs`. Retried; seen as the `cause` of a `RequestFailedError`. */
export class RequestTimeoutError extends HealthOmicsStreamsError {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'REQUEST_TIMEOUT';

  constructor(requestTimeoutMs: number) {
    super(`No complete answer within ${requestTimeoutMs} ms (requestTimeoutMs).`);
  }
}

/**
 * The service, or something between it and us, answered with a body that is no answer: HTML, cut JSON, nothing.
 * Retried; seen as the `cause` of a `RequestFailedError`.
 */
export class UnreadableResponseError extends HealthOmicsStreamsError {
  override readonly name = 'UnreadableResponseError';
  readonly code = 'UNREADABLE_RESPONSE';
  /** The HTTP status it came with. */
  readonly status: number;
  /** The first characters of the body, control characters escaped. */
  readonly firstBytes: string;

  constructor(status: number, firstBytes: string, cause?: unknown) {
    super(
      `The answer (HTTP ${status}) is not what the operation answers; it begins with ${firstBytes || 'nothing'}.`,
      cause === undefined ? undefined : { cause },
    );
    this.status = status;
    this.firstBytes = firstBytes;
  }
}

/** The service gave a token for the second time: going on would loop, and stopping would be silently partial. */
export class RepeatedTokenError extends HealthOmicsStreamsError {
  override readonly name = 'RepeatedTokenError';
  readonly code = 'REPEATED_TOKEN';
  readonly operation: string;
  readonly sequenceStoreId: string | undefined;
  /** The page whose `nextToken` had been seen before. */
  readonly page: number;
  /** Items that the walk yielded before. */
  readonly yielded: number;

  constructor(where: {
    operation: string;
    sequenceStoreId?: string | undefined;
    page: number;
    yielded: number;
  }) {
    super(
      `Listing ${subject(where)} cannot be completed: page ${where.page} ends with a token that was given before, ` +
        `after ${count(where.yielded, 'item')}. List it again from the start.`,
    );
    this.operation = where.operation;
    this.sequenceStoreId = where.sequenceStoreId;
    this.page = where.page;
    this.yielded = where.yielded;
  }
}

/** The service no longer takes a token it gave, or never gave the `startingToken`. `cause` is its exception. */
export class RejectedTokenError extends HealthOmicsStreamsError {
  override readonly name = 'RejectedTokenError';
  readonly code = 'REJECTED_TOKEN';
  readonly operation: string;
  readonly sequenceStoreId: string | undefined;
  readonly page: number;
  readonly yielded: number;

  constructor(
    where: { operation: string; sequenceStoreId?: string | undefined; page: number; yielded: number },
    cause: unknown,
  ) {
    super(
      `Listing ${subject(where)} stopped on page ${where.page}, after ${count(where.yielded, 'item')}: the service ` +
        `rejected the token of that page. ${summary(cause)} List it again from the start, or set ` +
        "onRejectedToken: 'restart' to have that done without yielding anything twice.",
      { cause },
    );
    this.operation = where.operation;
    this.sequenceStoreId = where.sequenceStoreId;
    this.page = where.page;
    this.yielded = where.yielded;
  }
}

/** Sources of a fan-out failed while `onSourceError` was `'continue'`; thrown once all the others were complete. */
export class SourcesFailedError extends HealthOmicsStreamsError {
  override readonly name = 'SourcesFailedError';
  readonly code = 'SOURCES_FAILED';
  readonly failures: readonly { readonly index: number; readonly source: unknown; readonly error: unknown }[];

  constructor(failures: readonly { index: number; source: unknown; error: unknown }[]) {
    const first = failures[0];
    super(
      `${count(failures.length, 'source')} failed, all others are complete. The first (number ` +
        `${(first?.index ?? 0) + 1}): ${summary(first?.error)}`,
      { cause: first?.error },
    );
    this.failures = failures;
  }
}

function subject(where: { operation: string; sequenceStoreId?: string | undefined }): string {
  return where.sequenceStoreId === undefined ? 'the sequence stores' : `store ${where.sequenceStoreId}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** An error in one sentence: its name and its message, ended with a full stop. */
export function summary(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}.`;
  const message = error.message.split('\n', 1)[0]?.trim() ?? '';
  const text = message === '' ? error.name : `${error.name}: ${message}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
