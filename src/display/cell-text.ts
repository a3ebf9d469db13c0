/** A value as the text of a cell: a time in ISO 8601, without milliseconds where there are none, an object as JSON. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date && Number.isNaN(value.getTime())) return String(value);
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
