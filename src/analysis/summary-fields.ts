import { READ_SET_FIELDS } from '../rows/read-set-fields.js';
import { pathReader } from '../rows/value-at.js';
import { createdMsOf, type ReadSetLike } from './read-set-like.js';

/** A field that read sets can be grouped by: one of {@link READ_SET_FIELDS}, or the UTC year, month or day of creation. */
export type SummaryField = (typeof READ_SET_FIELDS)[number] | `creationTime.${'year' | 'month' | 'day'}`;

/** How much of an ISO 8601 time tells the year, the month and the day of creation. */
const TIME_PARTS = {
  'creationTime.year': 4,
  'creationTime.month': 7,
  'creationTime.day': 10,
} as const satisfies Partial<Record<SummaryField, number>>;

/** Every field that {@link summarize} can group by: {@link READ_SET_FIELDS} and the parts of the creation time. */
export const SUMMARY_FIELDS: readonly SummaryField[] = [
  ...READ_SET_FIELDS,
  'creationTime.year',
  'creationTime.month',
  'creationTime.day',
];

/** What a read set has in a field. `null`: it has none, which is told apart from every string. */
export type FieldValue = string | number | null;

/** A function that gives what a read set has in a field. A time is its ISO 8601 string. */
export function summaryFieldReader(field: SummaryField): (readSet: ReadSetLike) => FieldValue {
  if (field === 'creationTime') return creationTimeOf;
  if (isTimePart(field)) {
    const length = TIME_PARTS[field];
    return (readSet) => {
      const time = creationTimeOf(readSet);
      // Years that do not have four digits are written with a sign and six.
      return time === null ? null : time.slice(0, /^[+-]/.test(time) ? length + 3 : length);
    };
  }
  const read = pathReader(field);
  return (readSet) => toFieldValue(read(readSet));
}

function creationTimeOf(readSet: ReadSetLike): string | null {
  const createdMs = createdMsOf(readSet);
  return createdMs === undefined ? null : new Date(createdMs).toISOString();
}

function isTimePart(field: SummaryField): field is keyof typeof TIME_PARTS {
  return Object.hasOwn(TIME_PARTS, field);
}

function toFieldValue(value: unknown): FieldValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return JSON.stringify(value);
}
