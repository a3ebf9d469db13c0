import { checkOptions, type Check, type Checks } from '../options/problems.js';
import { timeMs } from '../text/iso-time.js';
import { checkFraction, checkSeed, checkStoreId, validate } from './checks.js';
import { fraction, hash32, hashText } from './random.js';
import type { EtagRecord, ReadSetRecord, ReadSetSource, SequenceInformationRecord } from './stores.js';

/**
 * The distribution of creation times between `from` and `to`: `'even'`; `'crowded'`: half of them in the last 1 % of the
 * time; `'same'`: all at `from`; or a function that returns the creation time of an index.
 */
export type CreationTimes = 'even' | 'crowded' | 'same' | ((index: number) => Date);

/** The number of read sets, and their distribution in time. */
export interface GenerateOptions {
  /** An integer from 0 to 100,000,000. */
  readonly count: number;
  /** An integer from 0 to 4294967295. Each read set depends only on the seed and its index. @default 1 */
  readonly seed?: number;
  /** The earliest creation time, as an ISO 8601 string or a Date. @default '2023-01-01T00:00:00.000Z' */
  readonly from?: string | Date;
  /** The exclusive end of the creation times. @default '2025-01-01T00:00:00.000Z' */
  readonly to?: string | Date;
  /** The distribution of creation times, ascending with the index. @default 'even' */
  readonly creationTimes?: CreationTimes;
  /**
   * The `sequenceStoreId` of the read sets. Read sets of different stores also have different ids.
   * @default the store that serves them; stores with the same seed then have the same ids
   */
  readonly sequenceStoreId?: string;
  /**
   * The fraction, from 0 to 1, of unusual read sets: null members, unknown statuses and file types, names with quotes,
   * newlines, formulas, escape sequences and any script, counts above 2^53. @default 0
   */
  readonly oddShare?: number;
}

/**
 * Generates read sets on request, with all file types and statuses, several per sample, missing members and repeated
 * etags. A million of them cost no time or memory until they are listed.
 *
 * @throws {InvalidOptionError} for an invalid option
 * @example
 * ```ts
 * const stores = [{ id: '1234567890', readSets: generateReadSets({ count: 1_000_000, seed: 7 }) }];
 * ```
 */
export function generateReadSets(options: GenerateOptions): ReadSetSource {
  validate((problems) => {
    checkOptions(problems, 'options', options, CHECKS);
    const { from, to } = rangeOf(options);
    if (from > to) problems.add('from', `no later than \`to\` (${new Date(to).toISOString()})`, options.from);
  });
  const { count, seed = 1, sequenceStoreId, oddShare = 0 } = options;
  const creationTimeOf = creationTimeRule(options);
  const storeHash = sequenceStoreId === undefined ? 0 : hashText(sequenceStoreId);
  // there are 8,900 blocks of a million ids
  const firstId = 1_000_000_000 + ((seed + storeHash) % 8_900) * 1_000_000;
  return {
    length: count,
    creationTimeOf,
    at: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count) {
        throw new RangeError(`No read set at ${index}: there are ${count}`);
      }
      const record = generatedReadSet(index, seed, String(firstId + index), creationTimeOf(index));
      if (sequenceStoreId !== undefined) record.sequenceStoreId = sequenceStoreId;
      const root = hash32(seed, index);
      const isOdd = oddShare > 0 && draw(root, 17) < oddShare * 1000;
      return isOdd ? { ...record, ...ODD_MEMBERS[hash32(root, 18) % ODD_MEMBERS.length] } : record;
    },
    indexOf: (id) => {
      const index = /^\d{10,12}$/.test(id) ? Number(id) - firstId : -1;
      return index >= 0 && index < count ? index : -1;
    },
  };
}

const checkTime: Check = (problems, name, time) => {
  if (time !== undefined && timeMs(time) === undefined) {
    problems.add(name, 'an ISO 8601 time or a Date', time);
  }
};

