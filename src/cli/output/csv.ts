import { stringify } from 'csv-stringify/sync';
import { expandFields, valueAt, type KnownFields } from './fields.js';
import type { RowFormat } from './row-format.js';

/** How csv is written. */
export interface CsvOptions {
  /** Put a single quote before cells that a spreadsheet would take for a formula. */
  readonly safe: boolean;
}

/** A header and a line a row, with fixed columns: every known field, or those given. */
export function csvFormat(
  fields: readonly string[] | undefined,
  known: KnownFields,
  { safe }: CsvOptions,
): RowFormat {
  const columns = expandFields(fields ?? known, known);
  const paths = columns.map((column) => column.split('.'));
  const lines = (cells: readonly (readonly (string | number)[])[]): string =>
    stringify([...cells], {
      escape_formulas: safe,
      // A line with nothing on it would be no row to whoever reads it.
      quoted_empty: columns.length === 1,
    });
  let header = lines([columns]);
  const takeHeader = (): string => {
    const text = header;
    header = '';
    return text;
  };
  return {
    rows: (batch) =>
      takeHeader() + lines(batch.map((row) => paths.map((path) => cellOf(valueAt(row, path))))),
    end: takeHeader,
  };
}

function cellOf(value: unknown): string | number {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
