import { GIGABASES } from '../../display/read-set-columns.js';
import { csvFormat, ndjsonFormat, type RowFormat } from '../../index.js';
import type { Format, OutputFlags } from '../options/shared-flags.js';
import { checkKnownFields, expandFields, type KnownFields } from './fields.js';
import { formatOfName, type Formats } from './format-of-name.js';
import { forTerminal } from './for-terminal.js';
import { tableFormat, type TableOptions } from './table.js';
import { tableColumns } from './table-columns.js';

/** What kind of rows are written. */
export interface RowKind {
  readonly known: KnownFields;
  /** The columns of a table where no fields are asked for. */
  readonly tableFields: readonly string[];
}

/** What rows are written as. A `.json` holds one JSON object a line, as an ndjson does. */
export const ROW_FORMATS: Formats<Format> = {
  byEnding: { ndjson: 'ndjson', jsonl: 'ndjson', json: 'ndjson', csv: 'csv' },
  onTerminal: 'table',
  elsewhere: 'ndjson',
};

/**
 * The format asked for, else that of the output's name, else that of a terminal or of everything else.
 *
 * @throws {UsageError} for a name that promises what is not written here
 */
export function chooseFormat<Name extends string>(
  { format, output }: { readonly format?: Name; readonly output?: string },
  formats: Formats<Name>,
  terminal: boolean,
): Name {
  const said = format ?? (output === undefined ? undefined : formatOfName(output, formats));
  return said ?? (terminal ? formats.onTerminal : formats.elsewhere);
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
