import { countOf, sentenceOf } from './text/messages.js';

/** The codes of this library's errors; stable, for `switch`. */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'LOOPBACK_HOST_PREFIX'
  | 'REQUEST_FAILED'
  | 'REQUEST_TIMEOUT'
  | 'UNREADABLE_RESPONSE'
  | 'REPEATED_TOKEN'
  | 'ENDLESS_LIST'
  | 'REJECTED_TOKEN'
  | 'SOURCES_FAILED'
  | 'PARTIAL_INVENTORY'
  | 'CHECKPOINT'
  | 'OUTPUT_FAILED';

/**
 * The base class of every error of this library. Distinguish them by `code`; the SDK's exception, if there is one, is
 * `cause`. An abort is never wrapped: it rejects with the caller's own `signal.reason`.
 */
export abstract class HealthOmicsStreamsError extends Error {
  abstract readonly code: ErrorCode;
}

/** One problem with an option. */
export interface OptionProblem {
  /** The path of the option, such as `retry.maxAttempts`. For an unknown member, the path of its object. */
  readonly option: string;
  /** The expected value in words: `an integer from 1 to 100`. */
  readonly expected: string;
  /** The actual value in words, shortened if it is long: `` `0` (number) ``. */
  readonly got: string;
}

/**
 * Options or input members are invalid, or exclude each other. Thrown at the call, before anything is sent; an analysis
 * rejects with it if an item of its stream is not a read set.
 */
export class InvalidOptionError extends HealthOmicsStreamsError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'INVALID_OPTION';
  /** Every problem; at least one. */
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    const sentences = problems.map(
      ({ option, expected, got }) => `Expected \`${option}\` to be ${expected}, got ${got}.`,
    );
    super(sentences.join(' '));
    this.problems = problems;
  }
}

/** The client's endpoint is a loopback address, and the SDK would add a host prefix that does not resolve. */
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

/** The base class of the errors that end one list. */
export abstract class ListError extends HealthOmicsStreamsError {
  /** The operation: `ListReadSets` or `ListSequenceStores`. */
  readonly operation: string;
  /** The store that is listed; `undefined` for a list of stores. */
  readonly sequenceStoreId: string | undefined;
  /** The number of the page; the first of an iteration is 1. */
  readonly page: number;
  /** Items that the list yielded before the error. If a store is read in several splits, those of the failed split. */
  readonly yielded: number;

  constructor(place: ListPlace, failure: string, options?: ErrorOptions) {
    const { operation, sequenceStoreId, page, yielded } = place;
    const subject = sequenceStoreId === undefined ? 'the sequence stores' : `store ${sequenceStoreId}`;
    super(`Listing ${subject} ${failure}`, options);
    this.operation = operation;
    this.sequenceStoreId = sequenceStoreId;
    this.page = page;
    this.yielded = yielded;
  }
}

/** The position where a list ended. */
export type ListPlace = Pick<ListError, 'operation' | 'sequenceStoreId' | 'page' | 'yielded'>;

/** A page could not be fetched: the error is not retried, or every attempt failed. `cause` is the last error. */
export class RequestFailedError extends ListError {
  override readonly name = 'RequestFailedError';
  readonly code = 'REQUEST_FAILED';
  /** Requests sent for the page. */
  readonly attempts: number;
  /** From the first attempt to the last failure, in milliseconds. */
  readonly elapsedMs: number;
  readonly #nextToken: string | undefined;

  constructor(
    place: ListPlace,
    { attempts, elapsedMs, nextToken }: Pick<RequestFailedError, 'attempts' | 'elapsedMs' | 'nextToken'>,
    cause: unknown,
    advice: string,
  ) {
    const after = `${countOf(attempts, 'attempt')} in ${(elapsedMs / 1000).toFixed(1)} s`;
    super(place, `failed on page ${place.page} after ${after}: ${sentenceOf(cause)} ${advice}`, { cause });
    this.attempts = attempts;
    this.elapsedMs = elapsedMs;
    this.#nextToken = nextToken;
  }

