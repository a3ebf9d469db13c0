import type { ReadSetFilter } from '@aws-sdk/client-omics';
import type { WalkValue } from '../pushdown/choose-walks.js';
import type { ReadSetWhere } from '../where/read-set-where.js';

/** What remains to be read of one walk of one store, in plain JSON: another process, or machine, can read it. */
export interface Split {
  /** The Region of the store. */
  readonly region: string;
  readonly sequenceStoreId: string;
  /** Which read sets: the service's filter, its times in ISO 8601. */
  readonly filter?: SplitFilter;
  /** Which of them: a condition, its times in ISO 8601. */
  readonly where?: ReadSetWhere;
  /** The split owns read sets of this value alone, where a store is walked once for each of several values. */
  readonly value?: WalkValue;
  /** The split owns read sets created at this time or later, ISO 8601; absent for those from the beginning. */
  readonly createdAfter?: string;
  /** The split owns read sets created before this time, ISO 8601; absent for those to the end. */
  readonly createdBefore?: string;
  /** The token of the page to go on with; absent at the start. */
  readonly nextToken?: string;
  /** The ids of that page that were delivered. */
  readonly delivered?: readonly string[];
  /** What the walk has seen so far; it helps to cut the split where its token is no longer taken. */
  readonly seen?: SeenTimes;
}

/** The service's filter of read sets with its times in ISO 8601. */
export type SplitFilter = {
  readonly [Member in keyof ReadSetFilter]?: string;
};

/** A filter in plain JSON. */
export function filterInJson(filter: ReadSetFilter): SplitFilter {
  return JSON.parse(JSON.stringify(filter)) as SplitFilter;
}

/** What a walk has seen of creation times. */
export interface SeenTimes {
  /** The earliest, ISO 8601. */
  readonly from: string;
  /** The latest, ISO 8601. */
  readonly to: string;
  /** About as many were created before it as after it, ISO 8601. */
  readonly middle: string;
  /** Whether every read set so far came in order of creation time. */
  readonly order: 'ascending' | 'descending' | 'none';
}
