// Not src/text/iso-time.ts: the emulator stands alone, reads what the wire has, and keeps its microseconds.
const FORMAT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(Z|[+-]\d\d:?\d\d)$/;

/**
 * Milliseconds since 1970 of an ISO 8601 time with seconds, any fraction of up to 12 digits, and `Z` or an offset;
 * NaN for anything else. Microseconds are kept as a fraction of a millisecond.
 */
export const parseIsoTime = (text: string): number => {
  const [, day, clock, digits, zone] = FORMAT.exec(text) ?? [];
  if (day === undefined || clock === undefined || zone === undefined) return NaN;
  const local = Date.parse(`${day}T${clock}Z`);
  // Date.parse takes 30 February for 1 March
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 10) !== day) return NaN;
  const fraction =
    digits === undefined ? 0 : Number(`${digits.padEnd(3, '0').slice(0, 3)}.${digits.slice(3)}`);
  return local + fraction - offsetMs(zone);
};

const offsetMs = (zone: string): number => {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};

/** The time of a record's date member: an ISO string or a Date; NaN when it is neither. */
export const timeOf = (value: unknown): number => {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') return NaN;
  const fast = value.length === 24 && value.endsWith('Z') ? Date.parse(value) : NaN;
  return Number.isNaN(fast) ? parseIsoTime(value) : fast;
};
