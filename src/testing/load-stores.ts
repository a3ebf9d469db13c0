import { readFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { STORE_ID } from './checks.js';
import { isRecord, timestampMs } from './service-model.js';
import type { EmulatorStore, ReadSetRecord } from './stores.js';

/** The collections of the release, in the order of their store ids. */
const COLLECTIONS = ['HiFi', 'ONT', 'Hi-C', 'Illumina', 'DeepConsensus', 'Kinnex'];

/**
 * Loads the 6,207 sequencing files of the Human Pangenome Reference Consortium's release 2 as read sets in six stores,
 * one per collection. Samples, runs and counts are real, with their real gaps. Ids, statuses, etags and 3,532 creation
 * times are not part of the release and are made up, identically each time.
 */
export function loadHprcStores(): readonly EmulatorStore[] {
  const stores = COLLECTIONS.map((name, index) => ({
    id: String(1_000_000_001 + index),
    name: `HPRC ${name}`,
    description: `Human Pangenome Reference Consortium, release 2: ${name}`,
    creationTime: '2021-01-01T00:00:00.000Z',
    eTagAlgorithmFamily: 'MD5up',
    readSets: [] as ReadSetRecord[],
  }));
  const file = new URL('../../data/hprc-release2-sequencing.ndjson', import.meta.url);
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const { sequenceStoreId, ...record } = JSON.parse(line) as ReadSetRecord;
    stores.find(({ id }) => id === sequenceStoreId)?.readSets.push(record);
  }
  return stores;
}

/**
 * Loads stores from a file of read sets as `readsets list --format ndjson` prints them: one JSON object per line,
 * grouped by `sequenceStoreId` in the order of their first read sets. Empty lines are skipped.
 *
 * @throws Error that names the file, the line and the reason
 */
export async function loadReadSetsFile(path: string): Promise<readonly EmulatorStore[]> {
  const stores = new Map<string, ReadSetRecord[]>();
  if (!(await stat(path)).isFile()) throw new Error(`${path}: not a file`);
  const file = await open(path);
  let number = 0;
  for await (const line of file.readLines()) {
    number += 1;
    if (line.trim() === '') continue;
    const record = parseLine(line, `${path}, line ${number}`);
    const readSets = stores.get(record.sequenceStoreId) ?? [];
    stores.set(record.sequenceStoreId, readSets);
    readSets.push(record);
  }
  return [...stores].map(([id, readSets]) => ({ id, readSets }));
}

function parseLine(line: string, place: string) {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    throw new Error(`${place}: not JSON: ${(error as SyntaxError).message}`, { cause: error });
  }
  if (!isRecord(record)) throw new Error(`${place}: expected a JSON object`);
  const expect = (isValid: boolean, member: string, expected: string): void => {
    if (!isValid) throw new Error(`${place}: expected \`${member}\` to be ${expected}`);
  };
  const { sequenceStoreId: id, creationTime } = record;
  expect(typeof id === 'string' && STORE_ID.test(id), 'sequenceStoreId', 'a string of 10 to 36 digits');
  for (const member of ['id', 'status', 'fileType', 'creationTime']) {
    expect(typeof record[member] === 'string', member, 'a string');
  }
  expect(!Number.isNaN(timestampMs(creationTime)), 'creationTime', 'an ISO 8601 time with a zone');
  return record as unknown as ReadSetRecord & { readonly sequenceStoreId: string };
}
