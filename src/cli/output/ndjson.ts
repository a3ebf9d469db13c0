import { escapeControls } from './escape-controls.js';
import { fieldPicker } from './fields.js';
import type { RowFormat } from './row-format.js';

/**
 * One JSON object a line, as the service gave it, dates as ISO strings. For a terminal, the control characters that
 * JSON lets through are escaped as well, which changes no value.
 */
export function ndjsonFormat(fields: readonly string[] | undefined, forTerminal: boolean): RowFormat {
  const pick = fields === undefined ? (row: object) => row : fieldPicker(fields);
  const line = forTerminal
    ? (row: object) => `${escapeControls(JSON.stringify(pick(row)))}\n`
    : (row: object) => `${JSON.stringify(pick(row))}\n`;
  return { rows: (batch) => batch.map(line).join(''), end: () => '' };
}
