import type { ReadSetFilter } from '@aws-sdk/client-omics';
import { Problems } from '../options/problems.js';
import { askService, type Asked } from './ask-service.js';
import type { Condition } from '../where/condition.js';
import type { WordMember } from '../where/fields.js';
import { contains } from './domain.js';
import { narrow, type UsedTest } from './narrow.js';
import { parseWhere } from '../where/parse-where.js';
import type { ReadSetField, ReadSetWhere } from '../where/read-set-where.js';

/** What is done with a condition: {@link planWhere}. */
export interface WherePlan {
  /** `false` where no read set can satisfy the condition: nothing need be sent. */
  readonly satisfiable: boolean;
  /** What the service is asked in every request. It may let more through than was asked, never less. */
  readonly sent: ReadSetFilter;
  /** Members that have one of several values: each is a way to walk once for each value. */
  readonly alternatives: readonly WalkAlternative[];
  /** Every test of a field, in the order of the condition. */
  readonly tests: readonly PlannedTest[];
}

/** A member of the service's filter, and the values that could each be asked for in a walk of its own. */
export interface WalkAlternative {
  readonly member: WordMember;
  readonly values: readonly string[];
}

/** One test of a field in a {@link WherePlan}. All of them are checked here, whatever the service does. */
export interface PlannedTest {
  /** Where it stands: `where.or[0].status`. */
  readonly path: string;
  /** What it asks, in words: `status "ACTIVE" or "ARCHIVED"`. */
  readonly asks: string;
  /**
   * `'service'` narrows in every request; `'each-value'` can narrow in one walk for each value; `'here'` only picks
   * from what comes.
   */
  readonly at: 'service' | 'each-value' | 'here';
  /** Why it is done there. */
  readonly why: string;
}

/**
 * Says what goes to the service for a condition, what is only checked here, and why. Pure: nothing is sent. What goes to
 * the service only narrows, and everything is checked again here.
 *
 * @throws {InvalidOptionError} naming everything in the condition that is invalid, by its path
 *
 * @example
 * ```ts
 * const plan = planWhere({ sampleId: 'NA12878', status: ['ARCHIVED', 'ACTIVATING'], fileType: 'CRAM' });
 * console.log(JSON.stringify(plan.sent)); // {"sampleId":"NA12878"}
 * console.log(JSON.stringify(plan.alternatives)); // [{"member":"status","values":["ARCHIVED","ACTIVATING"]}]
 * console.log(plan.tests[2]?.at, plan.tests[2]?.why); // here the service has no filter for fileType
 * ```
 */
export function planWhere(where: ReadSetWhere): WherePlan {
  const problems = new Problems();
  const condition = parseWhere(where, problems);
  problems.throwIfAny();
  return planCondition(condition);
}

/** Whether a condition leaves a store any read set, by the id of the store: in the service's model all have it. */
export function storeCheck(condition: Condition): (sequenceStoreId: string) => boolean {
  const domain = narrow(condition).domains?.get('sequenceStoreId');
  return (id) => domain === undefined || contains(domain, id);
}

/** {@link planWhere} of a condition that is checked. */
export function planCondition(condition: Condition): WherePlan {
  const { domains, tests } = narrow(condition);
  if (domains === undefined) {
    const why = 'no read set can satisfy the whole condition';
    return {
      satisfiable: false,
      sent: {},
      alternatives: [],
      tests: tests.map((used) => plannedHere(used, why)),
    };
  }
  const asked = askService(domains);
  const each = [...asked.values()];
  return {
    satisfiable: true,
    sent: Object.assign({}, ...each.map((one) => ('filter' in one ? one.filter : {}))) as ReadSetFilter,
    alternatives: each.flatMap((one) =>
      'values' in one ? [{ member: one.member, values: one.values }] : [],
    ),
    tests: tests.map((used) => planTest(used, asked)),
  };
}

function planTest(used: UsedTest, asked: ReadonlyMap<ReadSetField, Asked>): PlannedTest {
  const how = asked.get(used.test.field);
  if (used.why !== undefined || how === undefined) return plannedHere(used, used.why ?? '');
  if ('why' in how) return plannedHere(used, how.why);
  if ('filter' in how)
    return { ...plannedHere(used, ''), at: 'service', why: `sent as ${shownFilter(how.filter)}` };
  const why = `${how.member} takes one value: one walk for each of ${how.values.length}, or one walk checked here`;
  return { ...plannedHere(used, why), at: 'each-value' };
}

function plannedHere({ test, negated }: UsedTest, why: string): PlannedTest {
  return { path: test.path, asks: `${test.field} ${negated ? 'not ' : ''}${test.text}`, at: 'here', why };
}

/** A filter as it goes over the wire: `createdAfter 2023-12-31T23:59:59.000Z`. */
function shownFilter(filter: ReadSetFilter): string {
  return Object.entries(filter)
    .map(([member, value]: [string, unknown]) =>
      value instanceof Date ? `${member} ${value.toISOString()}` : `${member} ${JSON.stringify(value)}`,
    )
    .join(', ');
}
