import type { FaultKind } from './faults/fault.js';
import type { OperationName } from './model/service-model.js';

/** One request the emulator got. Times are milliseconds of a monotonic clock (`performance.now()`). */
export interface RequestEntry {
  /** `'unknown'` for a method and path that are no operation. */
  readonly operation: OperationName | 'unknown';
  readonly method: string;
  readonly path: string;
  /** The store in the path, where the operation has one. */
  readonly sequenceStoreId: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined for an empty body, the text itself where it is no JSON. */
  readonly body: unknown;
  /** The Region of the credential scope; undefined for a request without one. */
  readonly region: string | undefined;
  /** The page of its walk this request asks for, from 1; undefined where it is no list or the token is not valid. */
  readonly page: number | undefined;
  readonly startedAt: number;
  /** When the answer was handed over, or the connection ended; undefined while in flight. */
  readonly finishedAt: number | undefined;
  /** Undefined when no status was sent: in flight, hanging, reset, or ended by the client. */
  readonly status: number | undefined;
  /** The exception's name in `x-amzn-errortype`. */
  readonly errorType: string | undefined;
  /** The fault that was applied, scripted or by probability. */
  readonly fault: FaultKind | undefined;
  /** How many read sets (or stores, for ListSequenceStores) the answer holds. */
  readonly itemsSent: number;
  /** How many requests were in flight when this one started, itself counted. */
  readonly inFlight: number;
  /** `'aborted'`: the client closed the connection before it had an answer. */
  readonly outcome: 'in-flight' | 'answered' | 'no-answer' | 'aborted';
}

export type OpenEntry = { -readonly [Key in keyof RequestEntry]: RequestEntry[Key] };

/** The requests of an emulator, oldest first, at most `limit` of them, and how many were in flight at once. */
export class History {
  readonly #limit: number;
  #entries: OpenEntry[] = [];
  #inFlight = 0;
  #maxInFlight = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly RequestEntry[] {
    return this.#entries.slice(-this.#limit);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get maxInFlight(): number {
    return this.#maxInFlight;
  }

  start(method: string, path: string, startedAt: number): OpenEntry {
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    const entry: OpenEntry = {
      operation: 'unknown',
      method,
      path,
      sequenceStoreId: undefined,
      query: {},
      body: undefined,
      region: undefined,
      page: undefined,
      startedAt,
      finishedAt: undefined,
      status: undefined,
      errorType: undefined,
      fault: undefined,
      itemsSent: 0,
      inFlight: this.#inFlight,
      outcome: 'in-flight',
    };
    this.#entries.push(entry);
    if (this.#entries.length >= this.#limit * 2) this.#entries = this.#entries.slice(-this.#limit);
    return entry;
  }

  /** Ends an entry; a second call for the same one changes nothing. */
  finish(entry: OpenEntry, outcome: Exclude<RequestEntry['outcome'], 'in-flight'>, finishedAt: number): void {
    if (entry.outcome !== 'in-flight') return;
    entry.outcome = outcome;
    entry.finishedAt = finishedAt;
    this.#inFlight -= 1;
  }

  /** Forgets the requests so far, those in flight apart from their count. */
  clear(): void {
    this.#entries = [];
    this.#maxInFlight = this.#inFlight;
  }
}
