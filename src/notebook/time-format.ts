/** How the times of a column are shown. */
export interface TimeFormat {
  /** What the title of the column says of them: that they are UTC, where they have a time of day. */
  readonly zone: '' | ' (UTC)';
  readonly text: (time: Date) => string;
}

/** Times as `2024-03-01 12:00`, or as dates where all of a column are midnights, in UTC. */
export function timeFormat(times: readonly Date[]): TimeFormat {
  const known = times.filter(isValid);
  return known.every((time) => time.getTime() % DAY_MS === 0)
    ? { zone: '', text: (time) => (isValid(time) ? dateOf(time) : String(time)) }
    : { zone: ' (UTC)', text: (time) => (isValid(time) ? minuteOf(time) : String(time)) };
}

const DAY_MS = 86_400_000;

function isValid(time: Date): boolean {
  return !Number.isNaN(time.getTime());
}

function dateOf(time: Date): string {
  return time.toISOString().replace(/T.*/, '');
}

function minuteOf(time: Date): string {
  return time
    .toISOString()
    .replace('T', ' ')
    .replace(/:[^:]*$/, '');
}
