import stringWidth from 'string-width';
import { styleText } from 'node:util';
import { valueAt } from '../index.js';

/** A column that only tables have: the bases of a read set in billions. */
export const GIGABASES = 'gigabases';

/** The default columns of a table of read sets. */
export const READ_SET_COLUMNS: readonly string[] = [
  'id',
  'sequenceStoreId',
  'name',
  'sampleId',
  'fileType',
  'status',
  'creationTime',
  GIGABASES,
];

/** The columns of a table of duplicate read sets. */
export const DUPLICATE_COLUMNS: readonly string[] = [
  'group',
  'sequenceStoreId',
  'id',
  'status',
  'fileType',
  GIGABASES,
  'etag.algorithm',
  'etag.source1',
  'etag.source2',
];

/** The columns of a table of issues. */
export const ISSUE_COLUMNS = ['kind', 'sequenceStoreId', 'id', 'name', 'sampleId', 'message'] as const;

/** The gigabases of a read set; `undefined` if its base count is unknown. */
export function gigabasesOf(readSet: object): number | undefined {
  const bases = valueAt(readSet, 'sequenceInformation.totalBaseCount');
  return typeof bases === 'number' ? bases / 1e9 : undefined;
}

/** A column of a table of text. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Whether cells may be truncated to fit the width of the table. @default false */
  readonly truncates?: boolean;
}

/** How a table is drawn. */
export interface TableOptions {
  /** The width that the table fits into, in terminal columns. @default no bound */
  readonly width?: number | undefined;
  /** Whether the header is bold. @default false */
  readonly color?: boolean;
}

/** A text and its width in terminal columns, which is measured only once. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

const GAP = '  ';

/** Draws rows of text as aligned columns under a header. Keeps no rows. */
export class TextTable {
  readonly #columns: readonly TextColumn[];
  readonly #width: number;
  readonly #color: boolean;
  readonly #head: readonly Cell[];
  #widest: readonly number[];
  #hasHeader = false;

  constructor(columns: readonly TextColumn[], { width = Infinity, color = false }: TableOptions = {}) {
    this.#columns = columns;
    this.#width = width;
    this.#color = color;
    this.#head = columns.map(({ title }) => measured(title));
    this.#widest = this.#head.map((cell) => cell.width);
  }

  /** Draws rows, the first time under the header. A wider cell widens its column from these rows on. */
  draw(rows: readonly (readonly string[])[]): string {
    const cells = rows.map((row) => row.map(measured));
    this.#widest = this.#widest.map((natural, i) =>
      cells.reduce((widest, row) => Math.max(widest, row[i]?.width ?? 0), natural),
    );
    const natural = this.#columns.map(({ truncates = false }, i) => ({
      width: this.#widest[i] ?? 0,
      truncates,
    }));
    const widths = columnWidths(natural, this.#width, GAP.length);
    const bold = (title: string): string => styleText('bold', title, { validateStream: false });
    const header = this.#hasHeader ? '' : this.#line(this.#head, widths, this.#color ? bold : undefined);
    this.#hasHeader = true;
    return header + cells.map((row) => this.#line(row, widths)).join('');
  }

  #line(cells: readonly Cell[], widths: readonly number[], style = (text: string): string => text): string {
    const padded = cells.map((cell, i) => {
      const width = widths[i] ?? cell.width;
      if (cell.width > width) return style(truncateCell(cell.text, width));
      const space = ' '.repeat(width - cell.width);
      return this.#columns[i]?.align === 'right' ? space + style(cell.text) : style(cell.text) + space;
    });
    return `${padded.join(GAP).replace(/ +$/, '')}\n`;
  }
}

/** Printable ASCII without its last character, if that could combine with the character after it. */
const ASCII = /[ -~]+(?![^ -~])/g;

/** Measures a text. ASCII is counted directly, because splitting it into graphemes would take most of the time. */
function measured(text: string): Cell {
  const rest = text.replace(ASCII, '');
  return { text, width: text.length - rest.length + stringWidth(rest) };
}

const graphemes = new Intl.Segmenter();

/** Truncates a text to a width in terminal columns, never within a grapheme. */
function truncateCell(text: string, width: number): string {
  let [truncated = ''] = /^[ -~]*(?![^ -~])/.exec(text) ?? [];
  let room = width - 1 - truncated.length;
  if (room <= 0) return `${truncated.slice(0, width - 1)}…`;
  for (const { segment } of graphemes.segment(text.slice(truncated.length))) {
    const needed = stringWidth(segment);
    if (needed > room) break;
    truncated += segment;
    room -= needed;
  }
  return `${truncated}${' '.repeat(room)}…`;
}

/** The narrowest width that a column is truncated to. */
const MIN_WIDTH = 8;

/**
 * Fits columns, given by the width of their widest cell, into `available` terminal columns. If they are too wide, the
 * widest columns that may be truncated are narrowed first, down to one common width. If that is not enough, the lines
 * are wider than `available`.
 */
export function columnWidths(
  columns: readonly { readonly width: number; readonly truncates: boolean }[],
  available: number,
  gap: number,
): readonly number[] {
  const room = available - gap * (columns.length - 1);
  const capped = (cap: number): number[] =>
    columns.map(({ width, truncates }) => (truncates ? Math.min(width, cap) : width));
  const total = (cap: number): number => capped(cap).reduce((sum, width) => sum + width, 0);
  let cap = Math.max(MIN_WIDTH, ...columns.map(({ width }) => width));
  while (cap > MIN_WIDTH && total(cap) > room) cap -= 1;
  // The remainder of the division goes to the first columns that were narrowed.
  let spare = room - total(cap);
  return capped(cap).map((width, i) => {
    if (spare <= 0 || width >= (columns[i]?.width ?? 0)) return width;
    spare -= 1;
    return width + 1;
  });
}
