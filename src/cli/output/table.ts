import Table from 'cli-table3';
import { styleText } from 'node:util';
import type { RowEncoder, RowFormat } from '../../index.js';
import { columnWidths } from './column-widths.js';
import type { Column } from './table-columns.js';

/** How a table is drawn. */
export interface TableOptions {
  /** The terminal's width, which the table is made to fit; `undefined` for as wide as need be. */
  readonly width: number | undefined;
  readonly color: boolean;
}

/** The rows that the first widths are worked out from. */
const ROWS_TO_MEASURE = 100;
const GAP = '  ';

/**
 * Columns under a header, in memory that does not grow with the rows. A later row that needs more room than those before
 * makes its columns wider from there on, as far as the terminal is.
 */
export function tableFormat(columns: readonly Column[], options: TableOptions): RowFormat {
  return { name: 'table', extension: 'txt', open: () => tableEncoder(columns, options) };
}

function tableEncoder(columns: readonly Column[], { color, width }: TableOptions): RowEncoder {
  const head = columns.map(({ title }) => title);
  const held: string[][] = [];
  let begun = false;
  let natural: readonly number[] = [];
  const drawn = (rows: string[][], above: string[][] = []): string => {
    if (rows.length + above.length === 0) return '';
    natural = naturalWidths([...above, ...rows]).map((wide, i) => Math.max(wide, natural[i] ?? 0));
    const widths = columnWidths(
      columns.map(({ shrinks }, i) => ({ width: natural[i] ?? 0, shrinks })),
      width ?? Infinity,
      GAP.length,
    );
    return draw([...above, ...rows], columns, widths);
  };
  const begin = (): string => {
    begun = true;
    const bold = (title: string): string => styleText('bold', title, { validateStream: false });
    return drawn(held.splice(0), [color ? head.map(bold) : head]);
  };
  return {
    rows(batch) {
      const cells = batch.map((row) => columns.map(({ cell }) => cell(row)));
      if (begun) return drawn(cells);
      for (const row of cells) held.push(row);
      return held.length < ROWS_TO_MEASURE ? '' : begin();
    },
    end: () => (begun ? '' : begin()),
  };
}

function draw(rows: string[][], columns: readonly Column[], widths: readonly number[]): string {
  const table = new Table({
    ...plainStyle(),
    colWidths: [...widths],
    colAligns: columns.map(({ align }) => align),
  });
  table.push(...rows);
  return `${table
    .toString()
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])/g, ' ') // half of a character that was cut
    .replace(/ +$/gm, '')}\n`;
}

/** The widths that the widest cells need, as the table package measures them when it draws. */
function naturalWidths(rows: string[][]): readonly number[] {
  const table = new Table(plainStyle());
  table.push(...rows);
  table.toString();
  return table.options.colWidths.map((width) => width ?? 0);
}

function plainStyle(): Table.TableConstructorOptions {
  const none = Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
      ['', '-left', '-mid', '-right'].map((part) => [side + part, '']),
    ),
  ) as Partial<Table.TableInstanceOptions['chars']>;
  return {
    chars: { ...none, middle: GAP },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  };
}
