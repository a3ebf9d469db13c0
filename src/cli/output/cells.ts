import { stringify } from 'csv-stringify/sync';
import type { Destination } from './destination.js';
import { escapeControls } from './escape-controls.js';
import type { RowFormat } from './row-format.js';
import { tableFormat } from './table.js';

/** What is in one place of a row; `null` for what is missing. */
export type Cell = string | number | null;

/** A column of rows that are arrays of cells. */
export interface CellColumn {
  readonly title: string;
  /** How a table shows a number: with so many digits behind the point. @default as text, to the left */
  readonly digits?: number;
  /** How many characters of a text a table shows. @default all */
  readonly characters?: number;
  /** What a table shows where something is missing. @default '' */
  readonly missing?: string;
}

/** Rows of cells under a header. */
export function cellTable(
  columns: readonly CellColumn[],
  { isTerminal, columns: width }: Pick<Destination, 'isTerminal' | 'columns'>,
): RowFormat {
  const drawn = columns.map(({ title, digits, characters, missing = '' }, i) => ({
    title,
    align: digits === undefined ? ('left' as const) : ('right' as const),
    cell: (row: object): string => {
      const cell = cellAt(row, i);
      if (cell === null) return missing;
      if (typeof cell === 'number' && digits !== undefined) return fixed(cell, digits);
      return escapeControls(String(cell).slice(0, characters));
    },
  }));
  return tableFormat(drawn, { width, colour: isTerminal && !process.env.NO_COLOR });
}

/** Rows of cells as csv, numbers in full. What is missing is empty, an empty string is `""`. */
export function cellCsv(columns: readonly CellColumn[], { safe }: { safe: boolean }): RowFormat {
  const lines = (rows: readonly (readonly Cell[])[]): string =>
    stringify([...rows], { escape_formulas: safe, quoted_match: /^$/ });
  let header = lines([columns.map(({ title }) => title)]);
  const takeHeader = (): string => {
    const text = header;
    header = '';
    return text;
  };
  return {
    rows: (batch) => takeHeader() + lines(batch.map((row) => columns.map((_, i) => cellAt(row, i)))),
    end: takeHeader,
  };
}

function cellAt(row: object, i: number): Cell {
  const cell: unknown = Array.isArray(row) ? row[i] : undefined;
  return typeof cell === 'string' || typeof cell === 'number' ? cell : null;
}

function fixed(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
