/**
 * Async iterables over AWS HealthOmics read sets: the public names, by stage.
 *
 * @module
 */

// Clients.
export * from './client/create-client.js';

// Requests: retries and rate limits.
export type { RetryOptions } from './request/backoff.js';
export type { RetryReason } from './request/classify-error.js';
export type { RequestOutcome } from './request/rate-controller.js';
export type { Permit, QuotaLimiter, RateLimiter, RateLimiterOptions } from './request/rate-limiter.js';
export { createRateLimiter } from './request/rate-limiter.js';

// One list, page by page.
export type {
  FailureEvent,
  ListEvent,
  PageEvent,
  PagingEvent,
  RequestEvent,
  RestartEvent,
  RetryEvent,
  ThrottleEvent,
} from './paging/events.js';
export { DIAGNOSTICS_CHANNELS } from './paging/events.js';
export type { PackedIds } from './paging/id-set.js';
export type { ListConfig } from './paging/list-config.js';
export type { Counts, Page } from './paging/page.js';
export { PagedAsyncIterable } from './paging/paged-async-iterable.js';

// Conditions.
export type * from './query/where.js';
export * from './query/explain.js';
export type { FilterAlternative, PlannedTest, WherePlan } from './query/plan-where.js';
export { planWhere } from './query/plan-where.js';
export { compileWhere } from './query/read-set-query.js';
export type { FilterMember } from './query/fields.js';
export type { FilterValue, Pushdown, ReadStrategy } from './query/strategy.js';

// Streams: merging and operators.
export * from './streams/fan-out.js';
export type { OpenContext } from './streams/merge.js';
export * from './streams/operators.js';

// Runs: splits, checkpoints, reports and events.
export type {
  Checkpoint,
  CheckpointOutput,
  ClientCheckpoint,
  ClientSplit,
  StoreCheckpoint,
} from './run/checkpoint.js';
export type { CheckpointStore } from './run/checkpoint-store.js';
export { fileCheckpointStore } from './run/checkpoint-store.js';
export type {
  DiscoveryFailedEvent,
  InventoryEvent,
  StoreDoneEvent,
  StoreFailedEvent,
  StoreStartedEvent,
} from './run/events.js';
export type {
  InventoryReport,
  PlanReport,
  ReportedError,
  StoreReport,
  StrategyReport,
} from './run/projections.js';
export type { ObservedTimes } from './run/creation-times.js';
export type { Split, SplitFilter } from './run/split.js';
export type { RunOutcome, StoreOutcome } from './run/state.js';
export type { SplitStores } from './run/settings.js';

// Read sets.
export { inventory, Inventory } from './read-sets/inventory.js';
export type { InventoryConfig, InventoryInput } from './read-sets/inventory-config.js';
export * from './read-sets/list-read-sets.js';
export * from './read-sets/list-sequence-stores.js';
export * from './read-sets/plan-inventory.js';
export * from './read-sets/read-split.js';

// Sinks: files and streams.
export * from './sinks/write-rows.js';
export type { CheckpointedSinkOptions, SinkOptions, WrittenRows } from './sinks/sink-options.js';
export * from './sinks/write-partitioned.js';
export type { Partition, WrittenPartition } from './sinks/partition-files.js';
export type { IncompleteOutput, SinkTarget } from './sinks/destination.js';
export type { RowSource } from './sinks/read-rows.js';
export type { CsvOptions, NdjsonOptions, RowEncoder, RowFormat } from './sinks/formats.js';
export { csvFormat, ndjsonFormat } from './sinks/formats.js';
export { READ_SET_FIELDS, valueAt } from './sinks/fields.js';

// Analysis.
export type { Reducer, Reduction, Results, Stream } from './analysis/reducer.js';
export { analyze } from './analysis/reducer.js';
export type { ReadSetLike } from './analysis/read-set-like.js';
export type { FieldValue, Summary, SummaryField, SummaryGroup, SummaryOptions } from './analysis/summary.js';
export { summarize, summary, SUMMARY_FIELDS } from './analysis/summary.js';
export type { Sums } from './analysis/totals.js';
export * from './analysis/duplicates.js';
export * from './analysis/lazy-list.js';
export type { DuplicateReadSet } from './analysis/read-set-table.js';
export * from './analysis/issues.js';
export * from './analysis/cost.js';

// Errors.
export * from './errors.js';
