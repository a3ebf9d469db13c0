import { valueAt } from '../index.js';
import { cellText } from '../display/cell-text.js';
import { number } from '../display/numbers.js';
import { GIGABASES, gigabasesOf, READ_SET_COLUMNS } from '../display/read-set-columns.js';

/** The fields to be shown of rows: those of read sets, else every one that any of the rows has. */
export function fieldsOf(rows: readonly object[]): readonly string[] {
  const areReadSets =
    rows.length > 0 && rows.every((row) => 'arn' in row && 'fileType' in row && 'status' in row);
  return areReadSets ? READ_SET_COLUMNS : [...new Set(rows.flatMap((row) => pathsOf(row, '')))];
}

function pathsOf(value: object, prefix: string): string[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    isPlainObject(member) ? pathsOf(member, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

/** What a row has at a field; of a read set also its gigabases. */
export function cellAt(row: object, field: string): unknown {
  return valueAt(row, field) ?? (field === GIGABASES ? gigabasesOf(row) : undefined);
}

/** What a cell shows of it: of a number two digits behind the point, of a small one three that say something. */
export function shownInCell(value: unknown): string {
  if (typeof value !== 'number' && typeof value !== 'bigint') return cellText(value);
  return value > -1 && value < 1
    ? value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
    : number(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
