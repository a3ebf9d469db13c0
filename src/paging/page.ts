import type { OmicsClient } from '@aws-sdk/client-omics';

/** One page of a list: its items, the token of the next page, and its cost. */
export interface Page<T> {
  /** The operation: `ListReadSets` or `ListSequenceStores`. */
  readonly operation: string;
  /** The store that is listed; `undefined` for a list of stores. */
  readonly sequenceStoreId: string | undefined;
  /** The number of the page in this iteration; the first is 1. */
  readonly number: number;
  /** Its items in the service's order. An empty page is not necessarily the last one. */
  readonly items: readonly T[];
  /** Items in the response, before the condition was checked again and duplicates were dropped. */
  readonly received: number;
  /** Items that were dropped because an earlier response had them: listed twice, or read again after a restart or a cut. */
  readonly duplicates: number;
  /** The token that requested this page; `undefined` for the first one. */
  readonly token: string | undefined;
  /** The `startingToken` of the next page; `undefined` on the last one. */
  readonly nextToken: string | undefined;
  /** Requests sent for it: 1, or more if some were retried. */
  readonly attempts: number;
  /** The time from its first request to its response, in milliseconds. */
  readonly elapsedMs: number;
  /** The service's id of the successful request, for AWS Support. */
  readonly requestId: string | undefined;
}

/** The response of any list operation. */
export interface ListResponse<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
  readonly requestId: string | undefined;
}

/** A list operation with its input, as {@link paginate} calls it. */
export interface ListOperation<T> {
  readonly operation: string;
  readonly sequenceStoreId: string | undefined;
  /** Sends one request for the page of `token`. */
  request(client: OmicsClient, token: string | undefined, signal: AbortSignal): Promise<ListResponse<T>>;
  /** Whether an item satisfies the caller's condition. The service's own filter is not trusted. */
  accepts(item: T): boolean;
  idOf(item: T): string | undefined;
}

/** Counts of requests, pages and read sets, for one store or for all. */
export interface Counts {
  /** Read sets delivered to the consumer. */
  readSets: number;
  /** Read sets that the service listed twice; they are delivered once: see `deduplicate` of {@link ListConfig}. */
  duplicates: number;
  /** Pages received. */
  pages: number;
  /** Requests sent, including failed ones. */
  requests: number;
  /** Attempts that failed and were retried, including throttled ones. */
  retries: number;
  /** Attempts that were throttled. */
  throttled: number;
}

/** Returns counts of zero. */
export function noCounts(): Counts {
  return { readSets: 0, duplicates: 0, pages: 0, requests: 0, retries: 0, throttled: 0 };
}

/** Returns the sum of counts; members that are not counts are left out. */
export function sumCounts(...all: readonly Readonly<Counts>[]): Counts {
  const sum = noCounts();
  for (const name of names(sum)) for (const counts of all) sum[name] += counts[name];
  return sum;
}

function names(counts: Counts): (keyof Counts)[] {
  return Object.keys(counts) as (keyof Counts)[];
}
