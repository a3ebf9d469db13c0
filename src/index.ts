/**
 * Async iterables over AWS HealthOmics read sets: the public names, in the order of the flow.
 *
 * @module
 */

// A client that fits.
export { createClient, type CreateClientOptions } from './client/create-client.js';

// One request done well.
export { type RetryOptions } from './request/retry-options.js';
export { createRateLimiter, type RateLimiter, type RateLimiterOptions } from './request/rate-limiter.js';
export { type Lane, type Turn } from './request/lane.js';
export { type RequestOutcome } from './request/pace.js';
export { type RetryReason } from './request/classify-error.js';

// One walk.
export { type Page } from './pages/page.js';
export { PagedAsyncIterable } from './pages/paged-async-iterable.js';

// Which read sets.
export {
  type NumberCondition,
  type PresenceTest,
  type RangeTest,
  type ReadSetField,
  type ReadSetWhere,
  type TextCondition,
  type TextTest,
  type TimeCondition,
  type TimeValue,
} from './where/read-set-where.js';
export { type WordMember } from './where/fields.js';
export { type Pushdown, type WalkChoice, type WalkValue } from './pushdown/choose-walks.js';
export { compileWhere } from './where/compile-where.js';
export { planWhere, type PlannedTest, type WalkAlternative, type WherePlan } from './pushdown/plan-where.js';
export { explain, explainPlan, type ExplainablePlan } from './pushdown/explain.js';

// Many sources.
export { fanOut, type FanOutOptions } from './fan-out/fan-out.js';
export { type OpenContext } from './fan-out/merge-sources.js';

// Read sets.
export { listReadSets, type ListReadSetsConfig, type ListReadSetsInput } from './read-sets/list-read-sets.js';
export {
  listSequenceStores,
  type ListSequenceStoresConfig,
  type ListSequenceStoresInput,
} from './read-sets/list-sequence-stores.js';
export { type SplitStores } from './walks/split-stores.js';
export { inventory, Inventory } from './inventory/inventory.js';
export { type InventoryConfig, type InventoryInput } from './inventory/inventory-options.js';
export { type Counts } from './pages/counts.js';
export {
  type InventoryReport,
  type PlanReport,
  type ReportedError,
  type StoreOutcome,
  type StoreReport,
  type StoreWalkReport,
} from './report/report.js';
export { type ListConfig } from './lists/list-config.js';
export {
  type DiscoveryFailedEvent,
  type InventoryEvent,
  type ListEvent,
  type PageEvent,
  type RestartEvent,
  type RetryEvent,
  type StoreDoneEvent,
  type StoreFailedEvent,
  type StoreStartedEvent,
  type ThrottleEvent,
} from './lists/events.js';

// Finishing what was started.
export {
  type Checkpoint,
  type CheckpointOutput,
  type ClientCheckpoint,
  type ClientSplit,
  type StoreCheckpoint,
} from './checkpoint/checkpoint.js';
export { type CheckpointStore } from './checkpoint/checkpoint-store.js';
export { fileCheckpointStore } from './checkpoint/file-checkpoint-store.js';
export {
  planInventory,
  type PlanInventoryConfig,
  type PlanInventoryInput,
} from './inventory/plan-inventory.js';
export { readSplit, type ReadSplitConfig } from './read-sets/read-split.js';
export { type SeenTimes, type Split, type SplitFilter } from './splits/split.js';
export { type PackedIds } from './splits/delivered-ids.js';

// What is told to who watches.
export { DIAGNOSTICS_CHANNELS, type FailureMessage, type RequestMessage } from './lists/diagnostics.js';

// Operators on one stream.
export * from './operators/index.js';

// Where rows go.
export { writeNdjson, type WriteNdjsonOptions } from './sinks/write-ndjson.js';
export { writeCsv, type WriteCsvOptions } from './sinks/write-csv.js';
export { writeRows } from './sinks/write-rows.js';
export {
  type CheckpointedSinkOptions,
  type IncompleteOutput,
  type SinkOptions,
  type WrittenRows,
} from './sinks/sink-options.js';
export {
  writePartitioned,
  type WritePartitionedOptions,
  type WrittenPartitions,
} from './sinks/write-partitioned.js';
export { type WrittenPartition } from './sinks/partition-files.js';
export { type Partition } from './sinks/partition.js';
export { type SinkTarget } from './sinks/open-destination.js';
export { type RowSource } from './sinks/pull-rows.js';
export { type Abandoned } from './sinks/destination.js';
export { ndjsonFormat, type NdjsonOptions } from './sinks/ndjson-format.js';
export { csvFormat, type CsvOptions } from './sinks/csv-format.js';
export { type RowEncoder, type RowFormat } from './sinks/row-format.js';
export { READ_SET_FIELDS } from './rows/read-set-fields.js';
export { valueAt } from './rows/value-at.js';

// What is found out about many read sets in one pass.
export { analyze, type Reducer, type Reduction, type Results, type Stream } from './analysis/reducer.js';
export { type ReadSetLike } from './analysis/read-set-like.js';
export { SUMMARY_FIELDS, type FieldValue, type SummaryField } from './analysis/summary-fields.js';
export {
  summarize,
  summary,
  type Summary,
  type SummaryGroup,
  type SummaryOptions,
} from './analysis/summary.js';
export { type Sums } from './analysis/totals.js';
export { duplicates, findDuplicates } from './analysis/duplicates.js';
export { type Duplicates } from './analysis/duplicate-finder.js';
export { type DuplicateGroup } from './analysis/duplicate-groups.js';
export { LazyList } from './analysis/lazy-list.js';
export { type ReadSetPlace } from './analysis/read-set-places.js';
export {
  findIssues,
  issues,
  type Issue,
  type IssueKind,
  type Issues,
  type IssuesOptions,
} from './analysis/issues.js';
export { type ReadSetIssue } from './analysis/read-set-issues.js';
export { type SampleIssue } from './analysis/sample-subjects.js';
export { cost, estimateCost, type CostEstimate, type CostRates, type StatusCost } from './analysis/cost.js';

// What goes wrong.
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
  type FailedRequest,
  type ListPlace,
  type OptionProblem,
  type SourceFailure,
} from './errors.js';