  /**
   * The token of the failed page, a `startingToken` to resume from. `undefined` for the first page. It is the real token,
   * so it does not show when the error is printed, inspected or converted to JSON.
   */
  get nextToken(): string | undefined {
    return this.#nextToken;
  }
}

/** An attempt had no complete response within `requestTimeoutMs`. It is retried; see the `cause` of a `RequestFailedError`. */
export class RequestTimeoutError extends HealthOmicsStreamsError {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'REQUEST_TIMEOUT';

  constructor(requestTimeoutMs: number) {
    super(`No complete response within ${requestTimeoutMs} ms (requestTimeoutMs).`);
  }
}

/**
 * A response is HTML, truncated JSON or empty, its body is larger than 64 MiB, or one of its items is not valid. It is
 * retried; see the `cause` of a `RequestFailedError`.
 */
export class UnreadableResponseError extends HealthOmicsStreamsError {
  override readonly name = 'UnreadableResponseError';
  readonly code = 'UNREADABLE_RESPONSE';
  /** The HTTP status of the response. */
  readonly status: number;
  /** The first characters of the body, control characters escaped; `''` if it is empty or was not the problem. */
  readonly firstBytes: string;

  constructor(
    status: number,
    { firstBytes = '', problem, cause }: { firstBytes?: string; problem?: string; cause?: unknown },
  ) {
    const body = firstBytes === '' ? 'it is empty' : `it begins with ${firstBytes}`;
    super(
      `The response (HTTP ${status}) is not valid for the operation: ${problem ?? body}.`,
      causedBy(cause),
    );
    this.status = status;
    this.firstBytes = firstBytes;
  }
}

/** The service repeated a token. Continuing would loop, and stopping would silently return part of the list. */
export class RepeatedTokenError extends ListError {
  override readonly name = 'RepeatedTokenError';
  readonly code = 'REPEATED_TOKEN';

  constructor(place: ListPlace) {
    const repeats = `page ${place.page} repeats the token of an earlier page, after ${countOf(place.yielded, 'item')}`;
    super(place, `cannot be completed: ${repeats}. List it again from the start.`);
  }
}

/**
 * The service keeps returning new tokens, but only pages that are empty (see `maxEmptyPages`) or that repeat earlier
 * pages. Every read set that the list received before is delivered.
 */
export class EndlessListError extends ListError {
  override readonly name = 'EndlessListError';
  readonly code = 'ENDLESS_LIST';

  /** @param pages describes the pages that had no new items */
  constructor(place: ListPlace, pages: string, advice: string) {
    const stopped = `stopped on page ${place.page}, after ${countOf(place.yielded, 'item')}`;
    super(place, `${stopped}: ${pages}, each with a new token. ${advice}`);
  }
}

/** The service rejected a token: its own, or a `startingToken` that does not belong to the list. `cause` is its exception. */
export class RejectedTokenError extends ListError {
  override readonly name = 'RejectedTokenError';
  readonly code = 'REJECTED_TOKEN';

  constructor(place: ListPlace, cause: unknown, advice: string) {
    const stopped = `stopped on page ${place.page}, after ${countOf(place.yielded, 'item')}`;
    const rejected = 'the service rejected the token of that page';
    super(place, `${stopped}: ${rejected}. ${sentenceOf(cause)} ${advice}`, { cause });
  }
}

/** A source that failed. */
export interface SourceFailure {
  /** The index of the source, from 0. */
  readonly index?: number | undefined;
  readonly source?: unknown;
  readonly error: unknown;
}

/** Sources of a fan-out failed under `onSourceError: 'continue'`. Thrown once all others are complete. */
export class SourcesFailedError extends HealthOmicsStreamsError {
  override readonly name = 'SourcesFailedError';
  readonly code = 'SOURCES_FAILED';
  /** Every failure. A failure of the iterable of sources itself has no `index` and no `source`. */
  readonly failures: readonly SourceFailure[];

