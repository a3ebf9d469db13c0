import type { OperationName } from '../model/service-model.js';
import type { FilterRules } from '../stores/filter.js';
import type { StoredStore } from '../stores/stored-store.js';
import type { TokenCodec } from '../tokens.js';

/** Where a page is in a walk: what decides whether it is empty. */
export interface PageRequest {
  readonly operation: OperationName;
  /** Undefined for ListSequenceStores. */
  readonly sequenceStoreId: string | undefined;
  /** From 1. */
  readonly page: number;
}

/** What the operations answer from. */
export interface ServiceContext {
  readonly region: string;
  readonly accountId: string;
  readonly stores: ReadonlyMap<string, StoredStore>;
  readonly rules: FilterRules;
  readonly tokens: TokenCodec;
  /** Whether a page of a walk is empty. `scope` tells walks of different filters apart. */
  isEmptyPage(page: PageRequest, scope: string): boolean;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}
