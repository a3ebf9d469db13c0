import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { Problems } from '../options/problems.js';
import type { Condition } from './condition.js';
import { fieldReader } from './fields.js';
import { parseWhere } from './parse-where.js';
import type { ReadSetWhere } from './read-set-where.js';

/**
 * Makes a condition a function that says of a read set whether it holds. The condition is copied. A read set
 * that came back from JSON has its time as an ISO 8601 text, which is as good as a Date here.
 *
 * @throws {InvalidOptionError} naming everything in the condition that is invalid, by its path
 *
 * @example
 * ```ts
 * const isLarge = compileWhere({ 'sequenceInformation.totalBaseCount': { gte: 30e9 } });
 * const large = listReadSets({ client }, { sequenceStoreId: '1234567890' }).pipe(filter(isLarge));
 * for await (const readSet of large) console.log(readSet.id, readSet.sequenceInformation?.totalBaseCount);
 * ```
 */
export function compileWhere(where: ReadSetWhere): (readSet: ReadSetListItem) => boolean {
  const problems = new Problems();
  const condition = parseWhere(where, problems);
  problems.throwIfAny();
  return compileCondition(condition);
}

/** {@link compileWhere} of a condition that is checked. */
export function compileCondition(condition: Condition): (readSet: ReadSetListItem) => boolean {
  switch (condition.kind) {
    case 'test': {
      const valueOf = fieldReader(condition.field);
      return (readSet) => condition.holds(valueOf(readSet));
    }
    case 'not': {
      const holds = compileCondition(condition.of);
      return (readSet) => !holds(readSet);
    }
    case 'and': {
      const all = condition.of.map(compileCondition);
      return (readSet) => all.every((holds) => holds(readSet));
    }
    case 'or': {
      const any = condition.of.map(compileCondition);
      return (readSet) => any.some((holds) => holds(readSet));
    }
  }
}
