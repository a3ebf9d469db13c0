import type { ReadSetLike } from 'healthomics-streams';
import { generateReadSets } from 'healthomics-streams/testing';
import * as fc from 'fast-check';

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });

/** A read set with few distinct values, so that groups, duplicates and conflicts are frequent. */
export const anyReadSet: fc.Arbitrary<ReadSetLike> = fc.record({
  id: fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((n) => String(1_000_000_000 + n)),
    fc.integer({ min: 0, max: 5 }).map((n) => `00000000000000000000${n}`),
  ),
  sequenceStoreId: fc.constantFrom('1234567890', '1234567891'),
  status: fc.constantFrom(
    'ACTIVE',
    'ARCHIVED',
    'ACTIVATING',
    'PROCESSING_UPLOAD',
    'UPLOAD_FAILED',
    undefined,
  ),
  fileType: fc.constantFrom('FASTQ', 'BAM', 'CRAM', 'UBAM'),
  sampleId: optional(fc.constantFrom('', 'null', 'S1', 'S2', '\ud800', '\ud801')),
  subjectId: optional(fc.constantFrom('P1', 'P2', '\ud800', '\ud801')),
  referenceArn: optional(fc.constantFrom('', 'arn:aws:omics:x')),
  statusMessage: optional(fc.constant('why')),
  creationTime: optional(fc.integer({ min: 0, max: 90 }).map((day) => new Date(Date.UTC(2024, 0, 1 + day)))),
  sequenceInformation: optional(
    fc.record({ totalBaseCount: optional(fc.integer({ min: 0, max: 9_000_000_000_000_000 })) }),
  ),
  etag: optional(
    fc.record({
      algorithm: fc.constantFrom('BAM_MD5up', 'FASTQ_MD5up', undefined),
      source1: fc.constantFrom('a', 'b', undefined),
      source2: fc.constantFrom('a', 'b', undefined),
    }),
  ),
});

/** Yields generated read sets as the SDK returns them. */
export async function* generated(count: number): AsyncGenerator<ReadSetLike, void, undefined> {
  const source = generateReadSets({ count, seed: 5, sequenceStoreId: '1234567890' });
  for (let i = 0; i < count; i += 1) {
    const { creationTime, ...record } = source.at(i);
    yield { ...record, creationTime: new Date(creationTime) } as ReadSetLike;
  }
}
