import { valueAt } from '../../index.js';
import { cellText } from '../../display/cell-text.js';
import { escapeControls } from '../../display/escape-controls.js';
import { GIGABASES, gigabasesOf } from '../../display/read-set-columns.js';
import { expandFields, type KnownFields } from './fields.js';

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: object) => string;
}

/** What a table shows of stores where no fields are asked for. */
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
    return { title: field, align, cell: (row) => cellOf(valueAt(row, field)) };
  });
}

/** A value as a table shows it. */
export function cellOf(value: unknown): string {
  return escapeControls(cellText(value));
}

function gigabases(row: object): string {
  return gigabasesOf(row)?.toFixed(2) ?? '';
}
