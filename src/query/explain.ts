import { Problems } from '../options/problems.js';
import { isChangeable } from './fields.js';
import { planWhere, type WherePlan } from './plan-where.js';
import { applyPushdown, chooseStrategy, PUSHDOWNS, type Pushdown } from './strategy.js';
import type { ReadSetWhere } from './where.js';

/**
 * Explains a condition's plan as text: one line per test of a field, with where it is evaluated and why. Service-side
 * tests are also checked client-side. A last line says how the read sets are listed, if there is a choice.
 *
 * @throws {InvalidOptionError} with every problem of the condition, by path, or of `pushdown`
 *
 * @example
 * ```ts
 * console.log(explain({ status: 'ARCHIVED', fileType: ['BAM', 'CRAM'] }));
 * ```
 * ```
 * service-side  status "ARCHIVED"         sent as status "ARCHIVED"
 * client-side   fileType "BAM" or "CRAM"  the service has no filter for fileType
 * ```
 */
export function explain(where: ReadSetWhere, pushdown?: Pushdown): string {
  return explainPlan(planWhere(where), pushdown);
}

/** A {@link WherePlan}, or the plan of a report, whose times are ISO 8601 strings. */
export interface ExplainablePlan extends Omit<WherePlan, 'serviceFilter'> {
  readonly serviceFilter: object;
}

/**
 * Explains a plan, such as that of a report, as {@link explain} explains a condition.
 *
 * @throws {InvalidOptionError} if `pushdown` is invalid
 */
export function explainPlan(plan: ExplainablePlan, pushdown: Pushdown = 'auto'): string {
  const problems = new Problems();
  problems.oneOf('pushdown', pushdown, PUSHDOWNS);
  problems.throwIfAny();
  if (!plan.satisfiable) return 'No read set can satisfy this condition: nothing is sent.';
  if (plan.tests.length === 0) return 'Every read set satisfies this condition.';
  const { tests } = applyPushdown(plan, pushdown);
  const rows = tests.map(({ at, test, reason }) => [LABELS[at], test, reason] as const);
  if (pushdown === 'never' || plan.alternatives.length > 0) {
    const { member, reason } = chooseStrategy(plan, pushdown);
    const oneList = pushdown === 'never' ? 'one list' : 'one list at first';
    const perValue = `one list per ${member}${isChangeable(member) ? ' and a closing read' : ''}`;
    rows.push(['strategy', member ? perValue : `${oneList}, checked client-side`, reason]);
  }
  const labelWidth = Math.max(...rows.map(([label]) => label.length));
  const textWidth = Math.max(...rows.map(([, text]) => text.length));
  return rows
    .map(([label, text, reason]) => `${label.padEnd(labelWidth)}  ${text.padEnd(textWidth)}  ${reason}`)
    .join('\n');
}

const LABELS = { service: 'service-side', 'per-value': 'per value', client: 'client-side' };
