import type { ReadSetFilter } from '@aws-sdk/client-omics';
import { defined } from '../options/defined.js';
import { isFilterable, narrow, testsOf, type Condition, type Domain, type FieldTest } from './condition.js';
import { FIELDS, isChangeable, type Field, type FilterMember } from './fields.js';
import { parseWhere } from './parse-where.js';
import { MAX_LENGTH, widened } from './filter.js';
import type { ReadSetWhere } from './where.js';

/** Which part of a condition the service can filter: {@link planWhere}. */
export interface WherePlan {
  /** `false` if no read set can satisfy the condition. Then no request is needed. */
  readonly satisfiable: boolean;
  /** The filter of every request. It may let more read sets through than the condition, never fewer. */
  readonly serviceFilter: ReadSetFilter;
  /** Members that can have one of several values. The read sets can be listed separately per value of one of them. */
  readonly alternatives: readonly FilterAlternative[];
  /** Every test of a field, in the order of the condition. */
  readonly tests: readonly PlannedTest[];
}

/** A member of the service's filter that can have one of several values, each of which can be listed separately. */
export interface FilterAlternative {
  readonly member: FilterMember;
  readonly values: readonly string[];
}

/** One test of a {@link WherePlan}. Every test is also checked client-side, whatever the service does. */
export interface PlannedTest {
  /** The position in the condition: `where.or[0].status`. */
  readonly path: string;
  /** The test for people: `status "ACTIVE" or "ARCHIVED"`. */
  readonly test: string;
  /**
   * `'service'`: narrows every request. `'per-value'`: narrows requests if each value is listed separately. `'client'`:
   * only selects from the read sets received.
   */
  readonly at: 'service' | 'per-value' | 'client';
  /** Why the test is evaluated there. */
  readonly reason: string;
}

/**
 * Plans which part of a condition the service filters and which part is checked client-side, with reasons. Sends
 * nothing. The service's filter only reduces the number of pages: every read set is checked against the whole condition.
 *
 * @throws {InvalidOptionError} with every problem of the condition, by path
 *
 * @example
 * ```ts
 * const plan = planWhere({ sampleId: 'NA12878', status: ['ARCHIVED', 'ACTIVATING'], fileType: 'CRAM' });
 * console.log(JSON.stringify(plan.serviceFilter)); // {"sampleId":"NA12878"}
 * console.log(JSON.stringify(plan.alternatives)); // [{"member":"status","values":["ARCHIVED","ACTIVATING"]}]
 * console.log(plan.tests[2]?.at, plan.tests[2]?.reason); // client the service has no filter for fileType
 * ```
 */
export function planWhere(where: ReadSetWhere): WherePlan {
  return planCondition(parseWhere(where));
}

/** {@link planWhere} of a parsed condition. */
export function planCondition(condition: Condition): WherePlan {
  const reasons = new Map<FieldTest, string>();
  const domains = narrow(condition, reasons);
  const serviceFilter: ReadSetFilter = {};
  const alternatives: FilterAlternative[] = [];
  const placements = new Map<Field, Placement>();
  for (const field of Object.values(FIELDS)) {
    const domain = domains?.get(field);
    if (domain === undefined || !isFilterable(field, domain)) continue;
    placements.set(field, place(field, domain, serviceFilter, alternatives));
  }
  const tests = testsOf(condition).map((test): PlannedTest => {
    const reason = domains ? (reasons.get(test) ?? '') : 'no read set can satisfy the whole condition';
    const placement = reason === '' ? placements.get(test.field) : undefined;
    return { path: test.path, test: test.text, at: 'client', reason, ...placement };
  });
  return { satisfiable: domains !== undefined, serviceFilter, alternatives, tests };
}

type Placement = Pick<PlannedTest, 'at' | 'reason'>;

/** Adds a filterable field to the filter or to the alternatives. A filter never excludes a value of the domain. */
function place(
  field: Field,
  { values, min, max }: Domain,
  serviceFilter: ReadSetFilter,
  alternatives: FilterAlternative[],
): Placement {
  const { member } = field;
  if (member === undefined) {
    // The service's end is exclusive, and times are whole milliseconds.
    const bounds = defined({ createdAfter: widened(min, -1), createdBefore: widened(max + 1, 1) });
    const text = Object.entries(bounds).map(([name, bound]) => `${name} ${bound.toISOString()}`);
    if (text.length === 0) return { at: 'client', reason: 'the service accepts only four-digit years' };
    Object.assign(serviceFilter, bounds);
    return { at: 'service', reason: `sent as ${text.join(', ')}` };
  }
  const strings = [...(values ?? [])].map((value) => String(value ?? ''));
  const [rejection] = strings.flatMap((value) => rejectionReason(field, value) ?? []);
  if (rejection !== undefined) return { at: 'client', reason: rejection };
  const [value] = strings;
  if (strings.length === 1) {
    Object.assign(serviceFilter, { [member]: value });
    return { at: 'service', reason: `sent as ${member} ${JSON.stringify(value)}` };
  }
  alternatives.push({ member, values: strings });
  const lists = `${strings.length} lists${isChangeable(member) ? ' and a closing read' : ''}`;
  const reason = `a request takes one ${member}: ${lists}, or one list checked client-side`;
  return { at: 'per-value', reason };
}

/** The characters that the service's model allows in a filter: letters, marks, separators, symbols, numbers, punctuation. */
const PRINTABLE = /^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}]+$/u;

/** Returns why the service might reject a request with this value. */
function rejectionReason({ name, words, member }: Field, value: string): string | undefined {
  const shown = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  const isReference = member === 'referenceArn';
  if (isReference && value === '') return undefined;
  if (isReference && !/^arn:./.test(value)) return `the service accepts only an ARN, not ${shown}`;
  if (words?.includes(value) === false)
    return `${shown} is not a known ${name}, so the service may reject it`;
  // The model counts characters and a server may count UTF-16 units, of which there are never fewer.
  if (value.length <= MAX_LENGTH && PRINTABLE.test(value)) return undefined;
  return `the service accepts 1 to ${MAX_LENGTH} printable characters, not ${shown}`;
}
