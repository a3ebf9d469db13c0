/**
 * Async iterables over AWS HealthOmics read sets: the public names, by stage.
 *
 * @module
 */

// Clients.
export { createClient, type CreateClientOptions } from './client/create-client.js';

// Requests: retries and rate limits.
export { type RetryOptions } from './request/backoff.js';
export { type RetryReason } from './request/classify-error.js';
export { type RequestOutcome } from './request/rate-controller.js';
export {
  createRateLimiter,
  type Permit,
  type QuotaLimiter,
  type RateLimiter,
  type RateLimiterOptions,
} from './request/rate-limiter.js';

// One list, page by page.
export {
  DIAGNOSTICS_CHANNELS,
  type FailureEvent,
  type ListEvent,
  type PageEvent,
  type RequestEvent,
  type RestartEvent,
  type RetryEvent,
  type ThrottleEvent,
} from './paging/events.js';
export { type PackedIds } from './paging/id-set.js';
export { type ListConfig } from './paging/list-config.js';
export { type Counts, type Page } from './paging/page.js';
export { PagedAsyncIterable } from './paging/paged-async-iterable.js';

// Conditions.
export type * from './query/where.js';
export { compileWhere } from './query/read-set-query.js';
export { explain, explainPlan, type ExplainablePlan } from './query/explain.js';
export { planWhere, type FilterAlternative, type PlannedTest, type WherePlan } from './query/plan-where.js';
export { type FilterMember } from './query/fields.js';
export { type FilterValue, type Pushdown, type ReadStrategy } from './query/strategy.js';

// Streams: merging and operators.
export { fanOut, type FanOutOptions } from './streams/fan-out.js';
export { type OpenContext } from './streams/merge.js';
export * from './streams/operators.js';

// Runs: splits, checkpoints and reports.
export {
  type Checkpoint,
  type CheckpointOutput,
  type ClientCheckpoint,
  type ClientSplit,
  type StoreCheckpoint,
} from './run/checkpoint.js';
export { fileCheckpointStore, type CheckpointStore } from './run/checkpoint-store.js';
export {
  type DiscoveryFailedEvent,
  type InventoryEvent,
  type StoreDoneEvent,
  type StoreFailedEvent,
  type StoreStartedEvent,
} from './run/events.js';
export type * from './run/report.js';
export { type ObservedTimes } from './run/creation-times.js';
export { type Split, type SplitFilter } from './run/split.js';
export { type RunOutcome, type StoreOutcome } from './run/state.js';
export { type SplitStores } from './run/worker-pool.js';

// Read sets.
export { inventory, Inventory } from './read-sets/inventory.js';
export { type InventoryConfig, type InventoryInput } from './read-sets/inventory-config.js';
export { listReadSets, type ListReadSetsConfig, type ListReadSetsInput } from './read-sets/list-read-sets.js';
export {
  listSequenceStores,
  type ListSequenceStoresConfig,
  type ListSequenceStoresInput,
} from './read-sets/list-sequence-stores.js';
export {
  planInventory,
  type PlanInventoryConfig,
  type PlanInventoryInput,
} from './read-sets/plan-inventory.js';
export { readSplit, type ReadSplitConfig } from './read-sets/read-split.js';

// Sinks: files and streams.
export {
  writeCsv,
  writeNdjson,
  writeRows,
  type WriteCsvOptions,
  type WriteNdjsonOptions,
} from './sinks/write-rows.js';
export { type CheckpointedSinkOptions, type SinkOptions, type WrittenRows } from './sinks/sink-options.js';
export {
  writePartitioned,
  type WritePartitionedOptions,
  type WrittenPartitions,
} from './sinks/write-partitioned.js';
export { type Partition, type WrittenPartition } from './sinks/partition-files.js';
export { type IncompleteOutput, type SinkTarget } from './sinks/destination.js';
export { type RowSource } from './sinks/read-rows.js';
export {
  csvFormat,
  ndjsonFormat,
  type CsvOptions,
  type NdjsonOptions,
  type RowEncoder,
  type RowFormat,
} from './sinks/formats.js';
export { READ_SET_FIELDS, valueAt } from './sinks/fields.js';

// Analysis.
export { analyze, type Reducer, type Reduction, type Results, type Stream } from './analysis/reducer.js';
export { type ReadSetLike } from './analysis/read-set-like.js';
export {
  summarize,
  summary,
  SUMMARY_FIELDS,
  type FieldValue,
  type Summary,
  type SummaryField,
  type SummaryGroup,
  type SummaryOptions,
} from './analysis/summary.js';
export { type Sums } from './analysis/totals.js';
export {
  duplicates,
  findDuplicates,
  type DuplicateGroup,
  type Duplicates,
  type RedundantReadSets,
} from './analysis/duplicates.js';
export { LazyList } from './analysis/lazy-list.js';
export { type DuplicateReadSet } from './analysis/read-set-table.js';
export {
  findIssues,
  issues,
  type Issue,
  type IssueKind,
  type Issues,
  type IssuesOptions,
  type ReadSetIssue,
  type SampleIssue,
} from './analysis/issues.js';
export { cost, estimateCost, type CostEstimate, type CostRates, type StatusCost } from './analysis/cost.js';

// Errors.
export {
  CheckpointError,
  HealthOmicsStreamsError,
  InvalidOptionError,
  LoopbackHostPrefixError,
  OutputError,
  RejectedTokenError,
  RepeatedTokenError,
  RequestFailedError,
  RequestTimeoutError,
  SourcesFailedError,
  UnreadableResponseError,
  type CheckpointProblem,
  type ErrorCode,
  ListError,
  type ListPlace,
  type OptionProblem,
  type SourceFailure,
} from './errors.js';
