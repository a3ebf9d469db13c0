import type {
  ReadSetFilter,
  ReadSetListItem,
  SequenceStoreDetail,
  SequenceStoreFilter,
} from '@aws-sdk/client-omics';
import { defined } from '../options/defined.js';
import type { Problems } from '../options/problems.js';
import { ALWAYS, compileCondition, oneOfTest, rangeTest, type Condition } from './condition.js';
import { FIELDS, MEMBER_FIELDS, type Field } from './fields.js';

/** A filter of the service in two parts: the filter to send, and the predicate that checks every item. */
export interface CompiledFilter<Filter, Item> {
  /** The filter to send. It may let more items through than the caller's filter, never fewer. */
  readonly sent: Filter | undefined;
  /** Whether an item satisfies the filter as the caller wrote it. */
  readonly accepts: (item: Item) => boolean;
}

/** The longest string in a filter, from the service's model. */
export const MAX_LENGTH = 127;

/**
 * The service does not document whether its time bounds are inclusive, or their precision. Requests widen a range by
 * this much at both ends, and the predicate drops the surplus.
 */
export const TIME_MARGIN_MS = 1000;

const FIRST_MS = Date.parse('0001-01-01');
const LAST_MS = Date.parse('9999-12-31');

/**
 * Returns a time bound as it is sent: earlier (-1) or later (1) by the margin. Returns `undefined` outside the years 1
 * to 9999, which the service cannot parse.
 */
export function widened(atMs: number, sign: -1 | 1): Date | undefined {
  const ms = atMs + sign * TIME_MARGIN_MS;
  return ms >= FIRST_MS && ms <= LAST_MS ? new Date(ms) : undefined;
}

const { name, status, creationTime } = FIELDS;
const updateTime: Field = { name: 'updateTime', kind: 'time' };
const CREATED = { createdAfter: creationTime, createdBefore: creationTime };
const UPDATED = { updatedAfter: updateTime, updatedBefore: updateTime };

/** The field that each member of a filter selects by. */
const READ_SET_MEMBERS = { ...MEMBER_FIELDS, ...CREATED };
const SEQUENCE_STORE_MEMBERS = { name, status, ...CREATED, ...UPDATED };

/** Checks and compiles a filter of read sets. Its condition makes it part of a plan. */
export function compileReadSetFilter(
  filter: ReadSetFilter | undefined,
  problems: Problems,
): CompiledFilter<ReadSetFilter, ReadSetListItem> & { readonly condition: Condition } {
  const arn: unknown = filter?.referenceArn;
  if (typeof arn === 'string' && arn !== '' && !arn.startsWith('arn:')) {
    problems.add('filter.referenceArn', "an ARN (arn:…) or '' for none", arn);
  }
  return compileFilter('filter', filter, READ_SET_MEMBERS, problems);
}

/** Checks and compiles a filter of sequence stores. */
export function compileSequenceStoreFilter(
  filter: SequenceStoreFilter | undefined,
  problems: Problems,
  option = 'filter',
): CompiledFilter<SequenceStoreFilter, SequenceStoreDetail> {
  return compileFilter(option, filter, SEQUENCE_STORE_MEMBERS, problems);
}

/** The predicate compares strings for equality and times as half-open ranges: `>= after`, `< before`. */
function compileFilter<Filter extends object>(
  option: string,
  filter: Filter | undefined,
  members: Readonly<Record<keyof Filter & string, Field>>,
  problems: Problems,
): CompiledFilter<Filter, object> & { readonly condition: Condition } {
  if (filter === undefined || !problems.members(option, filter, Object.keys(members))) {
    return { sent: undefined, accepts: () => true, condition: ALWAYS };
  }
  const sent = { ...filter };
  const tests = Object.entries<Field>(members).flatMap(([member, field]) => {
    const value: unknown = filter[member as keyof Filter];
    const position = { path: `${option}.${member}`, field };
    if (field.kind !== 'time') {
      problems.text(position.path, value, member === 'referenceArn' ? 0 : 1, MAX_LENGTH);
      return typeof value === 'string' ? [oneOfTest(position, [value])] : [];
    }
    problems.date(position.path, value);
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) return [];
    const isStart = member.endsWith('After');
    Object.assign(sent, { [member]: widened(value.getTime(), isStart ? -1 : 1) });
    return [rangeTest(position, isStart ? 'gte' : 'lt', value.getTime())];
  });
  const condition: Condition = { kind: 'and', of: tests };
  return { sent: defined(sent) as Filter, accepts: compileCondition(condition), condition };
}
