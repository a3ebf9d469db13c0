import type { ReadSetFilter } from '@aws-sdk/client-omics';
import type { PlannedTest, WherePlan } from './plan-where.js';

/** A plan of a filter and a condition, with the filter sent as it is, also where the same condition would not be. */
export function withFilter(plan: WherePlan, filter: ReadSetFilter): WherePlan {
  if (!plan.satisfiable) return plan;
  const tests = plan.tests.map((test) => (test.at === 'here' && isOfFilter(test) ? sentAsGiven(test) : test));
  return { ...plan, sent: { ...filter, ...plan.sent }, tests };
}

/** A plan where the service is asked nothing but what the filter says. */
export function withoutPushdown<Plan extends Omit<WherePlan, 'sent'>>(plan: Plan): Plan {
  if (!plan.satisfiable) return plan;
  const tests = plan.tests.map((test): PlannedTest => {
    return isOfFilter(test) ? sentAsGiven(test) : { ...test, at: 'here', why: "pushdown is 'never'" };
  });
  return { ...plan, sent: {}, alternatives: [], tests };
}

function sentAsGiven(test: PlannedTest): PlannedTest {
  return { ...test, at: 'service', why: 'sent as the filter says' };
}

function isOfFilter({ path }: PlannedTest): boolean {
  return path.startsWith('filter.');
}
