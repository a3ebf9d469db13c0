import Table from 'cli-table3';
import { cellAt, shownInCell, fieldsOf } from './cells.js';
import type { View } from './display.js';
import { escapeControls } from '../display/escape-controls.js';
import { escapeHtml } from './escape-html.js';
import { countLine, type FirstRows } from './first-rows.js';

/** Rows under a header, and below them how many there are. */
export function tableView(
  found: FirstRows,
  {
    fields = fieldsOf(found.rows),
    title,
  }: { fields: readonly string[] | undefined; title: string | undefined },
): View {
  const values = found.rows.map((row) => fields.map((field) => cellAt(row, field)));
  const isNumeric = fields.map((_, i) =>
    values.some((row) => typeof row[i] === 'number' || typeof row[i] === 'bigint'),
  );
  const drawn = { fields, values, isNumeric, line: countLine(found), title };
  return { html: html(drawn), text: text(drawn) };
}

/** What a table shows, however it is drawn. */
interface Drawn {
  readonly fields: readonly string[];
  readonly values: readonly (readonly unknown[])[];
  readonly isNumeric: readonly boolean[];
  readonly line: string;
  readonly title: string | undefined;
}

function html({ fields, values, isNumeric, line, title }: Drawn): string {
  const cell = (tag: 'td' | 'th', content: string, i: number): string =>
    `<${tag} style="text-align:${isNumeric[i] === true ? 'right' : 'left'};white-space:nowrap">${escapeHtml(content)}</${tag}>`;
  const head = fields.map((field, i) => cell('th', field, i)).join('');
  const body = values.map(
    (row) => `<tr>${row.map((value, i) => cell('td', shownInCell(value), i)).join('')}</tr>`,
  );
  const caption = title === undefined ? '' : `<p style="font-weight:bold">${escapeHtml(title)}</p>`;
  return (
    `<div>${caption}<div style="overflow-x:auto"><table><thead><tr>${head}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table></div><p>${escapeHtml(line)}</p></div>`
  );
}

function text({ fields, values, isNumeric, line, title }: Drawn): string {
  const table = new Table({
    head: fields.map(escapeControls),
    colAligns: isNumeric.map((numeric) => (numeric ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...values.map((row) => row.map((value) => escapeControls(shownInCell(value)))));
  return [...(title === undefined ? [] : [escapeControls(title)]), table.toString(), line].join('\n');
}
