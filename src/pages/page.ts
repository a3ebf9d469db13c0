/** One page of a list: its items, what goes on from it, and what it took to get it. */
export interface Page<T> {
  /** Where the page comes from: `ListReadSets` or `ListSequenceStores`. */
  readonly operation: string;
  /** The store listed; `undefined` for a list of stores. */
  readonly sequenceStoreId: string | undefined;
  /** Which page of this iteration it is; the first is 1. */
  readonly number: number;
  /** Its items in the service's order. An empty page need not be the last one. */
  readonly items: readonly T[];
  /** Items the service sent, before the filter was checked again here and, after a restart, what is known left out. */
  readonly received: number;
  /** The token this page was asked for with; `undefined` for the first one. */
  readonly token: string | undefined;
  /** The `startingToken` that goes on after this page; `undefined` on the last one. */
  readonly nextToken: string | undefined;
  /** Requests sent for it: 1, or more where some were retried. */
  readonly attempts: number;
  /** From the first of its requests to its answer, in milliseconds. */
  readonly elapsedMs: number;
  /** The service's id of the request that was answered, for its support. */
  readonly requestId: string | undefined;
}

/** What one request of a list operation answers, whichever operation it is. */
export interface ListAnswer<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
  readonly requestId: string | undefined;
}

/** A list operation bound to its input: everything a walk needs to know of it. */
export interface Listing<T> {
  readonly operation: string;
  readonly sequenceStoreId: string | undefined;
  /** Sends one request for the page of `token`. */
  request(token: string | undefined, signal: AbortSignal): Promise<ListAnswer<T>>;
  /** Whether an item satisfies what was asked; the service's own filter is not relied on. */
  accepts(item: T): boolean;
  /** What tells items apart. */
  idOf(item: T): string | undefined;
}
