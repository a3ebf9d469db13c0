/** Clears a terminal line that is redrawn in place. */
export const CLEAR_LINE = '\r\u001b[K';

/** Redraws a terminal line in place, truncated to fit a terminal of `columns` columns. */
export function redrawnLine(line: string, columns: number): string {
  return CLEAR_LINE + truncate(line, columns - 1);
}

/** Truncates a text to `length` characters. An ellipsis replaces the rest. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  return length < 1 ? '' : `${text.slice(0, length - 1)}…`;
}

/**
 * Characters that a terminal or a page obeys instead of showing: C0 and C1 controls, line separators, bidirectional
 * marks, the byte order mark, and lone surrogates.
 */
const CONTROLS =
  // eslint-disable-next-line no-control-regex -- the expression is for control characters
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Escapes each control character as JSON does (`\u001b`), so that a text is safe to show. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Formats a value for a table cell: a date in ISO 8601, without zero milliseconds; an object as JSON. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date && Number.isNaN(value.getTime())) return String(value);
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Formats a number for people: `6,207`, `12.35`. */
export function number(n: number | bigint): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** Formats a count with its noun: `1 read set`, `6,207 read sets`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
