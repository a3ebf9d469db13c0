/** What an error of this library is about; stable, for `switch`. */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'LOOPBACK_HOST_PREFIX'
  | 'REQUEST_FAILED'
  | 'REQUEST_TIMEOUT'
  | 'UNREADABLE_RESPONSE'
  | 'REPEATED_TOKEN'
  | 'REJECTED_TOKEN'
  | 'SOURCES_FAILED'
  | 'CHECKPOINT'
  | 'OUTPUT_FAILED';

/**
 * The base of every error this library raises by itself. Tell them apart by `code`; the SDK's exception, where there
 * is one, is `cause`. An abort is never wrapped: what rejects then is the caller's own `signal.reason`.
 */
export abstract class HealthOmicsStreamsError extends Error {
  abstract readonly code: ErrorCode;
}

/** One thing that is wrong with an option. */
export interface OptionProblem {
  /**
   * The option, by its path: `pageSize`, `retry.maxAttempts`, `sequenceStoreIds[1]`. Of a member that does not exist,
   * the object that has it.
   */
  readonly option: string;
  /** What the option has to be, in words: `an integer from 1 to 100`. */
  readonly expected: string;
  /** What it was, in words, long values cut: `` `0` (number) ``. */
  readonly got: string;
}

/**
 * Options or input members are invalid, or make no sense together. Thrown at the call, before anything is sent; an
 * analysis rejects with it when something comes that is no read set. The message has a sentence for each problem.
 */
export class InvalidOptionError extends HealthOmicsStreamsError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'INVALID_OPTION';
  /** Everything that is wrong, one or more, in plain data. */
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    super(
      problems
        .map(({ option, expected, got }) => `Expected \`${option}\` to be ${expected}, got ${got}.`)
        .join(' '),
    );
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

/** Where a list ended. */
export interface ListPlace {
  /** The operation, in the service's words: `ListReadSets`, `ListSequenceStores`. */
  readonly operation: string;
  /** The store listed; `undefined` for a list of stores. */
  readonly sequenceStoreId: string | undefined;
  /** The page it is about; the first of an iteration is 1. */
  readonly page: number;
  /** Items that the iteration yielded before. */
  readonly yielded: number;
}

/** The base of the errors that end one list: where it ended. */
export abstract class ListError extends HealthOmicsStreamsError implements ListPlace {
  readonly operation: string;
  readonly sequenceStoreId: string | undefined;
  readonly page: number;
  readonly yielded: number;

  constructor(
    { operation, sequenceStoreId, page, yielded }: ListPlace,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.operation = operation;
    this.sequenceStoreId = sequenceStoreId;
    this.page = page;
    this.yielded = yielded;
  }
}

/** A request that was given up. */
export interface FailedRequest {
  /** Requests sent for the page. */
  readonly attempts: number;
  /** From the first attempt to the last failure, in milliseconds. */
  readonly elapsedMs: number;
  /** The token of the page that could not be fetched: a `startingToken` to resume from. `undefined` for the first page. */
  readonly nextToken: string | undefined;
}

/** A page could not be fetched: the error is not one to retry, or the attempts are used up. `cause` is the last error. */
export class RequestFailedError extends ListError implements FailedRequest {
  override readonly name = 'RequestFailedError';
  readonly code = 'REQUEST_FAILED';
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly nextToken: string | undefined;

  constructor(place: ListPlace, failed: FailedRequest, cause: unknown, advice: string) {
    const { attempts, elapsedMs, nextToken } = failed;
    super(
      place,
      `Listing ${subject(place)} failed on page ${place.page} after ${count(attempts, 'attempt')} in ` +
        `${(elapsedMs / 1000).toFixed(1)} s: ${sentenceOf(cause)} ${advice}`,
      { cause },
    );
    this.attempts = attempts;
    this.elapsedMs = elapsedMs;
    this.nextToken = nextToken;
  }
}

/** One attempt had no complete response within `requestTimeoutMs`. Retried; seen as the `cause` of a `RequestFailedError`. */
export class RequestTimeoutError extends HealthOmicsStreamsError {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'REQUEST_TIMEOUT';

  constructor(requestTimeoutMs: number) {
    super(`No complete response within ${requestTimeoutMs} ms (requestTimeoutMs).`);
  }
}

/**
 * The service, or something between it and us, responded with a body that cannot be read: HTML, truncated JSON, nothing.
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
      `The response (HTTP ${status}) is not valid for the operation: ${firstBytes === '' ? 'it is empty' : `it begins with ${firstBytes}`}.`,
      cause === undefined ? undefined : { cause },
    );
    this.status = status;
    this.firstBytes = firstBytes;
  }
}

/** The service repeated a token: going on would loop, and stopping would silently give a part. */
export class RepeatedTokenError extends ListError {
  override readonly name = 'RepeatedTokenError';
  readonly code = 'REPEATED_TOKEN';

