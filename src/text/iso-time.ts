const ISO_8601 =
  /^((?:\d{4}|[+-]\d{6})-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Returns the milliseconds since 1970 of a Date, or of an ISO 8601 date or date-time. A date means midnight. Without a
 * time zone, UTC applies. Six-digit years are accepted in the form that `Date.prototype.toISOString` writes. Returns
 * `undefined` for any other value, such as 30 February.
 */
export function timeMs(value: unknown): number | undefined {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? parse(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function parse(text: string): number {
  const [, day = '', minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] =
    ISO_8601.exec(text) ?? [];
  // Date.parse reads 30 February as 1 March.
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return NaN;
  const offset = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  return Date.parse(`${day}T${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
}
