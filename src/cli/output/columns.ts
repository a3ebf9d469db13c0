import { GIGABASES, gigabasesOf, type TextColumn } from '../../display/table.js';
import { cellText, escapeControls } from '../../display/text.js';
import { valueAt } from '../../index.js';
import { closestName, didYouMean } from '../../text/closest-name.js';
import { UsageError } from '../exit.js';

/** The fields of the SDK's `SequenceStoreDetail`. */
export const SEQUENCE_STORE_FIELDS: readonly string[] = [
  'arn',
  'id',
  'name',
  'description',
  'sseConfig.type',
  'sseConfig.keyArn',
  'creationTime',
  'fallbackLocation',
  'eTagAlgorithmFamily',
  'status',
  'statusMessage',
  'updateTime',
];

export const SEQUENCE_STORE_COLUMNS: readonly string[] = [
  'id',
  'name',
  'status',
  'eTagAlgorithmFamily',
  'creationTime',
  'description',
];

/**
 * Replaces parents such as `etag` with their members, and removes repeated fields.
 *
 * @throws {UsageError} for an unknown field
 */
export function expandFields(fields: readonly string[], known: readonly string[]): readonly string[] {
  const membersOf = (field: string): readonly string[] =>
    known.filter((member) => member === field || member.startsWith(`${field}.`));
  const unknown = fields.filter((field) => membersOf(field).length === 0);
  if (unknown.length > 0) throw unknownFields('--fields', unknown, known);
  return [...new Set(fields.flatMap(membersOf))];
}

/** The error that lists the known fields, for unknown fields in a flag. */
export function unknownFields(flag: string, unknown: readonly string[], known: readonly string[]) {
  const got = unknown.map((field) => `${JSON.stringify(field)}${didYouMean(closestName(field, known))}`);
  return new UsageError(
    `Expected ${flag} to name known fields, got ${got.join(', ')}. Known fields: ${known.join(', ')}.`,
  );
}

export interface Column extends TextColumn {
  readonly cell: (row: object) => string;
}

/** Fields that stay readable when truncated: free text, and values too long for a screen. Never an id or a number. */
const TRUNCATED_FIELDS =
  /^(name|description|sampleId|subjectId|statusMessage|fallbackLocation)$|arn$|\.(generatedFrom|alignment|source\d)$/i;

export function tableColumns(fields: readonly string[], known: readonly string[]): readonly Column[] {
  return expandFields(fields, known).map((field) => ({
    title: field,
    align: field === GIGABASES || field.endsWith('Count') ? 'right' : 'left',
    truncates: TRUNCATED_FIELDS.test(field),
    cell:
      field === GIGABASES
        ? (row) => gigabasesOf(row)?.toFixed(2) ?? ''
        : (row) => tableCell(valueAt(row, field)),
  }));
}

/** The decimal places of the numbers of an analysis. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ['group', 0],
  ['readSets', 0],
  ['basesUnknown', 0],
  [GIGABASES, 2],
]);

/** The columns of a table of an analysis. A missing value of a field that it groups by is shown as `(none)`. */
export function analysisColumns(
  fields: readonly string[],
  groupedBy: readonly string[] = [],
): readonly Column[] {
  return fields.map((field) => {
    const digits = DIGITS.get(field);
    return {
      title: field,
      align: digits === undefined ? 'left' : 'right',
      truncates: TRUNCATED_FIELDS.test(field),
      cell: (row) => {
        const value = valueAt(row, field) ?? null;
        if (value === null) return groupedBy.includes(field) ? '(none)' : '';
        if (typeof value === 'number' && digits !== undefined) {
          const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
          return value.toLocaleString('en-US', places);
        }
        const text = tableCell(value);
        return field === 'oldest' || field === 'newest' ? text.slice(0, 'YYYY-MM-DD'.length) : text;
      },
    };
  });
}

/** Formats a value for a table: a time to the minute, in UTC. */
function tableCell(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 16).replace('T', ' ');
  return escapeControls(cellText(value));
}
