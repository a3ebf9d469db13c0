import { inspect } from 'node:util';
import {
  DUPLICATE_COLUMNS,
  GIGABASES,
  gigabasesOf,
  ISSUE_COLUMNS,
  READ_SET_COLUMNS,
} from '../display/table.js';
import { cellText, counted, number } from '../display/text.js';
import { LazyList, READ_SET_FIELDS, valueAt } from '../index.js';
import { closestName, didYouMean } from '../text/closest-name.js';

/** The text of a cell, and a tooltip. */
export interface Cell {
  readonly text: string;
  readonly hint?: string;
}

/** A column of a table, with a cell for each row. */
export interface Column {
  readonly title: string;
  readonly isNumeric: boolean;
  readonly cells: readonly Cell[];
}

/** Formats rows as columns, and names the requested fields that no row has. */
export function columnsOf(
  rows: readonly unknown[],
  requested: readonly string[] | undefined,
): { readonly columns: readonly Column[]; readonly notes: readonly string[] } {
  const objects = rows.map(rowObject);
  const fields = requested ?? defaultFields(objects);
  const missing = (requested ?? []).filter((field) =>
    objects.every((row) => fieldAt(row, field) === undefined),
  );
  return {
    columns: fields.filter((field) => !missing.includes(field)).map((field) => columnOf(objects, field)),
    notes: objects.length > 0 && missing.length > 0 ? [missingFieldsNote(objects, missing)] : [],
  };
}

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const isTime = (value: unknown): value is Date => value instanceof Date;

function columnOf(rows: readonly object[], field: string): Column {
  const values = rows.map((row) => fieldAt(row, field));
  const formatNumber = numberFormat(values.filter(isNumber));
  const areDates = values.filter(isTime).every(isMidnight);
  const cellOf = (row: object, value: unknown): Cell => {
    if (isUnknown(row, field, value)) return { text: '', hint: 'unknown' };
    if (typeof value === 'number' && field === GIGABASES) return { text: gigabasesText(value) };
    if (isNumber(value)) return { text: formatNumber(value) };
    if (isTime(value)) return { text: timeText(value, areDates), hint: textOf(value) };
    if (value === null && groupKey(row) !== undefined) return { text: '(none)' };
    return { text: textOf(value) };
  };
  const name = rows.some((row) => groupKey(row) !== undefined) ? field.replace(/^key\./, '') : field;
  return {
    title: areDates ? name : `${name} (UTC)`,
    isNumeric: values.some(isNumber),
    cells: rows.map((row, i) => cellOf(row, values[i])),
  };
}

/** Text of any value but a number or a time. A list of objects is shown as its length. */
function textOf(value: unknown): string {
  if (value instanceof LazyList) return counted(value.length, 'item');
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.some((item) => typeof item === 'object' && item !== null)
      ? counted(items.length, 'item')
      : items.map(cellText).join(', ');
  }
  try {
    return cellText(value);
  } catch {
    return inspect(value, { breakLength: Infinity }); // JSON cannot represent it
  }
}

/** An invalid date counts as midnight, so that it does not affect its column. */
function isMidnight(time: Date): boolean {
  return Number.isNaN(time.getTime()) || time.getTime() % 86_400_000 === 0;
}

/** `2024-03-01 12:00`, or only the date, in UTC. */
function timeText(time: Date, isDate: boolean): string {
  if (Number.isNaN(time.getTime())) return String(time);
  return time.toISOString().replace(/T(.{5}).*/, isDate ? '' : ' $1');
}

/**
 * Returns a format for the numbers of a column. Integers have no decimals. Other numbers have two, and numbers below 1
 * have as many as three significant digits need. If all are below 1, all have the same number of decimals.
 */
export function numberFormat(numbers: readonly (number | bigint)[]): (value: number | bigint) => string {
  const finite = numbers.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
  if (finite.every(Number.isInteger)) return number;
  const most = finite.reduce((decimals, value) => Math.max(decimals, decimalsOf(value)), 0);
  const areSmall = finite.every((value) => Math.abs(value) < 1);
  return (value) =>
    typeof value === 'bigint' ? number(value) : withDecimals(value, areSmall ? most : decimalsOf(value));
}

