import Table from 'cli-table3';
import type { Cell, Column } from './columns.js';
import type { View } from './display.js';
import { escapeControls } from '../display/escape-controls.js';
import { escapeHtml } from './escape-html.js';

/** What a table shows, however it is drawn. */
export interface Drawn {
  readonly title: string | undefined;
  readonly columns: readonly Column[];
  /** What is said below the rows, each on a line of its own: first of all how many there are. */
  readonly lines: readonly string[];
}

/** Rows under a header; where there is no column, only what is said of them. Each way is drawn when it is asked for. */
export function tableView(drawn: Drawn): View {
  return {
    get html() {
      return html(drawn);
    },
    get text() {
      return text(drawn);
    },
  };
}

/** A cell of more characters has several lines, so that one long text does not push all else out of sight. */
const LINE_LENGTH = 48;

const RIGHT = 'text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap';
const LEFT = 'text-align:left;white-space:nowrap';
const LONG = `text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:${LINE_LENGTH / 2}ch`;

function html({ title, columns, lines }: Drawn): string {
  const caption = title === undefined ? '' : `<p style="font-weight:bold">${escapeHtml(title)}</p>`;
  const below = lines.map(escapeHtml).join('<br>');
  return `<div>${caption}${columns.length === 0 ? '' : htmlTable(columns)}<p>${below}</p></div>`;
}

function htmlTable(columns: readonly Column[]): string {
  const head = columns.map((column) => htmlCell('th', { text: column.title }, column.isNumeric));
  const body = rowsOf(columns).map(
    (row) =>
      `<tr>${row.map((cell, i) => htmlCell('td', cell, columns[i]?.isNumeric === true)).join('')}</tr>`,
  );
  return (
    `<div style="overflow-x:auto"><table><thead><tr>${head.join('')}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table></div>`
  );
}

function htmlCell(tag: 'td' | 'th', { text: shown, hint }: Cell, isNumeric: boolean): string {
  const style = isNumeric ? RIGHT : shown.length > LINE_LENGTH ? LONG : LEFT;
  const title = hint === undefined ? '' : ` title="${escapeHtml(hint)}"`;
  return `<${tag} style="${style}"${title}>${escapeHtml(shown)}</${tag}>`;
}

/** Rows of a table in text, which cli-table3 cannot draw with a hundred thousand; more of them are several tables. */
const TEXT_ROWS = 50_000;

function text({ title, columns, lines }: Drawn): string {
  const above = title === undefined ? [] : [title];
  const rows = rowsOf(columns);
  const tables = columns.length === 0 ? 0 : Math.max(1, Math.ceil(rows.length / TEXT_ROWS));
  const drawn = Array.from({ length: tables }, (_, i) =>
    textTable(columns, rows.slice(i * TEXT_ROWS, (i + 1) * TEXT_ROWS)),
  );
  return [...above.map(escapeControls), ...drawn, ...lines.map(escapeControls)].join('\n');
}

function textTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({
    head: columns.map((column) => escapeControls(column.title)),
    colAligns: columns.map(({ isNumeric }) => (isNumeric ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map((cell) => escapeControls(cell.text)));
  return table.toString();
}

function rowsOf(columns: readonly Column[]): Cell[][] {
  return (columns[0]?.cells ?? []).map((_, i) => columns.map(({ cells }) => cells[i] ?? { text: '' }));
}
