import { valueAt } from '../../index.js';
import { cellText } from '../../display/cell-text.js';
import { escapeControls } from '../../display/escape-controls.js';
import { GIGABASES, gigabasesOf } from '../../display/read-set-columns.js';
import { expandFields, type KnownFields } from './fields.js';

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Whether its cells may be cut to fit a terminal. */
  readonly shrinks: boolean;
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

/** What people wrote, or what is too long for a screen: all else says nothing, or something else, once it is cut. */
const SHRINKING = new Set([
  'name',
  'description',
  'sampleId',
  'subjectId',
  'arn',
  'referenceArn',
  'statusMessage',
  'sequenceInformation.generatedFrom',
  'sequenceInformation.alignment',
  'etag.source1',
  'etag.source2',
  'sseConfig.keyArn',
  'fallbackLocation',
]);

/** Whether the cells of a field may be cut to fit a terminal. */
export function shrinks(field: string): boolean {
  return SHRINKING.has(field);
}

/** The columns of these fields. */
export function tableColumns(fields: readonly string[], known: KnownFields): readonly Column[] {
  return expandFields(fields, known).map((field) => {
    if (field === GIGABASES) return { title: field, align: 'right', shrinks: false, cell: gigabases };
    const align = field.endsWith('Count') ? 'right' : 'left';
    return { title: field, align, shrinks: shrinks(field), cell: (row) => cellOf(valueAt(row, field)) };
  });
}

/** A value as a table shows it: a time to the minute, in UTC. */
export function cellOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 16).replace('T', ' ');
  return escapeControls(cellText(value));
}

function gigabases(row: object): string {
  return gigabasesOf(row)?.toFixed(2) ?? '';
}
