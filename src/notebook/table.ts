import { TextTable } from '../display/table.js';
import { escapeControls } from '../display/text.js';
import type { Cell, Column } from './columns.js';
import { escapeHtml, type View } from './display.js';

/** The contents of a table. */
export interface TableContents {
  readonly title: string | undefined;
  readonly columns: readonly Column[];
  /** Lines below the rows. */
  readonly notes: readonly string[];
}

/** Draws a table. */
export function tableView(contents: TableContents): View {
  return { html: () => htmlOf(contents), text: () => textOf(contents) };
}

/** Longer text wraps, so that it does not push the other columns out of sight. */
const MAX_LINE_LENGTH = 48;

const NUMBER_STYLE = 'text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap';
const TEXT_STYLE = 'text-align:left;white-space:nowrap';
const LONG_TEXT_STYLE = `text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:${MAX_LINE_LENGTH / 2}ch`;

function htmlOf({ title, columns, notes }: TableContents): string {
  const heading = title === undefined ? '' : `<p style="font-weight:bold">${escapeHtml(title)}</p>`;
  const table = columns.length === 0 ? '' : htmlTable(columns);
  return `<div>${heading}${table}<p>${notes.map(escapeHtml).join('<br>')}</p></div>`;
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

function htmlCell(tag: 'td' | 'th', { text, hint }: Cell, isNumeric: boolean): string {
  const style = isNumeric ? NUMBER_STYLE : text.length > MAX_LINE_LENGTH ? LONG_TEXT_STYLE : TEXT_STYLE;
  const title = hint === undefined ? '' : ` title="${escapeHtml(hint)}"`;
  return `<${tag} style="${style}"${title}>${escapeHtml(text)}</${tag}>`;
}

function textOf({ title, columns, notes }: TableContents): string {
  const table = new TextTable(
    columns.map((column) => ({
      title: escapeControls(column.title),
      align: column.isNumeric ? 'right' : 'left',
    })),
  );
  const rows = rowsOf(columns).map((row) => row.map(({ text }) => escapeControls(text)));
  return [
    ...(title === undefined ? [] : [escapeControls(title)]),
    ...(columns.length === 0 ? [] : [table.draw(rows).replace(/\n$/, '')]),
    ...notes.map(escapeControls),
  ].join('\n');
}

function rowsOf(columns: readonly Column[]): Cell[][] {
  return (columns[0]?.cells ?? []).map((_, i) => columns.map(({ cells }) => cells[i] ?? { text: '' }));
}
