import { hash32, hashText } from '../random.js';
import { bucketOf } from '../stores/stored-store.js';
import type { ReadSetRecord } from '../stores/store.js';

const PART_BYTES = 104_857_600;
const MAX_BYTES = 10_000 * PART_BYTES;
const EXTENSIONS: Readonly<Record<string, string>> = {
  FASTQ: 'fastq.gz',
  BAM: 'bam',
  CRAM: 'cram',
  UBAM: 'bam',
};
const BYTES_PER_BASE: Readonly<Record<string, number>> = { FASTQ: 0.6, BAM: 0.8, CRAM: 0.35, UBAM: 0.7 };

/** What GetReadSetMetadata answers: the record with files and the job that made it, both a function of the record. */
export const readSetMetadata = (
  record: ReadSetRecord,
  place: { readonly region: string; readonly accountId: string; readonly sequenceStoreId: string },
): Record<string, unknown> => {
  const seed = hashText(record.id);
  const folder = `s3://${bucketOf(place.accountId, place.region)}/${place.sequenceStoreId}/readSet/${record.id}`;
  const bytes = sizeOf(record, seed);
  const extension = EXTENSIONS[record.fileType] ?? 'dat';
  const hasPair = typeof record.etag?.source2 === 'string';
  const hasIndex = record.fileType === 'BAM' || record.fileType === 'CRAM';
  return {
    creationJobId: String(1_000_000_000 + (hash32(seed, 1) % 9_000_000_000)),
    files: {
      source1: file(bytes, `${folder}/source1.${extension}`),
      ...(hasPair ? { source2: file(Math.ceil(bytes * 1.02), `${folder}/source2.${extension}`) } : {}),
      ...(hasIndex ? { index: file(Math.ceil(bytes / 10_000), `${folder}/index.${extension}.idx`) } : {}),
    },
    ...record,
  };
};

const sizeOf = (record: ReadSetRecord, seed: number): number => {
  const bases = Number(record.sequenceInformation?.totalBaseCount ?? 0);
  const bytes = bases * (BYTES_PER_BASE[record.fileType] ?? 0.5);
  return Math.ceil(bytes >= 1 ? bytes : 1_000_000 + (hash32(seed, 2) % 1_000_000_000) * 50);
};

const file = (bytes: number, s3Uri: string): Record<string, unknown> => {
  const contentLength = Math.min(Math.max(1, bytes), MAX_BYTES);
  return {
    contentLength,
    partSize: PART_BYTES,
    totalParts: Math.ceil(contentLength / PART_BYTES),
    s3Access: { s3Uri },
  };
};
