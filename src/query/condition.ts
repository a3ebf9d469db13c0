import { compileGlob, literalOf } from '../text/glob.js';
import { fieldReader, type Field } from './fields.js';

/** A parsed condition: a tree whose leaves each test one field. A `not` negates the tests below it. */
export type Condition = { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] } | FieldTest;

/** A condition that always holds. */
export const ALWAYS: Condition = { kind: 'and', of: [] };

/** A text or a number. A time is a number of milliseconds. */
export type Scalar = string | number;

/** The values that a field can have where a condition holds. A missing value is `undefined`. */
export interface Domain {
  /** Returns `false` for a value that the field cannot have. */
  readonly admits: (value: unknown) => boolean;
  /** All values that the field can have, if they can be listed. */
  readonly values: ReadonlySet<Scalar | undefined> | undefined;
  /** The smallest and the largest number that the field can have. */
  readonly min: number;
  readonly max: number;
}

/** The position of a test in a condition. */
export interface Position {
  /** `where.or[0].status` */
  readonly path: string;
  readonly field: Field;
  readonly negated?: boolean;
}

/** One operator on one field: the values of the field that pass, and how to explain it. */
export interface FieldTest extends Domain, Pick<Position, 'path' | 'field'> {
  readonly kind: 'test';
  /** The test for people: `status not "ACTIVE"`. */
  readonly text: string;
  /** The reason to give if the service cannot filter by the domain. */
  readonly reason: string;
}

/** Compiles a condition into a predicate. */
export function compileCondition(condition: Condition): (item: object) => boolean {
  if (condition.kind === 'test') {
    const { admits } = condition;
    const valueOf = fieldReader(condition.field);
    return (item) => admits(valueOf(item));
  }
  const parts = condition.of.map(compileCondition);
  return condition.kind === 'and'
    ? (item) => parts.every((holds) => holds(item))
    : (item) => parts.some((holds) => holds(item));
}

/** The tests of a condition, in order. */
export function testsOf(condition: Condition): readonly FieldTest[] {
  return condition.kind === 'test' ? [condition] : condition.of.flatMap(testsOf);
}

function fieldTest(
  { path, field, negated }: Position,
  text: string,
  admits: Domain['admits'],
  domain: Partial<Domain>,
  reason = 'the service cannot exclude values',
): FieldTest {
  const isFilterable = field.member !== undefined || field.kind === 'time';
  return {
    kind: 'test',
    path,
    field,
    text: `${field.name} ${negated ? 'not ' : ''}${text}`,
    values: undefined,
    min: -Infinity,
    max: Infinity,
    ...domain,
    admits: negated ? (value) => !admits(value) : admits,
    reason: isFilterable ? reason : `the service has no filter for ${field.name}`,
  };
}

/** The field equals one of the values. For `referenceArn`, the empty string stands for a missing value. */
export function oneOfTest(position: Position, values: readonly Scalar[], text?: string): FieldTest {
  const { field, negated } = position;
  const emptyIsMissing = field.name === 'referenceArn';
  const domain = listedDomain(values.map((value) => (emptyIsMissing && value === '' ? undefined : value)));
  return fieldTest(position, text ?? listText(field, values), domain.admits, negated ? {} : domain);
}

/**
 * For each operator: its comparison, its opposite, and the end of the domain that it bounds. `step` is the distance in
 * milliseconds from the bound to the first time that passes.
 */
const RANGES = {
  gte: { sign: '>=', opposite: 'lt', end: 'min', step: 0, holds: (a: number, b: number) => a >= b },
  gt: { sign: '>', opposite: 'lte', end: 'min', step: 1, holds: (a: number, b: number) => a > b },
  lte: { sign: '<=', opposite: 'gt', end: 'max', step: 0, holds: (a: number, b: number) => a <= b },
  lt: { sign: '<', opposite: 'gte', end: 'max', step: -1, holds: (a: number, b: number) => a < b },
} as const;

export type RangeOperator = keyof typeof RANGES;

/** Compares the field with a bound. */
export function rangeTest(position: Position, operator: RangeOperator, bound: number): FieldTest {
  const { field, negated } = position;
  const { sign, opposite, holds } = RANGES[operator];
  const { end, step } = RANGES[negated ? opposite : operator];
  const admits = (value: unknown): boolean => typeof value === 'number' && holds(value, bound);
  const domain = { [end]: field.kind === 'time' ? bound + step : bound };
  return fieldTest(position, `${sign} ${valueText(field, bound)}`, admits, domain);
}

/** The field matches a glob. A glob without wildcards becomes an equality, which the service can filter. */
export function likeTest(position: Position, pattern: string): FieldTest {
  const text = `like ${JSON.stringify(pattern)}`;
  const literal = literalOf(pattern);
  if (literal !== undefined && literal !== '') return oneOfTest(position, [literal], text);
  const matches = compileGlob(pattern);
  const admits = (value: unknown): boolean => typeof value === 'string' && matches(value);
  const reason = position.negated ? undefined : 'the service cannot match patterns';
  return fieldTest(position, text, admits, {}, reason);
}

