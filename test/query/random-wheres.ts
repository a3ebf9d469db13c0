import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { ReadSetField, ReadSetWhere } from 'healthomics-streams';
import fc from 'fast-check';

const T = Date.parse('2024-06-01T12:00:00.000Z');
const ARN = 'arn:aws:omics:us-east-1:123456789012:referenceStore/1/reference/2';

/** Few values, so that conditions often match. Some of them cannot be sent to the service. */
const WORDS = ['a', 'ab', 'a*b', 'B', '', 'é', 'e\u0301', '🧬', 'a\u0007', 'x'.repeat(128)];
const TEXTS: Partial<Record<ReadSetField, readonly string[]>> = {
  id: ['3000000000', '3000000001'],
  status: ['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'RESTORING'],
  fileType: ['BAM', 'CRAM', 'POD5'],
  creationType: ['IMPORT', 'UPLOAD', 'TRANSFER'],
  referenceArn: [ARN, '', `${ARN}/${'9'.repeat(80)}`, 'not an ARN'],
  'etag.algorithm': ['BAM_MD5up', 'BAM_SHA256up', 'BAM_XXH3up'],
  name: WORDS,
  sampleId: WORDS,
  subjectId: WORDS,
  description: WORDS,
  'sequenceInformation.generatedFrom': WORDS,
  'sequenceInformation.alignment': WORDS,
  'etag.source1': WORDS,
};
const COUNTS = [0, 1, 2, 30e9, 2 ** 53, 2 ** 53 + 2];
const TIMES = [-2000, -1001, -1000, -1, 0, 1, 999, 1000, 2000].map((ms) => T + ms);
const PATTERNS = [
  '*',
  '?',
  'a*',
  '*b',
  'a\\*b',
  'a',
  '',
  '*é*',
  'A*',
  '??',
  'BAM_*',
  'RE*ING',
  '3*',
  'arn:*',
];

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const presence = fc.constantFrom({ missing: true as const }, { present: true as const });
const ranges = <T>(value: fc.Arbitrary<T>) =>
  fc
    .record({ gte: value, gt: value, lte: value, lt: value }, { requiredKeys: [] })
    .filter((range) => Object.keys(range).length > 0);
const equal = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.array(value, { maxLength: 3 }));

const time = fc.oneof(
  pick(TIMES).map((ms) => new Date(ms)),
  pick(TIMES).map((ms) => new Date(ms).toISOString()),
);
const tests: readonly fc.Arbitrary<object>[] = [
  ...Object.entries(TEXTS).map(([field, words]) =>
    fc
      .oneof(
        { weight: 3, arbitrary: equal(pick(words)) },
        pick(PATTERNS).map((like) => ({ like })),
        presence,
      )
      .map((test) => ({ [field]: test })),
  ),
  ...['totalReadCount', 'totalBaseCount'].map((count) =>
    fc
      .oneof(equal(pick(COUNTS)), ranges(pick(COUNTS)), presence)
      .map((test) => ({ [`sequenceInformation.${count}`]: test })),
  ),
  fc
    .oneof(equal(time), { weight: 3, arbitrary: ranges(time) }, presence)
    .map((test) => ({ creationTime: test })),
  presence.map((test) => ({ etag: test })),
  presence.map((test) => ({ sequenceInformation: test })),
];
/** Statuses and times are more frequent, because the service can nearly always filter by them. */
const test = fc.oneof(
  ...tests,
  ...Array.from({ length: 8 }, () =>
    fc.subarray(['ACTIVE', 'ARCHIVED', 'ACTIVATING'], { minLength: 1 }).map((status) => ({ status })),
  ),
  ...Array.from({ length: 3 }, () => ranges(time).map((creationTime) => ({ creationTime }))),
);

/** Random conditions, up to three levels deep. */
export const wheres: fc.Arbitrary<ReadSetWhere> = fc.letrec<{ where: object }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    test,
    fc.tuple(test, test).map(([a, b]) => ({ ...a, ...b })),
    fc.array(tie('where'), { maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie('where'), { maxLength: 3 }).map((or) => ({ or })),
    tie('where').map((not) => ({ not })),
    fc.tuple(test, tie('where')).map(([fields, not]) => ({ ...fields, not })),
    fc.tuple(test, fc.array(tie('where'), { maxLength: 2 })).map(([fields, or]) => ({ ...fields, or })),
  ),
})).where;

const odd = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: value }, fc.constantFrom(undefined, null));
const textOf = (field: ReadSetField) => odd(pick(TEXTS[field] ?? WORDS));

/** Random read sets with absent, null, odd and future values. */
export const readSets: fc.Arbitrary<ReadSetListItem> = fc
  .record({
    id: textOf('id'),
    status: textOf('status'),
    fileType: textOf('fileType'),
    creationType: textOf('creationType'),
    referenceArn: textOf('referenceArn'),
    name: fc.oneof({ weight: 9, arbitrary: textOf('name') }, fc.constant(5)),
    sampleId: textOf('sampleId'),
    subjectId: textOf('subjectId'),
    description: textOf('description'),
    creationTime: fc.oneof(
      { weight: 9, arbitrary: pick(TIMES).map((ms) => new Date(ms)) },
      fc.constantFrom(undefined, null),
    ),
    etag: odd(fc.record({ algorithm: textOf('etag.algorithm'), source1: textOf('etag.source1') })),
    sequenceInformation: odd(
      fc.record({
        totalReadCount: odd(pick<unknown>([...COUNTS, 'many', NaN])),
        totalBaseCount: odd(pick(COUNTS)),
        generatedFrom: textOf('sequenceInformation.generatedFrom'),
        alignment: textOf('sequenceInformation.alignment'),
      }),
    ),
  })
  .map((record) => record as unknown as ReadSetListItem);
