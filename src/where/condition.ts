import { compileGlob, literalOf } from './glob.js';
import type { ReadSetField } from './read-set-where.js';

/** A condition once it is checked and copied: a tree over tests of single fields. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | FieldTest;

/** A word or a number; a time is its milliseconds. */
export type Scalar = string | number;

export type RangeOperator = 'gte' | 'gt' | 'lte' | 'lt';

export const RANGE_OPERATORS: readonly RangeOperator[] = ['gte', 'gt', 'lte', 'lt'];

/** One operator on one field. */
export interface FieldTest {
  readonly kind: 'test';
  /** Where it stands: `where.or[0].status`. */
  readonly path: string;
  readonly field: ReadSetField;
  readonly operator: RangeOperator | 'in' | 'like' | 'missing' | 'present';
  /** What `in` compares with; of a range, its one bound. */
  readonly values: readonly Scalar[];
  /** What is asked, for people: `>= 30000000000`. */
  readonly text: string;
  /** Whether a value passes; `undefined` is a missing one. */
  readonly holds: (value: unknown) => boolean;
}

type Place = Pick<FieldTest, 'path' | 'field'>;

/** The field equals one of the values. An empty `referenceArn` is that of a read set without one. */
export function oneOfTest(place: Place, values: readonly Scalar[], text: string): FieldTest {
  const missing = place.field === 'referenceArn' && values.includes('');
  const set = new Set<unknown>(missing ? values.filter((value) => value !== '') : values);
  return {
    kind: 'test',
    ...place,
    operator: 'in',
    values: [...set] as Scalar[],
    text,
    holds: (value) => (value === undefined ? missing : set.has(value)),
  };
}

const COMPARE: Readonly<Record<RangeOperator, { sign: string; holds: (a: number, b: number) => boolean }>> = {
  gte: { sign: '>=', holds: (a, b) => a >= b },
  gt: { sign: '>', holds: (a, b) => a > b },
  lte: { sign: '<=', holds: (a, b) => a <= b },
  lt: { sign: '<', holds: (a, b) => a < b },
};

/** The field lies on this side of a bound. */
export function rangeTest(place: Place, operator: RangeOperator, bound: number, shown: string): FieldTest {
  const { sign, holds } = COMPARE[operator];
  return {
    kind: 'test',
    ...place,
    operator,
    values: [bound],
    text: `${sign} ${shown}`,
    holds: (value) => typeof value === 'number' && holds(value, bound),
  };
}

/** The field matches a glob; one without wildcards is an equality. */
export function likeTest(place: Place, pattern: string): FieldTest {
  const text = `like ${JSON.stringify(pattern)}`;
  const literal = literalOf(pattern);
  if (literal !== undefined && literal !== '') return oneOfTest(place, [literal], text);
  const matches = compileGlob(pattern);
  const holds = (value: unknown): boolean => typeof value === 'string' && matches(value);
  return { kind: 'test', ...place, operator: 'like', values: [], text, holds };
}

/** The field has no value, or has one. */
export function presenceTest(place: Place, operator: 'missing' | 'present'): FieldTest {
  const holds = (value: unknown): boolean => (value === undefined) === (operator === 'missing');
  return { kind: 'test', ...place, operator, values: [], text: operator, holds };
}