/** The field has no value, or has one. */
export function presenceTest(position: Position, operator: 'missing' | 'present'): FieldTest {
  const admits = (value: unknown): boolean => (value === undefined) === (operator === 'missing');
  const isMissing = admits(undefined) !== (position.negated ?? false);
  const domain = isMissing ? listedDomain([undefined]) : {};
  return fieldTest(position, operator, admits, domain, 'the service cannot filter by presence');
}

/** The number of values that the text of a test lists. */
const MAX_LISTED = 5;

function listText(field: Field, values: readonly Scalar[]): string {
  if (values.length === 0) return 'in an empty list';
  const listed = values.slice(0, MAX_LISTED).map((value) => valueText(field, value));
  return [...listed, ...(values.length > MAX_LISTED ? [`… (${values.length} values)`] : [])].join(' or ');
}

function valueText({ kind }: Field, value: Scalar): string {
  return kind === 'time' ? new Date(value).toISOString() : JSON.stringify(value);
}

/**
 * Returns the domain of each field that a condition limits, or `undefined` if no read set can satisfy it. A domain may be
 * too large, never too small. Adds to `reasons` why the service cannot filter by a test, if it cannot.
 */
export function narrow(
  condition: Condition,
  reasons = new Map<FieldTest, string>(),
): Map<Field, Domain> | undefined {
  if (condition.kind === 'test') {
    const { field, reason } = condition;
    if (!isFilterable(field, condition)) reasons.set(condition, reason);
    return isEmpty(condition) ? undefined : new Map([[field, condition]]);
  }
  const parts = condition.of.map((each) => narrow(each, reasons));
  const possible = parts.filter((part) => part !== undefined);
  const isAnd = condition.kind === 'and';
  if (isAnd ? possible.length < parts.length : possible.length === 0) return undefined;
  const domains = new Map<Field, Domain>();
  for (const field of new Set(possible.flatMap((part) => [...part.keys()]))) {
    const each = possible.flatMap((part) => part.get(field) ?? []);
    if (isAnd) domains.set(field, each.reduce(intersect));
    // A branch that does not limit the field lets it have any value.
    else if (each.length === possible.length) domains.set(field, unite(each));
  }
  if (isAnd) return [...domains.values()].some(isEmpty) ? undefined : domains;
  for (const [i, branch] of condition.of.entries()) {
    for (const test of testsOf(branch)) {
      const { field } = test;
      const domain = domains.get(field);
      if (parts[i] === undefined) reasons.set(test, 'no read set can satisfy this branch');
      else if (!reasons.has(test) && (domain === undefined || !isFilterable(field, domain)))
        reasons.set(test, `another branch has no ${field.name} test that the service can filter by`);
    }
  }
  return domains;
}

/** Whether the service can filter by a domain: a list of strings, or bounds of the creation time. */
export function isFilterable({ kind, member }: Field, { admits, values, min, max }: Domain): boolean {
  if (kind === 'time') return !admits(undefined) && (min > -Infinity || max < Infinity);
  if (member === undefined || values === undefined) return false;
  return !values.has(undefined) || member === 'referenceArn';
}

function listedDomain(listed: Iterable<Scalar | undefined>): Domain {
  const values = new Set(listed);
  const numbers = [...values].filter((value) => typeof value === 'number');
  return {
    admits: (value) => (values as ReadonlySet<unknown>).has(value),
    values,
    min: numbers.reduce((a, b) => Math.min(a, b), Infinity),
    max: numbers.reduce((a, b) => Math.max(a, b), -Infinity),
  };
}

function intersect(a: Domain, b: Domain): Domain {
  const admits = (value: unknown): boolean => a.admits(value) && b.admits(value);
  const min = Math.max(a.min, b.min);
  const max = Math.min(a.max, b.max);
  const listed = a.values ?? b.values ?? (min === max ? [undefined, min] : undefined);
  if (listed !== undefined) return listedDomain([...listed].filter(admits));
  return { admits, values: undefined, min, max };
}

/** The union of domains. Its bounds also cover the numbers between them. */
function unite(domains: readonly Domain[]): Domain {
  const listed = domains.flatMap(({ values }) => (values === undefined ? [] : [values]));
  if (listed.length === domains.length) return listedDomain(listed.flatMap((values) => [...values]));
  return {
    admits: (value) => domains.some((domain) => domain.admits(value)),
    values: undefined,
    min: domains.reduce((least, { min }) => Math.min(least, min), Infinity),
    max: domains.reduce((most, { max }) => Math.max(most, max), -Infinity),
  };
}

function isEmpty({ admits, values, min, max }: Domain): boolean {
  return values === undefined ? min > max && !admits(undefined) : values.size === 0;
}
