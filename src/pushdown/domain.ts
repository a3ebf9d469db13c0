import type { FieldTest, RangeOperator, Scalar } from '../where/condition.js';

/** What a field can be where a condition holds: never less than that, sometimes more. */
export interface Domain {
  /** Whether it can be missing. */
  readonly missing: boolean;
  /** The only values it can have; `undefined` where they cannot be listed. */
  readonly values: ReadonlySet<Scalar> | undefined;
  /** The least and the greatest number it can be. */
  readonly min: number;
  readonly max: number;
  /** `false` for a value that it cannot be. */
  readonly admits: (value: Scalar) => boolean;
}

const NEGATED: Readonly<Record<RangeOperator, RangeOperator>> = {
  gte: 'lt',
  gt: 'lte',
  lte: 'gt',
  lt: 'gte',
};

/** The values that pass a test, or that do not. */
export function domainOf({ operator, values, holds, field }: FieldTest, negated: boolean): Domain {
  const missing = holds(undefined) !== negated;
  const admits = (value: Scalar): boolean => holds(value) !== negated;
  const open = { missing, values: undefined, min: -Infinity, max: Infinity, admits };
  switch (operator) {
    case 'in':
      return negated ? open : bounded({ ...open, values: new Set(values) });
    case 'missing':
    case 'present':
      return missing ? { ...open, values: new Set() } : { ...open, admits: () => true };
    case 'like':
      return open;
    default: {
      const [bound] = values;
      if (typeof bound !== 'number') return open;
      const side = negated ? NEGATED[operator] : operator;
      // times are whole milliseconds, so an open bound of one is the closed one next to it
      const step = field === 'creationTime' && (side === 'gt' || side === 'lt') ? 1 : 0;
      return side === 'gte' || side === 'gt'
        ? { ...open, min: bound + step }
        : { ...open, max: bound - step };
    }
  }
}

/** What is in both. */
export function intersect(a: Domain, b: Domain): Domain {
  return bounded({
    missing: a.missing && b.missing,
    values: a.values ?? b.values,
    min: Math.max(a.min, b.min),
    max: Math.min(a.max, b.max),
    admits: (value) => a.admits(value) && b.admits(value),
  });
}

/** What is in any of them, and what lies between. */
export function unite(domains: readonly Domain[]): Domain {
  const listed = domains.flatMap(({ values }) => (values === undefined ? [] : [values]));
  return {
    missing: domains.some(({ missing }) => missing),
    values: listed.length === domains.length ? new Set(listed.flatMap((values) => [...values])) : undefined,
    min: domains.reduce((least, { min }) => Math.min(least, min), Infinity),
    max: domains.reduce((most, { max }) => Math.max(most, max), -Infinity),
    admits: (value) => domains.some((domain) => contains(domain, value)),
  };
}

/** Whether the field can be nothing at all. */
export function isEmpty({ missing, values, min, max }: Domain): boolean {
  return !missing && (values === undefined ? min > max : values.size === 0);
}

/** Whether the field can be this value. */
export function contains({ values, min, max, admits }: Domain, value: Scalar): boolean {
  if (values !== undefined) return values.has(value);
  return admits(value) && (typeof value !== 'number' || (value >= min && value <= max));
}

/** Drops the listed values that cannot be, and draws the bounds around numbers that are left. */
function bounded(domain: Domain): Domain {
  const { min, max, admits } = domain;
  const listed = domain.values ?? (min === max ? new Set([min]) : undefined);
  if (listed === undefined) return domain;
  const left = [...listed].filter((value) => contains({ ...domain, values: undefined }, value));
  const numbers = left.filter((value): value is number => typeof value === 'number');
  const around = numbers.length > 0 && numbers.length === left.length;
  return {
    missing: domain.missing,
    values: new Set(left),
    min: around ? numbers.reduce((a, b) => Math.min(a, b)) : min,
    max: around ? numbers.reduce((a, b) => Math.max(a, b)) : max,
    admits,
  };
}
