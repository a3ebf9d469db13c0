import { Problems } from '../options/problems.js';
import { chooseWalks, PUSHDOWNS, type Pushdown } from './choose-walks.js';
import { withoutPushdown } from './plan-filter.js';
import { planWhere, type PlannedTest, type WherePlan } from './plan-where.js';
import type { ReadSetWhere } from '../where/read-set-where.js';

/**
 * The plan of a condition for people: a line for each test of a field, with where it is done and why. What it says of
 * the service is sent; all of it is checked here as well.
 *
 * @throws {InvalidOptionError} naming everything in the condition that is invalid, by its path, or `pushdown`
 *
 * @example
 * ```ts
 * console.log(explain({ status: 'ARCHIVED', fileType: ['BAM', 'CRAM'] }));
 * ```
 * ```
 * at the service  status "ARCHIVED"         sent as status "ARCHIVED"
 * here            fileType "BAM" or "CRAM"  the service has no filter for fileType
 * ```
 */
export function explain(where: ReadSetWhere, pushdown?: Pushdown): string {
  return explainPlan(planWhere(where), pushdown);
}

/**
 * {@link explain} of a plan that is made, as that of a report is.
 *
 * @throws {InvalidOptionError} naming `pushdown` where it is invalid
 */
export function explainPlan(plan: ExplainablePlan, pushdown: Pushdown = 'auto'): string {
  const problems = new Problems();
  problems.oneOf('pushdown', pushdown, PUSHDOWNS);
  problems.throwIfAny();
  if (!plan.satisfiable) return 'No read set can satisfy this condition: nothing is sent.';
  if (plan.tests.length === 0) return 'Every read set satisfies this condition.';
  const { tests: planned } = pushdown === 'never' ? withoutPushdown(plan) : plan;
  const tests = planned.map((test) => [PLACES[test.at], test.asks, test.why] as const);
  const rows = [...tests, ...walksRow(plan, pushdown)];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([place, asks, why]) => `${place.padEnd(widths[0] ?? 0)}  ${asks.padEnd(widths[1] ?? 0)}  ${why}`)
    .join('\n');
}

/** What is begun with, where that is not plain. */
function walksRow(plan: ExplainablePlan, pushdown: Pushdown): readonly (readonly [string, string, string])[] {
  if (pushdown !== 'never' && plan.alternatives.length === 0) return [];
  const sent = { ...plan.sent } as WherePlan['sent']; // of its times only the names matter
  const { member, why } = chooseWalks({ ...plan, sent }, pushdown);
  const walks =
    member !== undefined
      ? `one for each ${member}`
      : pushdown === 'never'
        ? 'one for everything, checked here'
        : 'one at first, checked here';
  return [['walks', walks, why]];
}

/** What of a plan is explained. */
export interface ExplainablePlan extends Omit<WherePlan, 'sent'> {
  readonly sent: object;
}

const PLACES: Readonly<Record<PlannedTest['at'], string>> = {
  service: 'at the service',
  'each-value': 'for each value',
  here: 'here',
};