const CHECKS: Checks<GenerateOptions> = {
  count: (problems, name, count) => problems.integer(name, count ?? null, 0, 100_000_000),
  seed: checkSeed,
  from: checkTime,
  to: checkTime,
  creationTimes: (problems, name, times = 'even') => {
    if (typeof times === 'function' || ['even', 'crowded', 'same'].includes(times as string)) return;
    problems.add(name, "'even', 'crowded', 'same' or a function", times);
  },
  sequenceStoreId: checkStoreId,
  oddShare: checkFraction,
};

function rangeOf({ from = '2023-01-01', to = '2025-01-01' }: GenerateOptions) {
  return { from: timeMs(from) ?? NaN, to: timeMs(to) ?? NaN };
}

function creationTimeRule(options: GenerateOptions): (index: number) => number {
  const { count, seed = 1, creationTimes = 'even' } = options;
  const { from, to } = rangeOf(options);
  if (typeof creationTimes === 'function') return (index) => creationTimes(index).getTime();
  if (creationTimes === 'same') return () => from;
  const jitterSeed = hash32(seed, 0);
  return (index) => {
    // each index has a time slot of its own, and the seed chooses a time within it
    const part = (index + fraction(jitterSeed, index)) / count;
    const crowded = part < 0.5 ? part * 2 * 0.99 : 0.99 + (part - 0.5) * 2 * 0.01;
    return from + Math.floor((to - from) * (creationTimes === 'even' ? part : crowded));
  };
}

const REFERENCES = [1, 2, 3].map(
  (n) => `arn:aws:omics:us-east-1:123456789012:referenceStore/9876543210/reference/${5_000_000_000 + n}`,
);
const PREFIXES = ['NA', 'HG', 'GM', 'SQ'];
const LIBRARIES = ['WGS', 'WES', 'RNA', 'HiFi', 'ONT', 'Hi-C'];

/** Values, each with the exclusive end of its range of draws from 0 to 999. */
const FILE_TYPES = Object.entries({ FASTQ: 450, BAM: 650, CRAM: 900, UBAM: 1000 });
const STATUSES = Object.entries({
  ACTIVE: 620,
  ARCHIVED: 920,
  ACTIVATING: 945,
  PROCESSING_UPLOAD: 955,
  UPLOAD_FAILED: 970,
  DELETING: 980,
  DELETED: 1000,
});

/** Members that careless code does not expect. */
const ODD_MEMBERS: readonly Readonly<Record<string, unknown>>[] = [
  { name: null, description: null, referenceArn: null },
  { sequenceInformation: null, etag: null, creationType: null },
  { status: 'RESTORING' },
  { fileType: 'POD5', creationType: 'TRANSFER' },
  { name: 'tumour "A", left\nlung', description: 'two\r\nlines, "quoted"' },
  { name: '=HYPERLINK("http://example.org","sample")', description: '+1-2' },
  { name: '\u001b[31mred\u001b[0m\u0007', description: '<script>alert(1)</script> & <b>bold</b>' },
  { name: '検体番号１２', description: 'عينة · образец · दाता · 🧬' },
  { name: ' ', sampleId: ' padded ', description: '' },
  { sampleId: '\u00e9', subjectId: 'e\u0301' }, // composed and decomposed
  { sequenceInformation: { totalReadCount: 2n ** 53n + 1n, totalBaseCount: 2n ** 63n - 1n } },
  { sequenceInformation: {}, etag: {} },
  { storageClass: 'DEEP', labels: ['x', 1, null] },
];

function choose(ends: readonly [value: string, end: number][], drawn: number): string {
  for (const [value, end] of ends) if (drawn < end) return value;
  return '';
}

/** A number from 0 to 999 for each field of a read set. The fields are independent of each other. */
function draw(root: number, field: number): number {
  return hash32(root, field) % 1000;
}

type MutableReadSet = { -readonly [Member in keyof ReadSetRecord]: ReadSetRecord[Member] };

