import type { ReadSetFilter } from '@aws-sdk/client-omics';
import { MEMBER_FIELDS, WORD_MEMBERS } from './fields.js';
import type { ReadSetWhere } from './read-set-where.js';

/** The nine members of the service's filter as a condition, so that one plan holds for both: `{ and: [filter, where] }`. */
export function filterAsWhere(filter: ReadSetFilter): ReadSetWhere {
  const { createdAfter, createdBefore } = filter;
  const times = { gte: createdAfter, lt: createdBefore };
  return {
    ...Object.fromEntries(WORD_MEMBERS.map((member) => [MEMBER_FIELDS[member], filter[member]])),
    creationTime: createdAfter === undefined && createdBefore === undefined ? undefined : times,
  };
}
