import type { ReadSetFilter } from '@aws-sdk/client-omics';
import type { ReadSetWhere } from './read-set-where.js';

/** The nine members of the service's filter as a condition, so that one plan holds for both: `{ and: [filter, where] }`. */
export function filterAsWhere(filter: ReadSetFilter): ReadSetWhere {
  const { name, status, referenceArn, sampleId, subjectId, generatedFrom, creationType } = filter;
  const { createdAfter, createdBefore } = filter;
  const times = { gte: createdAfter, lt: createdBefore };
  return {
    name,
    status,
    referenceArn,
    sampleId,
    subjectId,
    'sequenceInformation.generatedFrom': generatedFrom,
    creationType,
    creationTime: createdAfter === undefined && createdBefore === undefined ? undefined : times,
  };
}
