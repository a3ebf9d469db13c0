import type { SchemaElement } from 'hyparquet-writer';

const string = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
  repetition_type: 'OPTIONAL',
});

const count = (name: string): SchemaElement => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' });

const timestamp = (name: string): SchemaElement => ({
  name,
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  repetition_type: 'OPTIONAL',
});

/** The schema elements of a struct: the struct itself, then its members. */
const struct = (name: string, members: readonly SchemaElement[]): readonly SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: members.length },
  ...members,
];

/** The columns of a read set by name, typed as in the SDK's `ReadSetListItem`. Every column may be null. */
export const PARQUET_COLUMNS: ReadonlyMap<string, readonly SchemaElement[]> = new Map(
  [
    [string('id')],
    [string('arn')],
    [string('sequenceStoreId')],
    [string('subjectId')],
    [string('sampleId')],
    [string('status')],
    [string('name')],
    [string('description')],
    [string('referenceArn')],
    [string('fileType')],
    struct('sequenceInformation', [
      count('totalReadCount'),
      count('totalBaseCount'),
      string('generatedFrom'),
      string('alignment'),
    ]),
    [timestamp('creationTime')],
    [string('statusMessage')],
    [string('creationType')],
    struct('etag', [string('algorithm'), string('source1'), string('source2')]),
  ].map((elements) => [elements[0]?.name ?? '', elements]),
);

/** Converts a value to the type that hyparquet-writer expects for a column. Missing values become null. */
export function columnValue([element, ...members]: readonly SchemaElement[], value: unknown): unknown {
  if (element === undefined || value === undefined || value === null) return null;
  if (members.length > 0) {
    return Object.fromEntries(
      members.map((member) => [member.name, columnValue([member], Reflect.get(Object(value), member.name))]),
    );
  }
  if (element.converted_type === 'TIMESTAMP_MILLIS') return timeOf(value, element.name);
  if (element.type === 'INT64') return countOf(value, element.name);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function timeOf(value: unknown, name: string): Date {
  const time = value instanceof Date ? value : new Date(String(value));
  if (Number.isNaN(time.getTime()))
    throw new TypeError(`Expected ${name} to be a time, got ${String(value)}.`);
  return time;
}

function countOf(value: unknown, name: string): bigint {
  if (typeof value !== 'bigint' && !Number.isInteger(value)) {
    throw new TypeError(`Expected ${name} to be an integer, got ${String(value)}.`);
  }
  const count = BigInt(value as bigint | number);
  if (BigInt.asIntN(64, count) === count) return count;
  throw new RangeError(`Expected ${name} to fit in 64 bits, got ${String(value)}.`);
}
