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

/** How a request went that is given up. */
export interface FailedRequest {
  /** Requests sent for the page. */
  readonly attempts: number;
  /** From the first attempt to the last failure, in milliseconds. */
  readonly elapsedMs: number;
  /** The token of the page that could not be had: a `startingToken` to go on from. `undefined` for the first page. */
  readonly nextToken: string | undefined;
}

/** A page could not be had: the error is not one to retry, or the attempts are used up. `cause` is the last error. */
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
export class RepeatedTokenError extends ListError {
  override readonly name = 'RepeatedTokenError';
  readonly code = 'REPEATED_TOKEN';

  constructor(place: ListPlace) {
    super(
      place,
      `Listing ${subject(place)} cannot be completed: page ${place.page} ends with a token that was given before, ` +
        `after ${count(place.yielded, 'item')}. List it again from the start.`,
    );
  }
}

/** The service no longer takes a token it gave, or never gave the `startingToken`. `cause` is its exception. */
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
      `${count(failures.length, 'source')} failed, all others that were opened are complete. The first` +
        `${first?.index === undefined ? '' : ` (number ${first.index + 1})`}: ${sentenceOf(first?.error)}`,
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
  damaged: ['The checkpoint is damaged or none.', 'Restore it, or start without it.'],
  'newer-version': [
    'The checkpoint was saved by a newer version of healthomics-streams.',
    'Go on with that version, or start without it.',
  ],
  'another-question': ['The checkpoint is of another question.', 'Ask the same, or start without it.'],
  'another-client': [
    'The checkpoint is of other clients.',
    'Give the same clients in the same order, or start without it.',
  ],
  'another-output': [
    'The checkpoint is of another output.',
    'Write the same as before, or start without it.',
  ],
  'lost-output': [
    'The rows that the checkpoint counts on are gone.',
    'Restore the file, or start without it.',
  ],
  unreadable: ['The checkpoint cannot be read.', ''],
  unsaved: ['The checkpoint cannot be saved.', ''],
};

/** A checkpoint cannot be gone on from, read or saved; `problem` says which. */
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
