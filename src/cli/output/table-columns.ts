import { valueAt } from '../../index.js';
import { escapeControls } from './escape-controls.js';
import { expandFields, type KnownFields } from './fields.js';

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: object) => string;
}

/** A field that only a table has: the bases of a read set in thousand millions. */
export const GIGABASES = 'gigabases';

/** What a table shows of read sets and of stores where no fields are asked for. */
export const READ_SET_COLUMNS = [
  'id',
  'sequenceStoreId',
  'name',
  'sampleId',
  'fileType',
  'status',
  'creationTime',
  GIGABASES,
];
export const SEQUENCE_STORE_COLUMNS = [
  'id',
  'name',
  'status',
  'eTagAlgorithmFamily',
  'creationTime',
  'description',
];

/** The columns of these fields. */
export function tableColumns(fields: readonly string[], known: KnownFields): readonly Column[] {
  return expandFields(fields, known).map((field) => {
    if (field === GIGABASES) return { title: field, align: 'right', cell: gigabases };
    const align = field.endsWith('Count') ? 'right' : 'left';
    return { title: field, align, cell: (row) => cellText(valueAt(row, field)) };
  });
}

/** A value as a table shows it. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  return escapeControls(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function gigabases(row: object): string {
  const bases = valueAt(row, 'sequenceInformation.totalBaseCount');
  return typeof bases === 'number' ? (bases / 1e9).toFixed(2) : '';
}
