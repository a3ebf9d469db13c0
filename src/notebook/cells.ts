import { valueAt } from '../index.js';
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

/** A value as the text of a cell; a number with two digits behind the point, a small one with three that say something. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (typeof value === 'number' || typeof value === 'bigint') {
    return value.toLocaleString(
      'en-US',
      value > -1 && value < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 },
    );
  }
  if (typeof value === 'string') return value;
  const json: unknown = JSON.stringify(value);
  return typeof json === 'string' ? json : '';
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
