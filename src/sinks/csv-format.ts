import { stringify } from 'csv-stringify/sync';
import { Problems } from '../options/problems.js';
import { READ_SET_FIELDS } from '../rows/read-set-fields.js';
import { pathReader } from '../rows/value-at.js';
import { checkPaths } from './check-paths.js';
import type { RowFormat } from './row-format.js';

/** How CSV is written. */
export interface CsvOptions {
  /** The columns, nested fields by their path (`etag.source1`). @default every field of a read set */
  fields?: readonly string[] | undefined;
  /** Put a single quote before cells that a spreadsheet would take for a formula. @default false */
  escapeFormulas?: boolean | undefined;
}

/** The members of {@link CsvOptions}. */
export const CSV_OPTIONS = ['fields', 'escapeFormulas'] as const satisfies readonly (keyof CsvOptions)[];

/**
 * A header and a line a row (RFC 4180, but lines end as everywhere in `\n`). Dates are ISO 8601 strings, objects are
 * JSON, and what is not there is empty, where an empty text is `""`.
 *
 * @throws {InvalidOptionError} at the call
 */
export function csvFormat(options: CsvOptions = {}): RowFormat {
  const problems = new Problems();
  if (!problems.members('options', options, CSV_OPTIONS)) problems.throwIfAny();
  const { fields, escapeFormulas = false } = options;
  checkPaths(fields, problems);
  problems.boolean('escapeFormulas', escapeFormulas);
  problems.throwIfAny();
  const columns = [...new Set(fields ?? READ_SET_FIELDS)];
  const readers = columns.map(pathReader);
  const lines = (cells: readonly (readonly (string | number | null)[])[]): string =>
    stringify([...cells], {
      escape_formulas: escapeFormulas,
      // A line with nothing on it would be no row to whoever reads it.
      quoted_empty: columns.length === 1,
      quoted_match: /^$/,
    });
  return {
    name: `csv of ${columns.join(',')}${escapeFormulas ? ', formulas escaped' : ''}`,
    extension: 'csv',
    resumable: true,
    open: (resumed) => {
      let header = resumed ? '' : lines([columns]);
      const takeHeader = (): string => {
        const text = header;
        header = '';
        return text;
      };
      return {
        rows: (batch) => takeHeader() + lines(batch.map((row) => readers.map((read) => cellOf(read(row))))),
        end: takeHeader,
      };
    },
  };
}

function cellOf(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
