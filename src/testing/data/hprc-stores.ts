import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { hash32, hashText } from '../random.js';
import type { EmulatorStore, ReadSetRecord } from '../stores/store.js';

/** The collections in the order they are listed, and the store of each. */
const STORE_IDS: Readonly<Record<string, string>> = {
  HiFi: '1000000001',
  ONT: '1000000002',
  'Hi-C': '1000000003',
  Illumina: '1000000004',
  DeepConsensus: '1000000005',
  Kinnex: '1000000006',
};
const REFERENCE = 'arn:aws:omics:us-east-1:123456789012:referenceStore/9876543210/reference/5000000002';
const DAY = 86_400_000;
const FIRST_DAY = Date.parse('2021-01-01T00:00:00Z');
const ARCHIVED_BEFORE = Date.parse('2023-01-01T00:00:00Z');

type Row = Readonly<Record<string, string>>;

/**
 * The 6,207 sequencing files of the Human Pangenome Reference Consortium's release 2 as read sets, in six stores, one
 * a collection: real samples, runs and counts with their real gaps. What the release does not say (ids, statuses, etags,
 * the creation time of 3,532) is made up, always the same way.
 */
export const loadHprcStores = (): readonly EmulatorStore[] => {
  const file = new URL('../../../data/hprc-release2-sequencing.csv', import.meta.url);
  const rows: Row[] = parse(readFileSync(file), { columns: true, skip_empty_lines: true });
  const readSets = new Map<string, ReadSetRecord[]>(Object.keys(STORE_IDS).map((name) => [name, []]));
  rows.forEach((row, index) => {
    const collection = (row.collection ?? '').replace(/^HPRC /, '');
    readSets.get(collection)?.push(readSetOf(row, index));
  });
  return [...readSets].map(([name, records]) => ({
    id: STORE_IDS[name] ?? '',
    name: `HPRC ${name}`,
    description: `Human Pangenome Reference Consortium, release 2: ${name}`,
    creationTime: '2021-01-01T00:00:00.000Z',
    eTagAlgorithmFamily: 'MD5up',
    readSets: records,
  }));
};

const readSetOf = (row: Row, index: number): ReadSetRecord => {
  const { sample_id: sampleId, biosample, filename = '', filetype: fileType = '' } = row;
  const seed = hashText(`${row.collection} ${filename}`);
  const time = creationTimeOf(row, seed);
  const status = statusOf(seed, time);
  const description = ['platform', 'instrument', 'library', 'strategy'].map((column) => row[column]).filter(Boolean);
  const information = sequenceInformationOf(row, fileType);
  return {
    id: String(2_000_000_001 + index),
    status,
    fileType,
    creationTime: new Date(time).toISOString(),
    ...(sampleId ? { sampleId } : {}),
    ...(biosample ? { subjectId: biosample } : {}),
    ...(filename ? { name: [...filename].slice(0, 127).join('') } : {}),
    ...(description.length > 0 ? { description: description.join(', ') } : {}),
    ...(fileType === 'CRAM' ? { referenceArn: REFERENCE } : {}),
    ...(Object.keys(information).length > 0 ? { sequenceInformation: information } : {}),
    ...(status === 'UPLOAD_FAILED' ? { statusMessage: 'The upload was not completed in time' } : {}),
    creationType: status === 'UPLOAD_FAILED' || seed % 4 === 0 ? 'UPLOAD' : 'IMPORT',
    etag: { algorithm: `${fileType === 'UBAM' ? 'BAM' : fileType}_MD5up`, source1: digest(seed) },
  };
};

const creationTimeOf = ({ run_started: started }: Row, seed: number): number => {
  const time = Date.parse(started ?? '');
  return Number.isNaN(time) ? FIRST_DAY + (hash32(seed, 1) % (3 * 365)) * DAY + (hash32(seed, 2) % DAY) : time;
};

/** Old read sets are archived, new ones are active; one in fifty is on its way between, failed or gone. */
const statusOf = (seed: number, time: number): string => {
  const draw = hash32(seed, 3) % 1000;
  if (draw < 10) return 'ACTIVATING';
  if (draw < 14) return 'UPLOAD_FAILED';
  if (draw < 17) return 'DELETING';
  if (draw < 20) return 'DELETED';
  return time < ARCHIVED_BEFORE ? 'ARCHIVED' : 'ACTIVE';
};

const sequenceInformationOf = (row: Row, fileType: string): Record<string, number | string> => {
  const { run_accession: run, total_reads: reads, total_bases: bases } = row;
  return {
    ...(reads ? { totalReadCount: Number(reads) } : {}),
    ...(bases ? { totalBaseCount: Number(bases) } : {}),
    ...(run ? { generatedFrom: run } : {}),
    ...(fileType === 'CRAM' ? { alignment: 'ALIGNED' } : {}),
  };
};

const digest = (seed: number): string =>
  [10, 11, 12, 13].map((word) => hash32(seed, word).toString(16).padStart(8, '0')).join('');
