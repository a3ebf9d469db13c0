import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { defined } from '../options/defined.js';
import type { Check, Checks } from '../options/problems.js';
import { checkStoreId, readSetsOperation } from '../paging/operations.js';
import type { ListOperation } from '../paging/page.js';
import { MEMBER_FIELDS } from '../query/fields.js';
import { narrowToValue, type ReadSetQuery } from '../query/read-set-query.js';
import type { FilterValue } from '../query/strategy.js';
import type { ReadSetWhere } from '../query/where.js';
import { timeMs } from '../text/iso-time.js';
import { narrowToTimes, type CreationTimes, type ObservedTimes } from './creation-times.js';

/** What remains to be read of one list of a store, as JSON. Any process on any machine can read it. */
export interface Split {
  /** The Region of the store. */
  readonly region: string;
  readonly sequenceStoreId: string;
  /** The service's filter, with times in ISO 8601. */
  readonly filter?: SplitFilter;
  /** The condition, with times in ISO 8601. */
  readonly where?: ReadSetWhere;
  /** Narrows the split to one value, if the store is read as one list per value. */
  readonly value?: FilterValue;
  /** Narrows the split to read sets created at this time or later, ISO 8601. */
  readonly createdAfter?: string;
  /** Narrows the split to read sets created before this time, ISO 8601. */
  readonly createdBefore?: string;
  /** The token of the next page to read; absent at the start. */
  readonly nextToken?: string;
  /** The ids of that page that were delivered. */
  readonly delivered?: readonly string[];
  /** The creation times observed so far. They help to cut the split if its token is rejected. */
  readonly observed?: ObservedTimes;
}

type SplitTimes = Pick<Split, 'createdAfter' | 'createdBefore'>;

/** The service's filter of read sets, with times in ISO 8601. */
export type SplitFilter = {
  readonly [Member in keyof ReadSetFilter]?: string;
};

/** Converts a filter to JSON. */
export function filterToJson(filter: ReadSetFilter): SplitFilter {
  return JSON.parse(JSON.stringify(filter)) as SplitFilter;
}

/** The creation times of a split whose bounds are checked. */
export function timesOf({ createdAfter, createdBefore }: SplitTimes): CreationTimes {
  return { afterMs: timeMs(createdAfter) ?? -Infinity, beforeMs: timeMs(createdBefore) ?? Infinity };
}

/** The bounds of creation times as a split has them. */
export function timesToJson({ afterMs, beforeMs }: CreationTimes): SplitTimes {
  return defined({ createdAfter: isoTime(afterMs), createdBefore: isoTime(beforeMs) });
}

/** ListReadSets of a split, without the read sets that an earlier run delivered. */
export function splitOperation(
  sequenceStoreId: string,
  query: ReadSetQuery,
  { value, times, deliveredBefore }: ListedSplit,
  pageSize: number,
): ListOperation<ReadSetListItem> {
  const filter = narrowToTimes(narrowToValue(query, value), times);
  const operation = readSetsOperation(sequenceStoreId, filter, pageSize);
  return {
    ...operation,
    accepts: (readSet) => operation.accepts(readSet) && !deliveredBefore.has(readSet.id ?? ''),
  };
}

interface ListedSplit {
  readonly value: FilterValue | undefined;
  readonly times: CreationTimes;
  readonly deliveredBefore: ReadonlySet<string>;
}

/** A time in ISO 8601, unless it is unknown or infinite. */
export function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined || !Number.isFinite(ms) ? undefined : new Date(ms).toISOString();
}

/** Checks an optional time. */
export const checkTime: Check = (problems, name, value) => {
  if (value === undefined || (typeof value === 'string' && timeMs(value) !== undefined)) return;
  problems.add(name, "an ISO 8601 time such as '2024-06-30T12:00:00Z'", value);
};

/** The check of each member of a split. A split of a checkpoint also has `client`. */
export const SPLIT_CHECKS: Checks<Split & { client?: number }> = {
  region: (problems, name, value) => problems.text(name, value, 0, 100),
  sequenceStoreId: checkStoreId,
  filter: () => undefined, // checked when it is compiled
  where: () => undefined,
  value: (problems, name, split) => {
    const { member, value } = Object(split) as Partial<Record<string, unknown>>;
    const isMember = typeof member === 'string' && Object.hasOwn(MEMBER_FIELDS, member);
    if (split === undefined || (isMember && typeof value === 'string')) return;
    problems.add(name, 'a member of the filter and its value', split);
  },
  createdAfter: checkTime,
  createdBefore: checkTime,
  nextToken: (problems, name, value) => problems.text(name, value, 1, 6144),
  delivered: (problems, name, ids) => {
    if (ids === undefined || (Array.isArray(ids) && ids.every((id) => typeof id === 'string'))) return;
    problems.add(name, 'an array of ids', ids);
  },
  observed: () => undefined,
  client: () => undefined,
};
