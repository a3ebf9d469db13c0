import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { Problems } from '../options/problems.js';
import { PUSHDOWNS, type Pushdown } from './choose-walks.js';
import { compileCondition } from '../where/compile-where.js';
import { filterAsWhere } from '../where/filter-as-where.js';
import { parseWhere } from '../where/parse-where.js';
import { planCondition, storeCheck, type PlannedTest, type WherePlan } from './plan-where.js';
import type { ReadSetWhere } from '../where/read-set-where.js';
import { compileReadSetFilter, type CompiledFilter } from './service-filter.js';

/** Which read sets are asked for, by a filter of the service and by a condition: what one walk of all of them sends, and what is accepted. */
export interface ReadSetQuestion extends CompiledFilter<ReadSetFilter, ReadSetListItem> {
  readonly plan: WherePlan;
  readonly pushdown: Pushdown;
  /** `false` for a store that has no such read set, by its id: it is not walked. */
  readonly mayHold: (sequenceStoreId: string) => boolean;
}

/** What is asked, as the caller wrote it. */
export interface AskedReadSets {
  readonly filter?: ReadSetFilter | undefined;
  readonly where?: ReadSetWhere | undefined;
}

/** Checks a filter and a condition that both hold, and plans them as one. The filter is sent in any case. */
export function compileQuestion(
  { filter, where }: AskedReadSets,
  pushdown: Pushdown | undefined,
  problems: Problems,
): ReadSetQuestion {
  problems.oneOf('pushdown', pushdown, PUSHDOWNS);
  const { sent, accepts } = compileReadSetFilter(filter, problems);
  // What is wrong with the filter is noted by now.
  const filtered = parseWhere(filterAsWhere({ ...filter }), new Problems(), 'filter');
  if (where === undefined)
    return {
      plan: withFilter(planCondition(filtered)),
      pushdown: 'auto',
      mayHold: () => true,
      sent,
      accepts,
    };
  const condition = parseWhere(where, problems);
  const plan = planCondition({ kind: 'and', of: [filtered, condition] });
  const both = { ...sent, ...(pushdown === 'never' ? {} : plan.sent) };
  const holds = compileCondition(condition);
  return {
    plan: withFilter(plan),
    pushdown: pushdown ?? 'auto',
    mayHold: storeCheck(condition),
    sent: Object.keys(both).length === 0 ? undefined : both,
    accepts: (readSet) => accepts(readSet) && holds(readSet),
  };
}

/** A filter of the caller is sent as it is, also where the same condition would not be. */
function withFilter(plan: WherePlan): WherePlan {
  const isKept = ({ path, at }: PlannedTest): boolean => at === 'here' && path.startsWith('filter.');
  const tests = plan.tests.map((test): PlannedTest => {
    return isKept(test) ? { ...test, at: 'service', why: 'sent as the filter says' } : test;
  });
  return { ...plan, tests };
}
