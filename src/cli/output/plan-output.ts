import { GIGABASES } from '../../display/read-set-columns.js';
import { csvFormat, ndjsonFormat, type RowFormat } from '../../index.js';
import type { Format, OutputFlags } from '../options/shared-flags.js';
import { UsageError } from '../errors.js';
import { checkKnownFields, expandFields, type KnownFields } from './fields.js';
import { forTerminal } from './for-terminal.js';
import { tableFormat, type TableOptions } from './table.js';
import { tableColumns } from './table-columns.js';

/** What kind of rows are written. */
export interface RowKind {
  readonly known: KnownFields;
  /** The columns of a table where no fields are asked for. */
  readonly tableFields: readonly string[];
}

/**
 * The format asked for, else that of the output's name, else a table on a terminal and ndjson everywhere else.
 *
 * @throws {UsageError} for a name that promises what is not written here
 */
export function chooseFormat({ format, output }: OutputFlags, stdoutIsTerminal: boolean): Format {
  if (format !== undefined) return format;
  if (output === undefined) return stdoutIsTerminal ? 'table' : 'ndjson';
  if (/\.parquet$/i.test(output)) {
    throw new UsageError(
      `Expected --output to be an ndjson or csv file, got ${JSON.stringify(output)}. ` +
        'For Parquet use writeParquet of healthomics-streams/parquet.',
    );
  }
  return /\.csv(\.gz)?$/i.test(output) ? 'csv' : 'ndjson';
}

/** @throws {UsageError} for fields that such rows cannot have in that format */
export function checkOutputFlags({ fields }: OutputFlags, format: Format, kind: RowKind): void {
  if (fields !== undefined) checkKnownFields(fields, knownIn(format, kind));
}

/** Where rows go: a file, or stdout. */
export type Target = string | NodeJS.WriteStream;

export function outputTarget({ output }: Pick<OutputFlags, 'output'>): Target {
  return output === undefined || output === '-' || output === '/dev/stdout' ? process.stdout : output;
}

/** The terminal that the rows are shown on, if they are. */
export function terminalOf(target: Target): NodeJS.WriteStream | undefined {
  return typeof target !== 'string' && target.isTTY ? target : undefined;
}

/** How a table is drawn on a terminal, or elsewhere. */
export function tableOptions(terminal: { readonly columns: number } | undefined): TableOptions {
  return { width: terminal?.columns, color: terminal !== undefined && !process.env.NO_COLOR };
}

/** Rows of a kind as the flags ask for them, for a terminal or not. */
export function rowFormat(
  { fields, csvSafe }: OutputFlags,
  format: Format,
  kind: RowKind,
  terminal: { readonly columns: number } | undefined,
): RowFormat {
  switch (format) {
    case 'ndjson':
      return terminal === undefined ? ndjsonFormat({ fields }) : forTerminal(ndjsonFormat({ fields }));
    case 'csv':
      return csvFormat({
        fields: expandFields(fields ?? kind.known, kind.known),
        escapeFormulas: csvSafe,
      });
    case 'table':
      return tableFormat(
        tableColumns(fields ?? kind.tableFields, knownIn(format, kind)),
        tableOptions(terminal),
      );
  }
}

function knownIn(format: Format, { known, tableFields }: RowKind): KnownFields {
  return format === 'table' && tableFields.includes(GIGABASES) ? [...known, GIGABASES] : known;
}