  constructor(place: ListPlace) {
    super(
      place,
      `Listing ${subject(place)} cannot be completed: page ${place.page} repeats the token of an earlier page, ` +
        `after ${count(place.yielded, 'item')}. List it again from the start.`,
    );
  }
}

/** The service no longer accepts a token it gave, or never gave the `startingToken`. `cause` is its exception. */
export class RejectedTokenError extends ListError {
  override readonly name = 'RejectedTokenError';
  readonly code = 'REJECTED_TOKEN';

  constructor(place: ListPlace, cause: unknown, advice: string) {
    super(
      place,
      `Listing ${subject(place)} stopped on page ${place.page}, after ${count(place.yielded, 'item')}: the service ` +
        `rejected the token of that page. ${sentenceOf(cause)} ${advice}`,
      { cause },
    );
  }
}

/** One source that failed. */
export interface SourceFailure {
  /** Which source it is; the first is 0. */
  readonly index?: number | undefined;
  readonly source?: unknown;
  readonly error: unknown;
}

/** Sources of a fan-out failed while `onSourceError` was `'continue'`; thrown once all the others were complete. */
export class SourcesFailedError extends HealthOmicsStreamsError {
  override readonly name = 'SourcesFailedError';
  readonly code = 'SOURCES_FAILED';
  /** Every failure; that of what gave the sources, which ended them, has no `index` and no `source`. */
  readonly failures: readonly SourceFailure[];

  constructor(failures: readonly SourceFailure[]) {
    const first = failures[0];
    super(
      `${count(failures.length, 'source')} failed; all others that were opened are complete. The first failure` +
        `${first?.index === undefined ? '' : ` (source ${first.index + 1})`}: ${sentenceOf(first?.error)}`,
      { cause: first?.error },
    );
    this.failures = failures;
  }
}

/** What is wrong with a checkpoint. */
export type CheckpointProblem =
  | 'damaged'
  | 'newer-version'
  | 'another-question'
  | 'another-client'
  | 'another-output'
  | 'lost-output'
  | 'unreadable'
  | 'unsaved';

const CHECKPOINT_PROBLEMS: Readonly<Record<CheckpointProblem, readonly [what: string, advice: string]>> = {
  damaged: ['The checkpoint is damaged, or is not a checkpoint.', 'Restore it, or start without it.'],
  'newer-version': [
    'The checkpoint was saved by a newer version of healthomics-streams.',
    'Resume with that version, or start without the checkpoint.',
  ],
  'another-question': [
    'The checkpoint was saved for another question.',
    'Ask the same question, or start without it.',
  ],
  'another-client': [
    'The checkpoint was saved for other clients.',
    'Give the same clients in the same order, or start without it.',
  ],
  'another-output': [
    'The checkpoint was saved for another output.',
    'Write to the same file in the same format, or start without it.',
  ],
  'lost-output': [
    'Rows that the checkpoint counts as written are missing.',
    'Restore the file, or start without it.',
  ],
  unreadable: ['The checkpoint cannot be read.', ''],
  unsaved: ['The checkpoint cannot be saved.', ''],
};

/** A checkpoint cannot be resumed from, read or saved; `problem` says which. */
export class CheckpointError extends HealthOmicsStreamsError {
  override readonly name = 'CheckpointError';
  readonly code = 'CHECKPOINT';
  readonly problem: CheckpointProblem;

  constructor(problem: CheckpointProblem, detail: string, cause?: unknown) {
    const [what, advice] = CHECKPOINT_PROBLEMS[problem];
    super(`${what} ${detail} ${advice}`.trim(), cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}

/** A place to write to cannot be written to. `cause` is what the operating system or the stream said. */
export class OutputError extends HealthOmicsStreamsError {
  override readonly name = 'OutputError';
  readonly code = 'OUTPUT_FAILED';
  /** The file; `undefined` for a stream. */
  readonly path: string | undefined;

  /** @internal */
  constructor(
    path: string | undefined,
    reason: string,
    { place = path ?? 'the stream', cause }: { place?: string; cause?: unknown } = {},
  ) {
    super(`Cannot write ${place}: ${reason}.`, cause === undefined ? undefined : { cause });
    this.path = path;
  }
}

function subject({ sequenceStoreId }: ListPlace): string {
  return sequenceStoreId === undefined ? 'the sequence stores' : `store ${sequenceStoreId}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** An error in one sentence: its name and its message, ended with a full stop. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}.`;
  if (error.name === 'Unknown') {
    const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
    if (httpStatusCode !== undefined) return `HTTP ${httpStatusCode} without an error type.`;
  }
  const message = error.message.split('\n', 1)[0]?.trim() ?? '';
  const text = message === '' ? error.name : `${error.name}: ${message}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
