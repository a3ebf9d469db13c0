import { valueAt } from '../index.js';

/** A field that only a table has: the bases of a read set in thousand millions. */
export const GIGABASES = 'gigabases';

/** What a table shows of read sets where no fields are asked for. */
export const READ_SET_COLUMNS: readonly string[] = [
  'id',
  'sequenceStoreId',
  'name',
  'sampleId',
  'fileType',
  'status',
  'creationTime',
  GIGABASES,
];

/** The gigabases of a read set, where its bases are known. */
export function gigabasesOf(readSet: object): number | undefined {
  const bases = valueAt(readSet, 'sequenceInformation.totalBaseCount');
  return typeof bases === 'number' ? bases / 1e9 : undefined;
}
