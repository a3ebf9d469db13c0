import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import type { Problems } from '../options/problems.js';
import { ALWAYS, compileCondition, narrow, oneOfTest, type Condition } from './condition.js';
import { FIELDS, MEMBER_FIELDS } from './fields.js';
import { parseWhere } from './parse-where.js';
import { planCondition } from './plan-where.js';
import { compileReadSetFilter, type CompiledFilter } from './filter.js';
import { applyPushdown, PUSHDOWNS, type FilterValue, type PlannedQuery, type Pushdown } from './strategy.js';
import type { ReadSetWhere } from './where.js';

/**
 * Compiles a condition into a predicate. The condition is copied. In a read set parsed from JSON, the creation time may
 * be an ISO 8601 string.
 *
 * @throws {InvalidOptionError} with every problem of the condition, by path
 *
 * @example
 * ```ts
 * const isLarge = compileWhere({ 'sequenceInformation.totalBaseCount': { gte: 30e9 } });
 * const large = listReadSets({ client }, { sequenceStoreId: '1234567890' }).pipe(filter(isLarge));
 * for await (const readSet of large) console.log(readSet.id, readSet.sequenceInformation?.totalBaseCount);
 * ```
 */
export function compileWhere(where: ReadSetWhere): (readSet: ReadSetListItem) => boolean {
  return compileCondition(parseWhere(where));
}

/** A compiled filter and condition: a plan, the filter of one list with all read sets, and the predicate. */
export interface ReadSetQuery extends CompiledFilter<ReadSetFilter, ReadSetListItem>, PlannedQuery {
  /** Returns `false` for a store whose id the condition rules out. That store is not read. */
  readonly admitsStore: (sequenceStoreId: string) => boolean;
  /** Whether the condition has several values of the member, and this is one of them. */
  readonly admitsValue: (value: FilterValue) => boolean;
}

/** Checks a filter and a condition, of which both must hold, and plans them as one. The filter is always sent. */
export function compileQuery(
  { filter, where }: { filter?: ReadSetFilter | undefined; where?: ReadSetWhere | undefined },
  pushdown: Pushdown = 'auto',
  problems: Problems,
): ReadSetQuery {
  problems.oneOf('pushdown', pushdown, PUSHDOWNS);
  const compiled = compileReadSetFilter(filter, problems);
  const condition = where === undefined ? ALWAYS : parseWhere(where, problems);
  const both: Condition = { kind: 'and', of: [compiled.condition, condition] };
  const plan = applyPushdown(planCondition(both), pushdown, compiled.sent);
  const domains = narrow(both);
  const stores = narrow(condition)?.get(FIELDS.sequenceStoreId);
  return {
    plan,
    pushdown,
    admitsValue: ({ member, value }) => domains?.get(MEMBER_FIELDS[member])?.values?.has(value) === true,
    admitsStore: (id) => stores === undefined || stores.admits(id),
    sent: Object.keys(plan.serviceFilter).length === 0 ? undefined : plan.serviceFilter,
    accepts: compileCondition(both),
  };
}

/**
 * Narrows a filter to one value of a member, service-side and client-side. The lists of several values then stay disjoint
 * even if the service ignores the filter.
 */
export function narrowToValue(
  filter: CompiledFilter<ReadSetFilter, ReadSetListItem>,
  narrowedTo: FilterValue | undefined,
): CompiledFilter<ReadSetFilter, ReadSetListItem> {
  if (narrowedTo === undefined) return filter;
  const { member, value } = narrowedTo;
  const hasValue = compileCondition(oneOfTest({ path: member, field: MEMBER_FIELDS[member] }, [value]));
  return {
    sent: { ...filter.sent, [member]: value },
    accepts: (readSet) => hasValue(readSet) && filter.accepts(readSet),
  };
}

/** The same query, always read as one list: several lists would need the received ids to drop duplicates. */
export function asOneList(query: ReadSetQuery, splitStores: unknown, problems: Problems): ReadSetQuery {
  const { pushdown, plan } = query;
  if (pushdown === 'always') {
    problems.add('pushdown', "'auto' or 'never' with `deduplicate: false`", pushdown);
  }
  if (typeof splitStores === 'number') {
    problems.add('splitStores', "'auto' or 'never' with `deduplicate: false`", splitStores);
  }
  return { ...query, plan: { ...plan, alternatives: [] } };
}
