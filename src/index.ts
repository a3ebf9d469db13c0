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
export { type Outcome } from './request/pace.js';
export { type RetryReason } from './request/classify-error.js';

// One walk.
export { type Page } from './pages/page.js';
export { PagedAsyncIterable } from './pages/paged-async-iterable.js';

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
export { inventory, Inventory } from './read-sets/inventory.js';
export { type InventoryConfig, type InventoryInput } from './read-sets/inventory-options.js';
export {
  type Counts,
  type InventoryReport,
  type ReportedError,
  type StoreOutcome,
  type StoreReport,
} from './read-sets/report.js';
export { type ListConfig } from './read-sets/list-config.js';
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
} from './read-sets/events.js';

// What is told to who watches.
export { DIAGNOSTICS_CHANNELS, type FailureMessage, type RequestMessage } from './read-sets/diagnostics.js';

// Operators on one stream.
export * from './operators/index.js';

// What is found out about many read sets in one pass.
export { analyse, type Reducer, type Reduction, type Results, type Stream } from './analysis/reducer.js';
export {
  READ_SET_FIELDS,
  type FieldValue,
  type ReadSetField,
  type ReadSetLike,
} from './analysis/read-set-fields.js';
export {
  summarize,
  summary,
  type Summary,
  type SummaryGroup,
  type SummaryOptions,
} from './analysis/summary.js';
export { type Sums } from './analysis/totals.js';
export { duplicates, findDuplicates, type Duplicates } from './analysis/duplicates.js';
export { DuplicateGroups, type DuplicateGroup } from './analysis/duplicate-groups.js';
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
  HealthOmicsStreamsError,
  InvalidOptionError,
  LoopbackHostPrefixError,
  RejectedTokenError,
  RepeatedTokenError,
  RequestFailedError,
  RequestTimeoutError,
  SourcesFailedError,
  UnreadableResponseError,
  type ErrorCode,
  ListError,
  type FailedRequest,
  type ListPlace,
  type SourceFailure,
} from './errors.js';
