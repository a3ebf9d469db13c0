import { HealthOmicsStreamsError } from '../errors.js';
import { defined } from '../options/defined.js';
import { sumCounts, type Counts } from '../paging/page.js';
import type { WherePlan } from '../query/plan-where.js';
import type { ReadStrategy } from '../query/strategy.js';
import { sealCheckpoint, type Checkpoint, type StoreCheckpoint } from './checkpoint.js';
import { filterToJson, isoTime, timesToJson, type Split, type SplitFilter } from './split.js';
import type { RunOutcome, RunState, SplitState, StoreOutcome, StoreState } from './state.js';

/** One store of an {@link InventoryReport}. */
export interface StoreReport extends Counts {
  region: string;
  sequenceStoreId: string;
  /** The name of the store, if the stores were discovered. */
  name?: string;
  outcome: StoreOutcome;
  /** How the store is read, if there is a filter or a condition. */
  strategy?: StrategyReport;
  /** The time from its first request to its end, or to now, summed over all runs. */
  seconds: number;
  /** Why it failed. */
  error?: ReportedError;
}

/** A {@link ReadStrategy} as JSON. */
export interface StrategyReport extends Omit<ReadStrategy, 'filters'> {
  /** The service's filter of each list, with times in ISO 8601. */
  filters: SplitFilter[];
}

/** An error in a report. */
export interface ReportedError {
  name: string;
  message: string;
  /** The `code`, if it is an error of this library. */
  code?: string;
  /** The name of the service's exception, if it was one. */
  cause?: string;
}

/** The result of an inventory as JSON: every store with its outcome and counts. */
export interface InventoryReport {
  /**
   * `complete`: every store was read to its end. `limited`: the limit was reached. `partial`: some stores, or the
   * discovery of some, failed under `onStoreError: 'continue'`. `failed`: it ended with an error. `cancelled`: the
   * consumer stopped, or it was aborted. `pending`: it is running, or has not started.
   */
  outcome: RunOutcome;
  /** ISO 8601; absent before the first `next()`. */
  startedAt?: string;
  /** ISO 8601; absent while it is running. */
  finishedAt?: string;
  seconds: number;
  /** The input of the inventory. */
  input: unknown;
  /** What the service filters and what is checked client-side; see {@link explainPlan}. */
  plan?: PlanReport;
  stores: StoreReport[];
  /** The sum over the stores and the requests that discovered them. */
  totals: Counts & { stores: number };
  /** Why it failed, or, if it is partial, why the stores of a client could not be discovered. */
  error?: ReportedError;
}

/** A {@link WherePlan} as JSON. */
export interface PlanReport extends Omit<WherePlan, 'serviceFilter'> {
  /** The service's filter, with times in ISO 8601. */
  serviceFilter: SplitFilter;
}

/** The report of a run. It includes the plan and the strategies only if a filter or a condition selects read sets. */
export function reportOf(state: RunState, nowMs: number): InventoryReport {
  const { outcome, settings, startedMs, endedMs, discovery, error } = state;
  const { input, query, selection = {} } = settings;
  const { plan } = query;
  const hasSelection = Object.keys(selection).length > 0;
  const stores = state.stores.map((store) => storeReport(store, hasSelection, endedMs ?? nowMs));
  return {
    outcome,
    ...defined({ startedAt: isoTime(startedMs), finishedAt: isoTime(endedMs) }),
    seconds: runSeconds(state, nowMs),
    input,
    ...(hasSelection ? { plan: { ...plan, serviceFilter: filterToJson(plan.serviceFilter) } } : {}),
    stores,
    totals: { stores: stores.length, ...sumCounts(discovery, ...stores) },
    ...defined({ error: reportedError(error) }),
  };
}

function storeReport(store: StoreState, hasSelection: boolean, nowMs: number): StoreReport {
  const { client, sequenceStoreId, name, outcome, strategy, counts, error } = store;
  const isReported = hasSelection && strategy !== undefined;
  return {
    region: client.region,
    sequenceStoreId,
    ...defined({ name }),
    outcome,
    ...(isReported ? { strategy: { ...strategy, filters: strategy.filters.map(filterToJson) } } : {}),
    ...counts,
    seconds: storeSeconds(store, nowMs),
    ...defined({ error: reportedError(error) }),
  };
}

