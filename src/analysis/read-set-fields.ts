import type { ReadSetListItem } from '@aws-sdk/client-omics';

/** A read set as a list has it, or what was left of one by a `map`. */
export type ReadSetLike = Partial<ReadSetListItem>;

/**
 * The fields that read sets can be grouped by: those of the SDK's `ReadSetListItem`, nested ones by their path, and
 * the UTC year, month and day of their creation.
 */
export const READ_SET_FIELDS = [
  'id',
  'arn',
  'sequenceStoreId',
  'subjectId',
  'sampleId',
  'status',
  'name',
  'description',
  'referenceArn',
  'fileType',
  'sequenceInformation.totalReadCount',
  'sequenceInformation.totalBaseCount',
  'sequenceInformation.generatedFrom',
  'sequenceInformation.alignment',
  'creationTime',
  'creationTime.year',
  'creationTime.month',
  'creationTime.day',
  'statusMessage',
  'creationType',
  'etag.algorithm',
  'etag.source1',
  'etag.source2',
] as const;

/** One of {@link READ_SET_FIELDS}. */
export type ReadSetField = (typeof READ_SET_FIELDS)[number];

/** What a read set has in a field. `null`: it has none, which is told apart from every string. */
export type FieldValue = string | number | null;

/** How much of an ISO 8601 time tells the year, the month and the day. */
const TIME_PARTS: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10 };

/** A function that gives what a read set has in a field. A time is its ISO 8601 string. */
export function fieldReader(field: ReadSetField): (readSet: ReadSetLike) => FieldValue {
  const path = field.split('.');
  return (readSet) => {
    let value: unknown = readSet;
    for (const member of path) {
      if (value instanceof Date) return timePart(value, TIME_PARTS[member]);
      value =
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined;
    }
    return toFieldValue(value);
  };
}

function toFieldValue(value: unknown): FieldValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return value instanceof Date ? timePart(value, undefined) : JSON.stringify(value);
}

function timePart(time: Date, length: number | undefined): string | null {
  if (Number.isNaN(time.getTime())) return null;
  const text = time.toISOString();
  // Years that do not have four digits are written with a sign and six.
  return length === undefined ? text : text.slice(0, /^[+-]/.test(text) ? length + 3 : length);
}