  constructor(failures: readonly SourceFailure[]) {
    const first = failures[0];
    super(
      `${countOf(failures.length, 'source')} failed; all others that were opened are complete. The first failure` +
        `${first?.index === undefined ? '' : ` (source ${first.index + 1})`}: ${sentenceOf(first?.error)}`,
      { cause: first?.error },
    );
    this.failures = failures;
  }
}

/**
 * An inventory ended without some of its stores (`onStoreError: 'continue'`), so a sink did not complete its output. Thrown
 * once all other stores are read.
 */
export class PartialInventoryError extends HealthOmicsStreamsError {
  override readonly name = 'PartialInventoryError';
  readonly code = 'PARTIAL_INVENTORY';
  /** The ids of the stores that could not be listed to their end. */
  readonly failedStores: readonly string[];

  constructor(place: string, failedStores: readonly string[], rows: number) {
    const named = failedStores.slice(0, 5).join(', ') + (failedStores.length > 5 ? ', …' : '');
    const missing =
      failedStores.length === 0
        ? 'some stores could not be discovered'
        : `${countOf(failedStores.length, 'store')} could not be listed (${named})`;
    super(
      `Did not complete ${place} after ${countOf(rows, 'row')}: ${missing}. Resume from the checkpoint, if there is one, ` +
        'or start again. To keep the partial result as it is, set acceptPartial.',
    );
    this.failedStores = failedStores;
  }
}

/** The problem with a checkpoint. */
export type CheckpointProblem =
  | 'damaged'
  | 'newer-version'
  | 'input-mismatch'
  | 'client-mismatch'
  | 'output-mismatch'
  | 'output-missing'
  | 'output-changed'
  | 'unreadable'
  | 'unsaved';

const CHECKPOINT_PROBLEMS: Readonly<Record<CheckpointProblem, readonly [problem: string, advice?: string]>> =
  {
    damaged: ['is damaged, or is not a checkpoint', 'Restore it'],
    'newer-version': ['was saved by a newer version of healthomics-streams', 'Resume with that version'],
    'input-mismatch': ['was saved for another input', 'Pass the same input'],
    'client-mismatch': ['was saved for other clients', 'Pass the same clients in the same order'],
    'output-mismatch': ['was saved for another output', 'Write to the same file in the same format'],
    'output-missing': ['counts rows that are missing from the output', 'Restore the file'],
    'output-changed': ['counts rows that were changed in the output', 'Restore the file'],
    unreadable: ['cannot be read'],
    unsaved: ['cannot be saved'],
  };

/** A checkpoint cannot be loaded, resumed or saved; `problem` says why. */
export class CheckpointError extends HealthOmicsStreamsError {
  override readonly name = 'CheckpointError';
  readonly code = 'CHECKPOINT';
  readonly problem: CheckpointProblem;

  constructor(problem: CheckpointProblem, detail: string, cause?: unknown) {
    const [what, advice] = CHECKPOINT_PROBLEMS[problem];
    const remedy = advice === undefined ? '' : `${advice}, or start without the checkpoint.`;
    super(`The checkpoint ${what}. ${detail} ${remedy}`.trim(), causedBy(cause));
    this.problem = problem;
  }
}

/** A file or stream cannot be written. `cause` is the error of the operating system or the stream. */
export class OutputError extends HealthOmicsStreamsError {
  override readonly name = 'OutputError';
  readonly code = 'OUTPUT_FAILED';
  /** The file; `undefined` for a stream. */
  readonly path: string | undefined;

  /** @internal */
  constructor(path: string | undefined, reason: string, options: { place?: string; cause?: unknown } = {}) {
    super(`Cannot write ${options.place ?? path ?? 'the stream'}: ${reason}.`, causedBy(options.cause));
    this.path = path;
  }
}

function causedBy(cause: unknown): ErrorOptions | undefined {
  return cause === undefined ? undefined : { cause };
}
