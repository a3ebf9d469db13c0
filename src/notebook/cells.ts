import { inspect } from 'node:util';
import { cellText } from '../display/cell-text.js';
import { counted } from '../display/numbers.js';
import { GIGABASES, gigabasesOf } from '../display/read-set-columns.js';
import { LazyList, valueAt } from '../index.js';
import { isPlainObject } from './paths.js';

/** The column of rows that have no fields: numbers, texts, nothing. */
export const VALUE = 'value';

/** A row as an object, so that it has fields. */
export function rowObject(row: unknown): object {
  return typeof row === 'object' && row !== null && !(row instanceof Date) ? row : { [VALUE]: row };
}

/** What the groups of a summary are told apart by; `undefined` for other rows. */
export function keyOf(row: object): object | undefined {
  return 'key' in row && isPlainObject(row.key) && 'readSets' in row ? row.key : undefined;
}

/** What a row has at a field: of a read set also its gigabases, of a group of a summary what it is grouped by. */
export function fieldAt(row: object, field: string): unknown {
  const value = valueAt(row, field);
  if (value !== undefined) return value;
  const key = keyOf(row);
  if (key !== undefined) return valueAt(key, field);
  return field === GIGABASES ? gigabasesOf(row) : undefined;
}

/** Whether a size, or what is reckoned from it, is unknown: sums say 0 where they have no read set of known size. */
export function isUnknown(row: object, field: string, value: unknown): boolean {
  if (field !== GIGABASES && field !== 'perMonth') return false;
  if (value === undefined || value === null) return field === GIGABASES;
  if (value !== 0 || !('basesUnknown' in row && 'readSets' in row)) return false;
  return row.readSets !== 0 && row.readSets === row.basesUnknown;
}

/** What a cell shows of anything but a number or a time: of a list of objects how many they are. */
export function textOf(value: unknown): string {
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
    return inspect(value, { breakLength: Infinity }); // it cannot be JSON
  }
}
