import { GIGABASES } from '../display/read-set-columns.js';
import { READ_SET_FIELDS } from '../index.js';
import { closestName, didYouMean } from '../text/closest-name.js';
import { fieldAt, isUnknown, keyOf, rowObject, textOf } from './cells.js';
import { areReadSets, defaultFields } from './default-fields.js';
import { gigabasesText, numberFormat } from './number-format.js';
import { pathsOf } from './paths.js';
import { timeFormat } from './time-format.js';

/** What a cell shows, and what it says to who points at it. */
export interface Cell {
  readonly text: string;
  readonly hint?: string;
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly isNumeric: boolean;
  /** One for each row. */
  readonly cells: readonly Cell[];
}

/** The columns of rows, and a line on the fields asked for that none of them has. */
export function columnsOf(
  rows: readonly unknown[],
  asked: readonly string[] | undefined,
): { readonly columns: readonly Column[]; readonly notes: readonly string[] } {
  const objects = rows.map(rowObject);
  const fields = asked ?? defaultFields(objects);
  const missing = (asked ?? []).filter((field) => objects.every((row) => fieldAt(row, field) === undefined));
  return {
    columns: fields.filter((field) => !missing.includes(field)).map((field) => columnOf(objects, field)),
    notes: objects.length > 0 && missing.length > 0 ? [missingLine(objects, missing)] : [],
  };
}

function missingLine(rows: readonly object[], missing: readonly string[]): string {
  const present = rows.flatMap((row) => {
    const key = keyOf(row);
    return pathsOf(key === undefined ? row : { ...row, key: undefined, ...key });
  });
  const usual = areReadSets(rows) ? [...READ_SET_FIELDS, GIGABASES] : [];
  const known = [...new Set([...present, ...usual])];
  const named = missing.map((field) => {
    const letters = Math.min(3, Math.ceil(field.length / 3));
    return known.includes(field) ? field : field + didYouMean(closestName(field, known, letters));
  });
  return `Not in these rows: ${named.join(', ')}.`;
}

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const isTime = (value: unknown): value is Date => value instanceof Date;

function columnOf(rows: readonly object[], field: string): Column {
  const values = rows.map((row) => fieldAt(row, field));
  const time = timeFormat(values.filter(isTime));
  const inNumbers = numberFormat(values.filter(isNumber));
  const name = rows.some((row) => keyOf(row) !== undefined) ? field.replace(/^key\./, '') : field;
  const cellOf = (row: object, value: unknown): Cell => {
    if (isUnknown(row, field, value)) return { text: '', hint: 'unknown' };
    if (typeof value === 'number' && field === GIGABASES) return { text: gigabasesText(value) };
    if (isNumber(value)) return { text: inNumbers(value) };
    if (isTime(value)) return { text: time.text(value), hint: textOf(value) };
    if (value === null && keyOf(row) !== undefined) return { text: '(none)' };
    return { text: textOf(value) };
  };
  return {
    title: `${name}${time.zone}`,
    isNumeric: values.some(isNumber),
    cells: rows.map((row, i) => cellOf(row, values[i])),
  };
}
