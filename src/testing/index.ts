export { startEmulator } from './emulator.js';
export type { Emulator, EmulatorClientConfig } from './emulator.js';
export type { EmulatorOptions } from './options.js';

export type { EmptyPages } from './empty-pages.js';
export type { FaultKind, Faults, FaultScope, RandomFaults, ScriptedFault } from './faults/fault.js';
export type { RequestEntry } from './history.js';
export type { Latency, LatencyRequest } from './latency.js';
export type { OperationName } from './model/service-model.js';
export type { PageRequest } from './operations/context.js';
export type { Quota, QuotaRule, SlidingWindowQuota, TokenBucketQuota } from './quota.js';
export type { FilterRules } from './stores/filter.js';
export type {
  EmulatorStore,
  EtagRecord,
  ReadSetOrder,
  ReadSetRecord,
  ReadSetSource,
  SequenceInformationRecord,
} from './stores/store.js';

export { generateReadSets } from './data/generate-read-sets.js';
export type { GenerateOptions } from './data/generate-read-sets.js';
export type { CreationTimes } from './data/creation-times.js';
export { loadHprcStores } from './data/hprc-stores.js';
export { loadReadSetsFile } from './data/read-sets-file.js';
