/** A text of at most `width` characters; what is cut off is shown as `…`. */
export function clip(text: string, width: number): string {
  if (text.length <= width) return text;
  if (width < 1) return '';
  return `${text.slice(0, width - 1)}…`;
}
