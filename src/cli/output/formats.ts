import { GIGABASES, TextTable, type TableOptions } from '../../display/table.js';
import { escapeControls } from '../../display/text.js';
import { csvFormat, LazyList, ndjsonFormat, type RowFormat } from '../../index.js';
import { UsageError } from '../exit.js';
import type { Format, RowFlags } from '../flags/flags.js';
import { expandFields, tableColumns, type Column } from './columns.js';

export interface Output<Name extends string> {
  readonly target: string | NodeJS.WriteStream;
  /** The terminal that shows the rows, if there is one. */
  readonly terminal: NodeJS.WriteStream | undefined;
  readonly formatName: Name | 'table';
}

/** The formats of a command by file extension, and its format for other output. On a terminal it writes a table. */
export interface Formats<Name extends string> {
  readonly byExtension: Readonly<Record<string, Name>>;
  readonly elsewhere: Name;
}

/** The formats of rows. A `.json` file has one JSON object per line, as an ndjson file has. */
export const ROW_FORMATS: Formats<Format> = {
  byExtension: { ndjson: 'ndjson', jsonl: 'ndjson', json: 'ndjson', csv: 'csv' },
  elsewhere: 'ndjson',
};

export function chooseOutput<Name extends string>(
  flags: { readonly format?: Name; readonly output?: string },
  formats: Formats<Name>,
): Output<Name> {
  const { output } = flags;
  const isStdout = output === undefined || output === '-' || output === '/dev/stdout';
  const terminal = isStdout && process.stdout.isTTY ? process.stdout : undefined;
  const formatName = chooseFormat(flags, formats, terminal !== undefined);
  return { target: isStdout ? process.stdout : output, terminal, formatName };
}

/** File extensions that name a data format. Any other, such as `.txt` or `.out`, fits every format. */
const DATA_EXTENSIONS = new Set(
  (
    'csv json jsonl ndjson tsv tab psv xls xlsx ods parquet arrow feather avro orc html htm xml yaml yml md ' +
    'db sqlite duckdb zip zst bz2 xz'
  ).split(' '),
);

/**
 * Chooses the format: from `--format`, the file extension, or the kind of output, in this order.
 *
 * @throws {UsageError} for a file extension of a format that the command does not write
 */
export function chooseFormat<Name extends string>(
  { format, output = '' }: { readonly format?: Name; readonly output?: string },
  { byExtension, elsewhere }: Formats<Name>,
  isTerminal: boolean,
): Name | 'table' {
  if (format !== undefined) return format;
  const extension = /\.(\w+)(?:\.gz)?$/i.exec(output)?.[1]?.toLowerCase();
  if (extension === undefined || !DATA_EXTENSIONS.has(extension)) return isTerminal ? 'table' : elsewhere;
  const named = new Map(Object.entries(byExtension)).get(extension);
  if (named !== undefined) return named;
  const written = [...new Set(Object.values(byExtension))].join(' or ');
  const advice =
    extension === 'parquet'
      ? 'For Parquet, use writeParquet from healthomics-streams/parquet.'
      : 'To use this file name anyway, set --format.';
  throw new UsageError(
    `Expected --output to name a file in ${written}, got ${JSON.stringify(output)}. ${advice}`,
  );
}

/**
 * The format of rows with these fields that the flags select.
 *
 * @throws {UsageError} for unknown `--fields`
 */
export function rowFormat(
  { fields, csvSafe }: RowFlags,
  { formatName, terminal }: Output<Format>,
  known: readonly string[],
  tableFields: readonly string[],
): RowFormat {
  if (formatName === 'csv') {
    return csvFormat({ fields: expandFields(fields ?? known, known), escapeFormulas: csvSafe });
  }
  if (formatName === 'table') {
    const columns = tableFields.includes(GIGABASES) ? [...known, GIGABASES] : known;
    return tableFormat(tableColumns(fields ?? tableFields, columns), tableOptions(terminal));
  }
  if (fields !== undefined) expandFields(fields, known);
  return ndjsonFormat({ fields });
}

/** The number of rows to measure before drawing the first. */
const ROWS_TO_MEASURE = 100;

