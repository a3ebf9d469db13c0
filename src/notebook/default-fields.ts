import { READ_SET_COLUMNS } from '../display/read-set-columns.js';
import { pathsOf } from './paths.js';

/** Rows of one kind, and what is shown of them where no fields are asked for. */
interface Kind {
  readonly is: (row: object) => boolean;
  readonly fields: readonly string[];
}

const has = (...members: readonly string[]) => {
  return (row: object): boolean => members.every((member) => member in row);
};

const isReadSet = has('arn', 'fileType', 'status', 'creationTime');

const KINDS: readonly Kind[] = [
  {
    is: (row) => 'arn' in row && typeof row.arn === 'string' && /:sequenceStore\/[^/]*$/.test(row.arn),
    fields: ['id', 'name', 'description', 'status', 'eTagAlgorithmFamily', 'creationTime'],
  },
  {
    is: has('sequenceStoreId', 'outcome', 'requests'), // of an inventory's report
    fields: [
      'name',
      'sequenceStoreId',
      'outcome',
      'readSets',
      'pages',
      'requests',
      'retries',
      'throttled',
      'seconds',
      'error.message',
    ],
  },
  {
    is: has('group', 'etag'), // a duplicate
    fields: [
      'group',
      'sequenceStoreId',
      'id',
      'status',
      'fileType',
      'gigabases',
      'etag.algorithm',
      'etag.source1',
      'etag.source2',
    ],
  },
  { is: has('kind', 'message'), fields: ['kind', 'sequenceStoreId', 'id', 'name', 'sampleId', 'message'] },
];

/** Whether rows are read sets as a list has them. */
export function areReadSets(rows: readonly object[]): boolean {
  return rows.length > 0 && rows.every(isReadSet);
}

/** What is shown of rows: of read sets the usual fields, of other kinds those that any row has, else every field. */
export function defaultFields(rows: readonly object[]): readonly string[] {
  if (areReadSets(rows)) return READ_SET_COLUMNS;
  const present = new Set(rows.flatMap((row) => pathsOf(row)));
  const usual = KINDS.find(({ is }) => rows.every(is))?.fields;
  return usual === undefined ? [...present] : usual.filter((field) => present.has(field));
}
