import type { Format, OutputFlags } from '../options/shared-flags.js';
import { csvFormat } from './csv.js';
import type { Destination } from './destination.js';
import { checkFields, type KnownFields } from './fields.js';
import { ndjsonFormat } from './ndjson.js';
import type { RowFormat } from './row-format.js';
import { tableFormat } from './table.js';
import { GIGABASES, tableColumns } from './table-columns.js';

/** What kind of rows are written. */
export interface RowKind {
  readonly known: KnownFields;
  /** The columns of a table where no fields are asked for. */
  readonly tableFields: readonly string[];
}

/** The format asked for, else a table on a terminal and ndjson everywhere else. */
export function chooseFormat({ format, output }: OutputFlags, stdoutIsTerminal: boolean): Format {
  return format ?? (output === undefined && stdoutIsTerminal ? 'table' : 'ndjson');
}

/** @throws {UsageError} for fields that such rows cannot have in that format */
export function checkOutputFlags({ fields }: OutputFlags, format: Format, kind: RowKind): void {
  if (fields !== undefined) checkFields(fields, knownIn(format, kind));
}

/** Rows of a kind as the flags ask for them, for the place they go to. */
export function rowFormat(
  { fields, csvSafe = false }: OutputFlags,
  format: Format,
  kind: RowKind,
  { isTerminal, columns }: Pick<Destination, 'isTerminal' | 'columns'>,
): RowFormat {
  switch (format) {
    case 'ndjson':
      return ndjsonFormat(fields, isTerminal);
    case 'csv':
      return csvFormat(fields, kind.known, { safe: csvSafe });
    case 'table':
      return tableFormat(tableColumns(fields ?? kind.tableFields, knownIn(format, kind)), {
        width: columns,
        colour: isTerminal && !process.env.NO_COLOR,
      });
  }
}

function knownIn(format: Format, { known, tableFields }: RowKind): KnownFields {
  return format === 'table' && tableFields.includes(GIGABASES) ? [...known, GIGABASES] : known;
}
