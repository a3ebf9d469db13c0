import { HealthOmicsStreamsError } from '../errors.js';
import { defined } from '../options/defined.js';
import { sumCounts } from '../paging/page.js';
import type { ReadStrategy } from '../query/strategy.js';
import { sealCheckpoint, type Checkpoint, type StoreCheckpoint } from './checkpoint.js';
import type { InventoryReport, ReportedError, StoreReport, StrategyReport } from './report.js';
import { filterToJson, timesToJson, type Split } from './split.js';
import type { RunState, SplitState, StoreState } from './state.js';

/** The report of a run. It includes the plan and the strategies only if a filter or a condition selects read sets. */
export function reportOf(state: RunState, hasSelection: boolean, nowMs: number): InventoryReport {
  const { outcome, startedMs, endedMs, input, discovery, error } = state;
  const stores = state.stores.map((store) => storeReport(store, hasSelection, endedMs ?? nowMs));
  const { plan } = state.query;
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
  return {
    region: client.region,
    sequenceStoreId,
    ...defined({ name }),
    outcome,
    ...defined({ strategy: hasSelection ? strategy && strategyReport(strategy) : undefined }),
    ...counts,
    seconds: storeSeconds(store, nowMs),
    ...defined({ error: reportedError(error) }),
  };
}

function strategyReport(strategy: ReadStrategy): StrategyReport {
  return { ...strategy, filters: strategy.filters.map(filterToJson) };
}

/** The duration of a run and of the runs it was resumed from. */
export function runSeconds({ resume, startedMs, endedMs }: RunState, nowMs: number): number {
  const endMs = endedMs ?? nowMs;
  return (resume?.seconds ?? 0) + (endMs - (startedMs ?? endMs)) / 1000;
}

/** The time that a store took in this run and in the runs it was resumed from. */
export function storeSeconds({ earlierSeconds, startedMs, endedMs }: StoreState, nowMs: number): number {
  return earlierSeconds + (startedMs === undefined ? 0 : ((endedMs ?? nowMs) - startedMs) / 1000);
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function reportedError(error: unknown): ReportedError | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  const { cause, nextToken } = error as { cause?: unknown; nextToken?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...defined({
      code: error instanceof HealthOmicsStreamsError ? error.code : undefined,
      cause: cause instanceof Error ? cause.name : undefined,
      nextToken: typeof nextToken === 'string' ? nextToken : undefined,
    }),
  };
}

/** The checkpoint of a run: the read sets that the consumer is done with, and the splits that remain. */
export function checkpointOf(
  state: RunState,
  selection: Pick<Split, 'filter' | 'where'>,
  nowMs: number,
): Checkpoint {
  const { input, resume, outcome, clients, discovery, stores } = state;
  if (resume !== undefined && clients.length === 0) return resume;
  return sealCheckpoint({
    input,
    complete: outcome === 'complete' || outcome === 'limited',
    seconds: runSeconds(state, nowMs),
    clients: clients.map(({ region, discovered }) => ({ region, discovered })),
    discovery: sumCounts(discovery),
    stores: stores.map((store) => storeCheckpoint(state, store, nowMs)),
    splits: stores.flatMap(({ client, sequenceStoreId, splits }) =>
      splits.map((split) => ({
        client: client.index,
        region: client.region,
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
  const complete = store.outcome === 'complete' && splits.length === 0;
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
  return new Set(
    pages.flatMap(({ ids, delivered }) => ids.slice(delivered).filter((id) => id !== undefined)),
  );
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
  const delivered = [
    ...(resumeToken === startingToken ? deliveredBefore : []),
    ...(page?.ids.slice(0, page.delivered).filter((id) => id !== undefined) ?? []),
  ];
  return {
    ...bounds,
    ...defined({
      nextToken: resumeToken,
      delivered: delivered.length === 0 ? undefined : delivered,
      observed: observer.toJSON(),
    }),
  };
}
