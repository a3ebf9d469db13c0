import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import type { Problems } from '../options/problems.js';
import { PUSHDOWNS, type Pushdown } from './choose-walks.js';
import { compileCondition } from '../where/compile-where.js';
import type { Condition } from '../where/condition.js';
import { filterCondition } from '../where/filter-condition.js';
import { parseWhere } from '../where/parse-where.js';
import { withFilter, withoutPushdown } from './plan-filter.js';
import { planCondition, storeCheck, type WherePlan } from './plan-where.js';
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
  const condition = where === undefined ? EVERYTHING : parseWhere(where, problems);
  const planned = planCondition({ kind: 'and', of: [filterCondition({ ...filter }), condition] });
  const plan = withFilter(pushdown === 'never' ? withoutPushdown(planned) : planned, sent ?? {});
  const holds = compileCondition(condition);
  return {
    plan,
    pushdown: pushdown ?? 'auto',
    mayHold: storeCheck(condition),
    sent: Object.keys(plan.sent).length === 0 ? undefined : plan.sent,
    accepts: (readSet) => accepts(readSet) && holds(readSet),
  };
}

const EVERYTHING: Condition = { kind: 'and', of: [] };
