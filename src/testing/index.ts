export { startEmulator, type Emulator, type EmulatorClientConfig } from './emulator.js';
export type { EmptyPages, EmulatorOptions, Latency } from './options.js';

export type { ErrorDetails, FaultKind, Faults, FaultScope, RandomFaults, ScriptedFault } from './faults.js';
export type { FilterRules } from './filter.js';
export type { InvalidItem } from './invalid-items.js';
export type { RequestEntry } from './history.js';
export type { Quota, QuotaRule, SlidingWindowQuota, TokenBucketQuota } from './quota.js';
export type { LatencyRequest, OperationName, PageRequest } from './service-model.js';
export type {
  EmulatorStore,
  EtagRecord,
  ReadSetOrder,
  ReadSetRecord,
  ReadSetSource,
  SequenceInformationRecord,
  StoreChange,
} from './stores.js';

export { generateReadSets, type CreationTimes, type GenerateOptions } from './generate-read-sets.js';
export { loadHprcStores, loadReadSetsFile } from './load-stores.js';
