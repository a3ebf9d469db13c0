import type { Condition, FieldTest } from '../where/condition.js';
import { domainOf, intersect, isEmpty, unite, type Domain } from './domain.js';
import { FIELDS } from '../where/fields.js';
import type { ReadSetField } from '../where/read-set-where.js';

/** What fields can be where a condition holds; a field that is not in it can be anything. */
export type Domains = ReadonlyMap<ReadSetField, Domain>;

/** A test as the whole condition uses it. */
export interface UsedTest {
  readonly test: FieldTest;
  readonly negated: boolean;
  /** Why it narrows nothing that the service could be asked for; `undefined` where it does. */
  readonly why: string | undefined;
}

export interface Narrowed {
  /** `undefined` where nothing can satisfy the condition. */
  readonly domains: Domains | undefined;
  readonly tests: readonly UsedTest[];
}

/** What a condition leaves of each field. It never leaves out what the condition accepts. */
export function narrow(condition: Condition, negated = false): Narrowed {
  switch (condition.kind) {
    case 'test': {
      const domain = domainOf(condition, negated);
      const domains = isEmpty(domain) ? undefined : new Map([[condition.field, domain]]);
      return { domains, tests: [{ test: condition, negated, why: whyNot(condition, negated, domain) }] };
    }
    case 'not':
      return narrow(condition.of, !negated);
    default: {
      const parts = condition.of.map((each) => narrow(each, negated));
      return (condition.kind === 'and') !== negated ? all(parts) : any(parts);
    }
  }
}

/** Whether the service could be asked for what a field can be: the words it can be, or bounds of a time. */
export function isAskable(field: ReadSetField, { missing, values, min, max }: Domain): boolean {
  if (field === 'creationTime') return !missing && (min > -Infinity || max < Infinity);
  if (FIELDS[field].member === undefined || values === undefined) return false;
  return !missing || field === 'referenceArn';
}

function all(parts: readonly Narrowed[]): Narrowed {
  const tests = parts.flatMap((part) => part.tests);
  const domains = new Map<ReadSetField, Domain>();
  for (const part of parts) {
    if (part.domains === undefined) return { domains: undefined, tests };
    for (const [field, domain] of part.domains) {
      const before = domains.get(field);
      const both = before === undefined ? domain : intersect(before, domain);
      if (isEmpty(both)) return { domains: undefined, tests };
      domains.set(field, both);
    }
  }
  return { domains, tests };
}

function any(parts: readonly Narrowed[]): Narrowed {
  const [first, ...others] = parts.flatMap((part) => (part.domains === undefined ? [] : [part.domains]));
  const domains = new Map<ReadSetField, Domain>();
  for (const [field, domain] of first ?? []) {
    const rest = others.flatMap((each) => each.get(field) ?? []);
    if (rest.length === others.length) domains.set(field, unite([domain, ...rest]));
  }
  const tests = parts.flatMap((part) =>
    part.tests.map((used): UsedTest => {
      if (part.domains === undefined) return { ...used, why: 'nothing satisfies this branch' };
      const domain = domains.get(used.test.field);
      if (used.why !== undefined || (domain !== undefined && isAskable(used.test.field, domain))) return used;
      return {
        ...used,
        why: `another branch has no test of ${used.test.field} that the service could be asked`,
      };
    }),
  );
  return { domains: first === undefined ? undefined : domains, tests };
}

function whyNot({ field, operator }: FieldTest, negated: boolean, domain: Domain): string | undefined {
  if (isAskable(field, domain)) return undefined;
  if (field !== 'creationTime' && FIELDS[field].member === undefined) {
    return `the service has no filter for ${field}`;
  }
  if (operator === 'missing' || operator === 'present') {
    return 'the service cannot be asked whether there is a value';
  }
  if (negated) return 'the service cannot be asked for the opposite';
  return 'the service takes no patterns';
}
