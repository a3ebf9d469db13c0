import { hash32 } from '../random.js';
import type { EtagRecord, ReadSetRecord, SequenceInformationRecord } from '../stores/store.js';
import { oddMembers } from './odd-members.js';

/** What one generated read set depends on. */
export interface ReadSetSeed {
  readonly index: number;
  readonly seed: number;
  readonly id: string;
  /** Creation time in milliseconds. */
  readonly time: number;
  readonly oddShare: number;
}

const REFERENCES = ['GRCh38', 'T2T-CHM13v2', 'GRCh37'].map(
  (_, index) => `arn:aws:omics:us-east-1:123456789012:referenceStore/9876543210/reference/${5_000_000_001 + index}`,
);
const PREFIXES = ['NA', 'HG', 'GM', 'SQ'];
const LIBRARIES = ['WGS', 'WES', 'RNA', 'HiFi', 'ONT', 'Hi-C'];
const STATUSES: readonly (readonly [upTo: number, status: string])[] = [
  [620, 'ACTIVE'],
  [920, 'ARCHIVED'],
  [945, 'ACTIVATING'],
  [955, 'PROCESSING_UPLOAD'],
  [970, 'UPLOAD_FAILED'],
  [980, 'DELETING'],
  [1000, 'DELETED'],
];

/** A read set while it is put together. */
type Draft = { -readonly [Member in keyof ReadSetRecord]: ReadSetRecord[Member] };

/** A number from 0 to 999 for each field of a read set; they do not depend on each other. */
const draw = (root: number, field: number): number => hash32(root, field) % 1000;

/** A read set that is a pure function of its seed and index (id and creation time come from them too). */
export const generatedReadSet = ({ index, seed, id, time, oddShare }: ReadSetSeed): ReadSetRecord => {
  const root = hash32(seed, index);
  const fileType = fileTypeOf(draw(root, 1));
  const status = statusOf(draw(root, 2));
  const isUpload = status === 'PROCESSING_UPLOAD' || status === 'UPLOAD_FAILED';
  // assigned one by one: this runs a hundred times for each page served, and spreading objects is many times slower
  const record: Draft = { id, status, fileType, creationTime: new Date(time).toISOString() };
  describe(record, root, index);
  const isAligned = (fileType === 'CRAM' && draw(root, 6) < 970) || (fileType === 'BAM' && draw(root, 6) < 850);
  if (isAligned) record.referenceArn = REFERENCES[draw(root, 13) % REFERENCES.length] ?? null;
  if (!isUpload) record.sequenceInformation = sequenceInformationOf(root, isAligned);
  if (status === 'UPLOAD_FAILED') record.statusMessage = 'The checksum of part 3 did not match';
  if (isUpload || draw(root, 14) < 900) record.creationType = isUpload || draw(root, 15) < 300 ? 'UPLOAD' : 'IMPORT';
  if (!isUpload && draw(root, 16) < 970) record.etag = etagOf(fileType, root, seed, index);
  return oddShare > 0 && draw(root, 17) < oddShare * 1000 ? { ...record, ...oddMembers(hash32(root, 18)) } : record;
};

/** Three of four read sets belong to the sample of their neighbours, the others to one seen before. */
const describe = (record: Draft, root: number, index: number): void => {
  const sample = draw(root, 3) < 750 ? index >>> 2 : hash32(root, 4) % ((index >>> 2) + 1);
  const sampleId = `${PREFIXES[Math.floor(sample / 90_000) % 4] ?? 'NA'}${10_000 + ((sample * 7919) % 90_000)}`;
  const library = LIBRARIES[draw(root, 5) % LIBRARIES.length] ?? 'WGS';
  if (draw(root, 7) < 960) record.sampleId = sampleId;
  if (draw(root, 8) < 850) record.subjectId = `SUBJ-${1_000_001 + (sample >>> 1)}`;
  if (draw(root, 9) < 950) record.name = `${sampleId}.${library}.L00${(draw(root, 10) % 8) + 1}`;
  if (draw(root, 11) < 600) record.description = `${library} of ${sampleId}, run ${(hash32(root, 12) % 9000) + 1000}`;
};

const fileTypeOf = (draw: number): string => (draw < 450 ? 'FASTQ' : draw < 650 ? 'BAM' : draw < 900 ? 'CRAM' : 'UBAM');

const statusOf = (draw: number): string => {
  for (const [upTo, status] of STATUSES) if (draw < upTo) return status;
  return 'ACTIVE';
};

const sequenceInformationOf = (root: number, isAligned: boolean): SequenceInformationRecord => {
  const information: Record<string, number | string> = {};
  if (draw(root, 21) < 950) {
    const reads = 1_000_000 + (hash32(root, 20) % 900_000_000);
    information.totalReadCount = reads;
    information.totalBaseCount = reads * (draw(root, 22) < 700 ? 150 : 12_000);
  }
  if (draw(root, 23) < 700) information.generatedFrom = `SRR${10_000_000 + (hash32(root, 24) % 20_000_000)}`;
  information.alignment = isAligned ? 'ALIGNED' : 'UNALIGNED';
  return information;
};

/** One in fifty has the etag of an earlier read set, as a file imported twice has. */
const etagOf = (fileType: string, root: number, seed: number, index: number): EtagRecord => {
  const origin = draw(root, 25) < 20 ? Math.max(0, index - 1 - (draw(root, 26) % 50)) : index;
  const family = draw(root, 27) < 900 ? 'MD5up' : draw(root, 27) < 970 ? 'SHA256up' : 'SHA512up';
  const words = family === 'MD5up' ? 4 : family === 'SHA256up' ? 8 : 16;
  const algorithm = `${fileType === 'UBAM' ? 'BAM' : fileType}_${family}`;
  const source1 = digest(hash32(seed, origin), words);
  return fileType === 'FASTQ' && draw(root, 28) < 600
    ? { algorithm, source1, source2: digest(hash32(seed ^ 0x5bd1e995, origin), words) }
    : { algorithm, source1 };
};

const HEX = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));

/** Hexadecimal text of so many 32-bit words. */
const digest = (root: number, words: number): string => {
  let text = '';
  for (let word = 0; word < words; word += 1) {
    const value = hash32(root, word);
    text += `${HEX[value >>> 16]}${HEX[value & 0xffff]}`;
  }
  return text;
};
