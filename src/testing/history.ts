import type { FaultKind } from './faults.js';
import type { LatencyRequest } from './service-model.js';

/** One request that the emulator received. Times are milliseconds of a monotonic clock (`performance.now()`). */
export interface RequestEntry extends LatencyRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON body: `undefined` for an empty body, the text itself if it is not JSON. */
  readonly body: unknown;
  /** The Region of the credential scope; `undefined` for an unsigned request. */
  readonly region: string | undefined;
  readonly startedAt: number;
  /** When the response was sent or the connection ended; `undefined` while in flight. */
  readonly finishedAt: number | undefined;
  /** `undefined` if no status was sent: in flight, hanging, reset, or aborted by the client. */
  readonly status: number | undefined;
  /** The exception's name in `x-amzn-errortype`. */
  readonly errorType: string | undefined;
  /** The fault that was applied, scripted or random. */
  readonly fault: FaultKind | undefined;
  /** The number of read sets (for ListSequenceStores, of stores) in the response. */
  readonly itemsSent: number;
  /** The number of requests in flight when this one started, including itself. */
  readonly inFlight: number;
  /** `'aborted'`: the client closed the connection before the response was sent. */
  readonly outcome: 'in-flight' | 'responded' | 'no-response' | 'aborted';
}

export type OpenEntry = { -readonly [Key in keyof RequestEntry]: RequestEntry[Key] };

/** The newest requests of an emulator, oldest first, and the number of concurrent requests. */
export class History {
  inFlight = 0;
  maxInFlight = 0;
  readonly #limit: number;
  #entries: OpenEntry[] = [];

  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  get entries(): readonly RequestEntry[] {
    return [...this.#entries];
  }

  start(request: Pick<RequestEntry, 'method' | 'path' | 'query'>): OpenEntry {
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    const entry: OpenEntry = {
      ...request,
      operation: 'unknown',
      sequenceStoreId: undefined,
      body: undefined,
      region: undefined,
      page: undefined,
      startedAt: performance.now(),
      finishedAt: undefined,
      status: undefined,
      errorType: undefined,
      fault: undefined,
      itemsSent: 0,
      inFlight: this.inFlight,
      outcome: 'in-flight',
    };
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit) this.#entries.shift();
    return entry;
  }

  finish(entry: OpenEntry, outcome: RequestEntry['outcome']): void {
    if (entry.outcome !== 'in-flight') return;
    entry.outcome = outcome;
    entry.finishedAt = performance.now();
    this.inFlight -= 1;
  }

  /** Removes all entries. Requests in flight still count as in flight. */
  clear(): void {
    this.#entries = [];
    this.maxInFlight = this.inFlight;
  }
}
