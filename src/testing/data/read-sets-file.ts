import { open } from 'node:fs/promises';
import { isRecord } from '../expect.js';
import { timeOf } from '../iso-time.js';
import type { EmulatorStore, ReadSetRecord } from '../stores/store.js';

/**
 * Stores from a file of read sets as `readsets list --format ndjson` prints them: one JSON object a line, grouped by
 * `sequenceStoreId` in the order they first appear. Empty lines are skipped.
 *
 * @throws Error that names the file, the line and the reason
 */
export const loadReadSetsFile = async (path: string): Promise<readonly EmulatorStore[]> => {
  const stores = new Map<string, ReadSetRecord[]>();
  const file = await open(path);
  if (!(await file.stat()).isFile()) {
    await file.close();
    throw new Error(`${path}: not a file`);
  }
  let number = 0;
  for await (const line of file.readLines()) {
    number += 1;
    if (line.trim() === '') continue;
    const { sequenceStoreId, record } = readLine(line, `${path}, line ${number}`);
    const readSets = stores.get(sequenceStoreId);
    if (readSets === undefined) stores.set(sequenceStoreId, [record]);
    else readSets.push(record);
  }
  return [...stores].map(([id, readSets]) => ({ id, readSets }));
};

const readLine = (line: string, where: string): { sequenceStoreId: string; record: ReadSetRecord } => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error(`${where}: no JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!isRecord(value)) throw new Error(`${where}: expected a JSON object`);
  const { sequenceStoreId } = value;
  if (typeof sequenceStoreId !== 'string' || !/^\d{10,36}$/.test(sequenceStoreId)) {
    throw new Error(`${where}: expected \`sequenceStoreId\` to be a string of 10 to 36 digits`);
  }
  if (!isReadSet(value)) {
    const missing = ['id', 'status', 'fileType', 'creationTime'].find((member) => typeof value[member] !== 'string');
    throw new Error(`${where}: expected \`${missing ?? 'creationTime'}\` to be ${missing ? 'a string' : 'an ISO 8601 time'}`);
  }
  return { sequenceStoreId, record: value };
};

const isReadSet = (value: Readonly<Record<string, unknown>>): value is ReadSetRecord =>
  typeof value.id === 'string' &&
  typeof value.status === 'string' &&
  typeof value.fileType === 'string' &&
  typeof value.creationTime === 'string' &&
  !Number.isNaN(timeOf(value.creationTime));