/** A table of rows. Memory does not grow with the number of rows. */
export function tableFormat(columns: readonly Column[], options: TableOptions): RowFormat {
  return {
    name: 'table',
    extension: 'txt',
    open() {
      const table = new TextTable(columns, options);
      let held: string[][] | undefined = [];
      return {
        rows(batch) {
          const rows = batch.map((row) => columns.map(({ cell }) => cell(row)));
          if (held === undefined) return table.draw(rows);
          held = [...held, ...rows];
          if (held.length < ROWS_TO_MEASURE) return '';
          const first = held;
          held = undefined;
          return table.draw(first);
        },
        end: () => (held === undefined ? '' : table.draw(held)),
      };
    },
  };
}

/** How a table is drawn on a terminal, or elsewhere. */
export function tableOptions(terminal: { readonly columns: number } | undefined): TableOptions {
  return { width: terminal?.columns, color: terminal !== undefined && !process.env.NO_COLOR };
}

/**
 * Wraps a format: `observe` is called with the rows before they are encoded. On a terminal, control characters in the
 * text are escaped, unless it is a table, which escapes its cells itself. The values of JSON do not change.
 */
export function observedFormat(
  format: RowFormat,
  { terminal, formatName }: Pick<Output<string>, 'terminal' | 'formatName'>,
  observe: (batch: readonly object[]) => void = () => undefined,
): RowFormat {
  const isEscaped = terminal !== undefined && formatName !== 'table';
  const shown = (encoded: string | Uint8Array): string | Uint8Array =>
    isEscaped ? encoded.toString().split('\n').map(escapeControls).join('\n') : encoded;
  return {
    ...format,
    open: (resumed) => {
      const encoder = format.open(resumed);
      return {
        rows: (batch) => {
          observe(batch);
          return shown(encoder.rows(batch));
        },
        flush: () => shown(encoder.flush?.() ?? ''),
        end: () => {
          observe([]);
          return shown(encoder.end());
        },
      };
    },
  };
}

/** A part of the JSON of an array element. */
export interface JsonPiece {
  /** Whether the piece is the first of its element. */
  readonly isFirst: boolean;
  readonly text: string;
}

/** Serializes an object in pieces: one per element of a `LazyList`, which is read only as the pieces are. */
export function* jsonPieces(item: object): Generator<JsonPiece, void, undefined> {
  let text = '{';
  let isFirst = true;
  for (const [name, value] of Object.entries(item) as [string, unknown][]) {
    if (value === undefined) continue;
    text += `${text.endsWith('{') ? '' : ','}${JSON.stringify(name)}:`;
    if (!(value instanceof LazyList)) {
      text += JSON.stringify(value);
      continue;
    }
    let separator = '[';
    for (const element of value as LazyList<unknown>) {
      yield { isFirst, text: `${text}${separator}${JSON.stringify(element)}` };
      [text, separator, isFirst] = ['', ',', false];
    }
    text += value.length === 0 ? '[]' : ']';
  }
  yield { isFirst, text: `${text}}` };
}

/**
 * One JSON object with an array of elements, each on its own line, followed by the members of `rest()`. Its rows are the
 * {@link jsonPieces} of the elements.
 */
export function jsonDocument(arrayName: string, rest: () => object): RowFormat {
  return {
    name: `json of ${arrayName}`,
    extension: 'json',
    open() {
      const opening = `{${JSON.stringify(arrayName)}:[`;
      let separator = `${opening}\n`;
      return {
        rows(batch) {
          let text = '';
          for (const piece of batch as readonly JsonPiece[]) {
            text += piece.isFirst ? separator + piece.text : piece.text;
            separator = ',\n';
          }
          return text;
        },
        end() {
          const array = separator === ',\n' ? '\n]' : `${opening}]`;
          const members = Object.entries(rest())
            .filter(([, value]) => value !== undefined)
            .map(([name, value]) => `,\n${JSON.stringify(name)}:${JSON.stringify(value)}`);
          return `${array}${members.join('')}}\n`;
        },
      };
    },
  };
}