/** Two decimals, or `<0.01` for a size that would round to zero. */
function gigabasesText(gigabases: number): string {
  return gigabases > 0 && gigabases < 0.005 ? '<0.01' : withDecimals(gigabases, 2);
}

function decimalsOf(value: number): number {
  if (value === 0 || Math.abs(value) >= 1) return 2;
  const text = value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
  return Math.min(Math.max(2, (text.split('.')[1] ?? '').length), 20);
}

function withDecimals(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

const hasMembers = (...members: readonly string[]) => {
  return (row: object): boolean => members.every((member) => member in row);
};

const isReadSet = hasMembers('arn', 'fileType', 'status', 'creationTime');

const isSequenceStore = (row: object): boolean =>
  'arn' in row && typeof row.arn === 'string' && /:sequenceStore\/[^/]*$/.test(row.arn);

/** Types of rows, and the fields to show of each by default. */
const ROW_TYPES: readonly [matches: (row: object) => boolean, fields: readonly string[]][] = [
  [isSequenceStore, ['id', 'name', 'description', 'status', 'eTagAlgorithmFamily', 'creationTime']],
  [
    hasMembers('sequenceStoreId', 'outcome', 'requests'), // a store in the report of an inventory
    [
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
  ],
  [hasMembers('group', 'etag'), DUPLICATE_COLUMNS],
  [hasMembers('kind', 'message'), ISSUE_COLUMNS],
];

/** Returns the usual fields of read sets; of other known rows, the usual fields that occur; else every field. */
function defaultFields(rows: readonly object[]): readonly string[] {
  if (areReadSets(rows)) return READ_SET_COLUMNS;
  const present = new Set(rows.flatMap((row) => fieldsOf(row)));
  const [, fields] = ROW_TYPES.find(([matches]) => rows.every(matches)) ?? [];
  return fields === undefined ? [...present] : fields.filter((field) => present.has(field));
}

/** A line that names the fields that no row has, with a suggestion for each that looks misspelled. */
function missingFieldsNote(rows: readonly object[], missing: readonly string[]): string {
  const present = rows.flatMap((row) => {
    const key = groupKey(row);
    return fieldsOf(key === undefined ? row : { ...row, key: undefined, ...key });
  });
  const usual = areReadSets(rows) ? [...READ_SET_FIELDS, GIGABASES] : [];
  const known = [...new Set([...present, ...usual])];
  const named = missing.map((field) => {
    const maxDistance = Math.min(3, Math.ceil(field.length / 3));
    return known.includes(field) ? field : field + didYouMean(closestName(field, known, maxDistance));
  });
  return `Not in these rows: ${named.join(', ')}.`;
}

function areReadSets(rows: readonly object[]): boolean {
  return rows.length > 0 && rows.every(isReadSet);
}

/** Wraps a row that is not an object, such as a number, as `{ value }`. */
function rowObject(row: unknown): object {
  return typeof row === 'object' && row !== null && !(row instanceof Date) ? row : { value: row };
}

/** The key of a group of a summary; `undefined` for any other row. */
function groupKey(row: object): object | undefined {
  return 'key' in row && isPlainObject(row.key) && 'readSets' in row ? row.key : undefined;
}

/** Reads a field of a row, of the key of a group, or the computed gigabases of a read set. */
function fieldAt(row: object, field: string): unknown {
  const value = valueAt(row, field);
  if (value !== undefined) return value;
  const key = groupKey(row);
  if (key !== undefined) return valueAt(key, field);
  return field === GIGABASES ? gigabasesOf(row) : undefined;
}

/** Whether a size or a cost is unknown. Sums are 0 if the size of every read set is unknown. */
function isUnknown(row: object, field: string, value: unknown): boolean {
  if (field !== GIGABASES && field !== 'perMonth') return false;
  if (value === undefined || value === null) return field === GIGABASES;
  if (value !== 0 || !('basesUnknown' in row && 'readSets' in row)) return false;
  return row.readSets !== 0 && row.readSets === row.basesUnknown;
}

/** The paths of all defined fields, with nested fields as `etag.algorithm`. */
function fieldsOf(row: object, prefix = ''): string[] {
  return Object.entries(row).flatMap(([name, member]: [string, unknown]) => {
    if (member === undefined) return [];
    return isPlainObject(member) ? fieldsOf(member, `${prefix}${name}.`) : [`${prefix}${name}`];
  });
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
