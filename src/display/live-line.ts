/** Takes away a line of a terminal that is redrawn in place. */
export const CLEAR_LINE = '\r\u001b[K';

/** Draws such a line anew, cut to a terminal of so many columns. */
export function redrawnLine(line: string, columns: number): string {
  return CLEAR_LINE + clip(line, columns - 1);
}

/** A text of at most `width` characters; what is cut off is shown as `…`. */
export function clip(text: string, width: number): string {
  if (text.length <= width) return text;
  if (width < 1) return '';
  return `${text.slice(0, width - 1)}…`;
}
