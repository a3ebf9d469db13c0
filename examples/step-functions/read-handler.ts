import type { OmicsClient } from '@aws-sdk/client-omics';
import { createRateLimiter, readSplit, RejectedTokenError, type Split } from 'healthomics-streams';
import type { PutObject } from './plan-handler.js';
import { unwrapped } from './unwrapped.js';

/** What remains of one split: the state that the map's item carries from one round to the next. */
export interface SplitState {
  readonly run: string;
  /** Which item of the plan it is, from 0. */
  readonly index: number;
  readonly split: Split;
  /** Which walk it is: the next one begins when the service no longer accepts a token. From 1. */
  readonly walk: number;
  /** Pages of this walk that have been written, one object each. */
  readonly pages: number;
  readonly readSets: number;
  readonly done: boolean;
}

export interface ReadHandlerOptions {
  readonly client: OmicsClient;
  readonly putObject: PutObject;
  /** The quota divided by the map's `MaxConcurrency`: nothing else keeps all functions together within it. */
  readonly requestsPerSecond: number;
}

/** With less time left than this, the rest is left to the next invocation: a page with its retries fits in it. */
const RESERVE_MS = 60_000;
const MAX_WALKS = 20;

/** The handler that reads a split, one object per page, for as long as an invocation may take. */
export function createReadHandler({ client, putObject, requestsPerSecond }: ReadHandlerOptions) {
  const rateLimiter = createRateLimiter({ requestsPerSecond });
  const config = { client, rateLimiter, retry: { maxElapsedMs: 20_000 } };
  return async (event: SplitState, context: { getRemainingTimeInMillis(): number }): Promise<SplitState> => {
    let state = event;
    try {
      for await (const page of readSplit(config, event.split).pages()) {
        const { nextToken: _read, ...whole } = state.split;
        const pages = state.pages + 1;
        await putObject(pageKey(state, pages), page.items.map((row) => `${JSON.stringify(row)}\n`).join(''));
        state = {
          ...state,
          split: page.nextToken === undefined ? whole : { ...whole, nextToken: page.nextToken },
          pages,
          readSets: state.readSets + page.items.length,
          done: page.nextToken === undefined,
        };
        if (context.getRemainingTimeInMillis() < RESERVE_MS) break;
      }
      return state;
    } catch (error) {
      if (error instanceof RejectedTokenError && state.walk < MAX_WALKS) return startedOver(state);
      return unwrapped(() => Promise.reject(error));
    }
  };
}

/** The same split from its start, as another walk: what the walk before wrote is not part of the result. */
function startedOver(state: SplitState): SplitState {
  const { nextToken: _rejected, ...split } = state.split;
  return { ...state, split, walk: state.walk + 1, pages: 0, readSets: 0, done: false };
}

/** An invocation that is repeated writes the same objects again. */
export function pageKey({ run, index, split, walk }: SplitState, page: number): string {
  return `${run}/${split.sequenceStoreId}-${index}/walk-${walk}/${String(page).padStart(6, '0')}.ndjson`;
}