/** The duration of a run and of the runs it was resumed from. */
function runSeconds({ settings, startedMs, endedMs }: RunState, nowMs: number): number {
  const endMs = endedMs ?? nowMs;
  return (settings.resume?.seconds ?? 0) + (endMs - (startedMs ?? endMs)) / 1000;
}

/** The time that a store took in this run and in the runs it was resumed from. */
function storeSeconds({ earlier, startedMs, endedMs }: StoreState, nowMs: number): number {
  return (earlier?.seconds ?? 0) + (startedMs === undefined ? 0 : ((endedMs ?? nowMs) - startedMs) / 1000);
}

function reportedError(error: unknown): ReportedError | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  const { cause } = error;
  return {
    name: error.name,
    message: error.message,
    ...defined({
      code: error instanceof HealthOmicsStreamsError ? error.code : undefined,
      cause: cause instanceof Error ? cause.name : undefined,
    }),
  };
}

/** The checkpoint of a run: the read sets that the consumer is done with, and the splits that remain. */
export function checkpointOf(state: RunState, nowMs: number): Checkpoint {
  const { settings, outcome, clients, discovery, stores } = state;
  const { input, selection, resume } = settings;
  if (resume !== undefined && clients.length === 0) return resume;
  return sealCheckpoint({
    input,
    complete: outcome === 'complete' || outcome === 'limited',
    seconds: runSeconds(state, nowMs),
    clients: clients.map(({ region, accountId, discovered }) => ({
      region,
      ...defined({ accountId }),
      discovered,
    })),
    discovery: sumCounts(discovery),
    stores: stores.map((store) => storeCheckpoint(state, store, nowMs)),
    splits: stores.flatMap(({ client: { index, region }, sequenceStoreId, splits }) =>
      splits.map((split) => ({
        client: index,
        region,
        sequenceStoreId,
        ...selection,
        ...remainderOfSplit(split),
      })),
    ),
    ...defined({ output: resume?.output }),
  });
}

function storeCheckpoint(state: RunState, store: StoreState, nowMs: number): StoreCheckpoint {
  const { client, sequenceStoreId, name, splits, ids, counts } = store;
  const complete = splits.length === 0;
  const unacknowledged = state.unacknowledged?.store === store ? 1 : 0;
  return {
    client: client.index,
    region: client.region,
    sequenceStoreId,
    ...defined({ name }),
    complete,
    ...counts,
    readSets: counts.readSets - unacknowledged,
    seconds: storeSeconds(store, state.endedMs ?? nowMs),
    ...defined({ delivered: complete ? undefined : ids?.pack(undeliveredIds(store)) }),
  };
}

/** The ids that were received but not delivered. */
function undeliveredIds({ splits }: StoreState): ReadonlySet<string> {
  const pages = splits.flatMap(({ undelivered }) => undelivered);
  return new Set(pages.flatMap(({ ids, delivered }) => ids.slice(delivered).filter(isKnown)));
}

/**
 * The remainder of a split. A replaced split is read again from its start, because part of its last page is not
 * delivered.
 */
function remainderOfSplit(split: SplitState): Omit<Split, 'region' | 'sequenceStoreId'> {
  const { value, times, phase, undelivered, resumeToken, startingToken, deliveredBefore, observer } = split;
  const bounds = { ...defined({ value }), ...timesToJson(times) };
  if (phase === 'replaced') return bounds;
  const [page] = undelivered;
  const before = resumeToken === startingToken ? [...deliveredBefore] : [];
  const delivered = [...before, ...(page?.ids.slice(0, page.delivered).filter(isKnown) ?? [])];
  return {
    ...bounds,
    ...defined({
      nextToken: resumeToken,
      delivered: delivered.length === 0 ? undefined : delivered,
      observed: observer.toJSON(),
    }),
  };
}

function isKnown(id: string | undefined): id is string {
  return id !== undefined;
}