function generatedReadSet(index: number, seed: number, id: string, time: number): MutableReadSet {
  const root = hash32(seed, index);
  const fileType = choose(FILE_TYPES, draw(root, 1));
  const status = choose(STATUSES, draw(root, 2));
  const isUpload = status === 'PROCESSING_UPLOAD' || status === 'UPLOAD_FAILED';
  // members are assigned one by one: this runs 100 times per page, and object spread is many times slower
  const record: MutableReadSet = { id, status, fileType, creationTime: new Date(time).toISOString() };
  assignNames(record, root, index);
  const isAligned =
    (fileType === 'CRAM' && draw(root, 6) < 970) || (fileType === 'BAM' && draw(root, 6) < 850);
  if (isAligned) record.referenceArn = REFERENCES[draw(root, 13) % REFERENCES.length] ?? null;
  if (!isUpload) record.sequenceInformation = sequenceInformationOf(root, isAligned);
  if (status === 'UPLOAD_FAILED') record.statusMessage = 'The checksum of part 3 did not match';
  if (isUpload || draw(root, 14) < 900) {
    record.creationType = isUpload || draw(root, 15) < 300 ? 'UPLOAD' : 'IMPORT';
  }
  if (!isUpload && draw(root, 16) < 970) record.etag = etagOf(fileType, root, seed, index);
  return record;
}

/** Three of four read sets belong to the same sample as their neighbors, the others to an earlier sample. */
function assignNames(record: MutableReadSet, root: number, index: number): void {
  const sample = draw(root, 3) < 750 ? index >>> 2 : hash32(root, 4) % ((index >>> 2) + 1);
  const prefix = PREFIXES[Math.floor(sample / 90_000) % 4] ?? '';
  const sampleId = `${prefix}${10_000 + ((sample * 7919) % 90_000)}`;
  const library = LIBRARIES[draw(root, 5) % LIBRARIES.length] ?? '';
  if (draw(root, 7) < 960) record.sampleId = sampleId;
  if (draw(root, 8) < 850) record.subjectId = `SUBJ-${1_000_001 + (sample >>> 1)}`;
  if (draw(root, 9) < 950) record.name = `${sampleId}.${library}.L00${(draw(root, 10) % 8) + 1}`;
  if (draw(root, 11) < 600) {
    record.description = `${library} of ${sampleId}, run ${(hash32(root, 12) % 9000) + 1000}`;
  }
}

function sequenceInformationOf(root: number, isAligned: boolean): SequenceInformationRecord {
  const information: Record<string, number | string> = {};
  if (draw(root, 21) < 950) {
    const reads = 1_000_000 + (hash32(root, 20) % 900_000_000);
    information.totalReadCount = reads;
    information.totalBaseCount = reads * (draw(root, 22) < 700 ? 150 : 12_000);
  }
  if (draw(root, 23) < 700) information.generatedFrom = `SRR${10_000_000 + (hash32(root, 24) % 20_000_000)}`;
  information.alignment = isAligned ? 'ALIGNED' : 'UNALIGNED';
  return information;
}

/** One in fifty has the etag of an earlier read set, like a file that was imported twice. */
function etagOf(fileType: string, root: number, seed: number, index: number): EtagRecord {
  const original = draw(root, 25) < 20 ? Math.max(0, index - 1 - (draw(root, 26) % 50)) : index;
  const family = draw(root, 27) < 900 ? 'MD5up' : draw(root, 27) < 970 ? 'SHA256up' : 'SHA512up';
  const words = family === 'MD5up' ? 4 : family === 'SHA256up' ? 8 : 16;
  const algorithm = `${fileType === 'UBAM' ? 'BAM' : fileType}_${family}`;
  const source1 = digest(hash32(seed, original), words);
  return fileType === 'FASTQ' && draw(root, 28) < 600
    ? { algorithm, source1, source2: digest(hash32(seed ^ 0x5bd1e995, original), words) }
    : { algorithm, source1 };
}

/** A made-up digest of 32-bit words, in hexadecimal. */
function digest(root: number, words: number): string {
  let text = '';
  for (let word = 0; word < words; word += 1) text += hash32(root, word).toString(16).padStart(8, '0');
  return text;
}
