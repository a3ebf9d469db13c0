import type { OmicsClient } from '@aws-sdk/client-omics';
import {
  createRateLimiter,
  planInventory,
  readSplit,
  RejectedTokenError,
  RequestFailedError,
  type PlanInventoryInput,
  type Split,
} from 'healthomics-streams';

/** Stores an object, replacing any object with the same key. */
export type PutObject = (key: string, body: string) => Promise<void>;

export interface PlanEvent {
  /** The name of the execution. All keys begin with it. */
  readonly run: string;
  readonly input: PlanInventoryInput;
}

/** The key of the splits, and their number. */
export interface Plan {
  readonly run: string;
  readonly key: string;
  readonly splits: number;
}

/** Creates a handler that stores all splits as one JSON array, the source of the map's items. */
export function createPlanHandler(client: OmicsClient, putObject: PutObject) {
  return async ({ run, input }: PlanEvent): Promise<Plan> => {
    const splits = await planInventory({ client }, input).catch(rethrowServiceError);
    const key = `${run}/splits.json`;
    await putObject(key, JSON.stringify(splits));
    return { run, key, splits: splits.length };
  };
}

/** What remains of one split: the state of a map item between invocations. */
export interface SplitState {
  readonly run: string;
  /** The position of the item in the plan, from 0. */
  readonly index: number;
  readonly split: Split;
  /** The pass over the split, from 1. The next pass starts when the service rejects a token. */
  readonly pass: number;
  /** The number of pages written in this pass, one object each. */
  readonly pages: number;
  readonly readSets: number;
  readonly done: boolean;
}

export interface ReadHandlerOptions {
  readonly client: OmicsClient;
  readonly putObject: PutObject;
  /** The quota divided by `MaxConcurrency` of the map. Nothing else keeps all functions together within the quota. */
  readonly requestsPerSecond: number;
}

/** The invocation stops with this much time left, enough for one page with its retries. */
const RESERVE_MS = 60_000;
const MAX_PASSES = 20;

/** Creates a handler that reads a split until the invocation runs out of time, and stores one object per page. */
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
      if (error instanceof RejectedTokenError && state.pass < MAX_PASSES) return restarted(state);
      return rethrowServiceError(error);
    }
  };
}

/** Starts the next pass. Pages of earlier passes are not part of the result. */
function restarted(state: SplitState): SplitState {
  const { nextToken: _rejected, ...split } = state.split;
  return { ...state, split, pass: state.pass + 1, pages: 0, readSets: 0, done: false };
}

/** The key of a page. A repeated invocation writes the same keys again. */
export function pageKey({ run, index, split, pass }: SplitState, page: number): string {
  return `${run}/${split.sequenceStoreId}-${index}/pass-${pass}/${String(page).padStart(6, '0')}.ndjson`;
}

/** Throws the service's own exception, because the state machine chooses what to retry by its name. */
function rethrowServiceError(error: unknown): never {
  throw error instanceof RequestFailedError && error.cause instanceof Error ? error.cause : error;
}
