import { stringify } from 'csv-stringify/sync';
import { Problems } from '../options/problems.js';
import { fieldPicker, pathReader, READ_SET_FIELDS } from './fields.js';

/** Turns rows into bytes: {@link ndjsonFormat}, {@link csvFormat}, or your own for {@link writeRows}. */
export interface RowFormat {
  /**
   * Identifies the format and every option that affects the output, such as `csv of id,name`. A file is resumed only
   * with the same name.
   */
  readonly name: string;
  /** The file name extension, without the dot. */
  readonly extension: string;
  /** Whether a file truncated after any row can be continued. @default false */
  readonly resumable?: boolean;
  /** Returns the encoder of one file. `resumed` is true if the file already has rows. */
  open(resumed: boolean): RowEncoder;
}

/** Encodes the rows of one file. It may keep state between calls, such as whether the header was written. */
export interface RowEncoder {
  /** Encodes rows, and any header before the first ones. An encoder may buffer rows and return them later. */
  rows(batch: readonly object[]): string | Uint8Array;
  /** Returns buffered rows before the file ends. Only encoders that buffer rows need it. */
  flush?(): string | Uint8Array;
  /** Returns buffered rows and the end of the file, including the header if there were no rows. */
  end(): string | Uint8Array;
}

/** Options of {@link ndjsonFormat}. */
export interface NdjsonOptions {
  /** The fields to write. Nested fields are paths, such as `etag.source1`, and keep their nesting. @default all */
  fields?: readonly string[] | undefined;
}

export const NDJSON_OPTIONS = ['fields'] as const satisfies readonly (keyof NdjsonOptions)[];

/** Options of {@link csvFormat}. */
export interface CsvOptions {
  /** The columns. Nested fields are paths, such as `etag.source1`. @default every field of a read set */
  fields?: readonly string[] | undefined;
  /** Whether to prefix cells that a spreadsheet would read as a formula with a single quote. @default false */
  escapeFormulas?: boolean | undefined;
}

export const CSV_OPTIONS = ['fields', 'escapeFormulas'] as const satisfies readonly (keyof CsvOptions)[];

/**
 * Newline-delimited JSON: one object per line, with the members the service returned and dates as ISO 8601 strings.
 *
 * @throws {InvalidOptionError} at the call
 */
export function ndjsonFormat(options: NdjsonOptions = {}): RowFormat {
  checkFormatOptions(options, NDJSON_OPTIONS);
  const { fields } = options;
  const pick = fields === undefined ? (row: object) => row : fieldPicker(fields);
  return {
    name: fields === undefined ? 'ndjson' : `ndjson of ${fields.join(',')}`,
    extension: 'ndjson',
    resumable: true,
    open: () => ({
      rows: (batch) => batch.map((row) => `${JSON.stringify(pick(row))}\n`).join(''),
      end: () => '',
    }),
  };
}

/**
 * CSV with a header: RFC 4180, except that lines end in `\n`. Dates are ISO 8601 strings and objects are JSON. A
 * missing value is an empty cell; an empty string is `""`.
 *
 * @throws {InvalidOptionError} at the call
 */
export function csvFormat(options: CsvOptions = {}): RowFormat {
  checkFormatOptions(options, CSV_OPTIONS);
  const { fields, escapeFormulas = false } = options;
  const columns = [...new Set(fields ?? READ_SET_FIELDS)];
  const readers = columns.map(pathReader);
  const lines = (cells: readonly (readonly (string | number | null)[])[]): string =>
    stringify([...cells], {
      escape_formulas: escapeFormulas,
      // CSV readers skip an empty line, so the only cell of a row must not be empty.
      quoted_empty: columns.length === 1,
      quoted_match: /^$/,
    });
  return {
    name: `csv of ${columns.join(',')}${escapeFormulas ? ', formulas escaped' : ''}`,
    extension: 'csv',
    resumable: true,
    open: (resumed) => {
      let unwrittenHeader = resumed ? '' : lines([columns]);
      const header = (): string => {
        const text = unwrittenHeader;
        unwrittenHeader = '';
        return text;
      };
      return {
        rows: (batch) => header() + lines(batch.map((row) => readers.map((read) => csvCell(read(row))))),
        end: header,
      };
    },
  };
}

function checkFormatOptions(options: CsvOptions, known: readonly string[]): void {
  const problems = new Problems();
  if (!problems.members('options', options, known)) problems.throwIfAny();
  const { fields, escapeFormulas }: Partial<Record<keyof CsvOptions, unknown>> = options;
  if (Array.isArray(fields) && fields.length > 0) {
    fields.forEach((field: unknown, i) => {
      if (typeof field === 'string' && !field.split('.').includes('')) return;
      problems.add(`fields[${i}]`, 'a path such as etag.source1', field);
    });
  } else if (fields !== undefined) problems.add('fields', 'an array of at least one field', fields);
  problems.boolean('escapeFormulas', escapeFormulas);
  problems.throwIfAny();
}

/** Records problems of a format. Returns `false` if it is not an object. */
export function checkRowFormat(format: unknown, problems: Problems): boolean {
  if (typeof format !== 'object' || format === null) {
    problems.add('format', 'a RowFormat, such as csvFormat() returns', format);
    return false;
  }
  const { name, extension, resumable, open } = format as Partial<Record<keyof RowFormat, unknown>>;
  if (typeof name !== 'string') problems.add('format.name', 'a string', name);
  if (typeof extension !== 'string') problems.add('format.extension', 'a string', extension);
  problems.boolean('format.resumable', resumable);
  if (typeof open !== 'function') problems.add('format.open', 'a function', open);
  return true;
}

function csvCell(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
