import type { ReadSetFilter } from '@aws-sdk/client-omics';
import { oneOfTest, rangeTest, type Condition } from './condition.js';
import { MEMBER_FIELDS, WORD_MEMBERS } from './fields.js';

/**
 * The nine members of the service's filter as a condition, so that one plan holds for both. Any word is taken as it is;
 * what is not a word or a time is left out.
 */
export function filterCondition(filter: ReadSetFilter): Condition {
  const words = WORD_MEMBERS.flatMap((member) => {
    const word: unknown = filter[member];
    if (typeof word !== 'string') return [];
    const place = { path: `filter.${member}`, field: MEMBER_FIELDS[member] };
    return [oneOfTest(place, [word], JSON.stringify(word))];
  });
  const times = TIMES.flatMap(([member, operator]) => {
    const time: unknown = filter[member];
    const ms = time instanceof Date ? time.getTime() : NaN;
    if (Number.isNaN(ms)) return [];
    const place = { path: `filter.${member}`, field: 'creationTime' } as const;
    return [rangeTest(place, operator, ms, new Date(ms).toISOString())];
  });
  return { kind: 'and', of: [...words, ...times] };
}

const TIMES = [
  ['createdAfter', 'gte'],
  ['createdBefore', 'lt'],
] as const;
