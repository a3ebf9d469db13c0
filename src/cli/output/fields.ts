import { UsageError } from '../errors.js';

/** The fields that a kind of row can have, nested ones by their path, in the order of the SDK's object. */
export type KnownFields = readonly string[];

/** The fields of the SDK's `ReadSetListItem`. */
export const READ_SET_FIELDS: KnownFields = [
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
  'statusMessage',
  'creationType',
  'etag.algorithm',
  'etag.source1',
  'etag.source2',
];

/** The fields of the SDK's `SequenceStoreDetail`. */
export const SEQUENCE_STORE_FIELDS: KnownFields = [
  'arn',
  'id',
  'name',
  'description',
  'sseConfig.type',
  'sseConfig.keyArn',
  'creationTime',
  'fallbackLocation',
  'eTagAlgorithmFamily',
  'status',
  'statusMessage',
  'updateTime',
];

/** @throws {UsageError} that lists the known fields, for a field that no row can have */
export function checkFields(fields: readonly string[], known: KnownFields): void {
  const unknown = fields.filter((field) => membersOf(field, known).length === 0);
  if (unknown.length === 0) return;
  throw new UsageError(
    `Expected --fields to name known fields, got ${unknown.map((field) => JSON.stringify(field)).join(', ')}. ` +
      `Known are ${known.join(', ')}.`,
  );
}

/** The fields with parents such as `etag` replaced by their members, each once. */
export function expandFields(fields: readonly string[], known: KnownFields): readonly string[] {
  return [...new Set(fields.flatMap((field) => membersOf(field, known)))];
}

function membersOf(field: string, known: KnownFields): readonly string[] {
  return known.filter((member) => member === field || member.startsWith(`${field}.`));
}

/** What a row has at a path; `undefined` where it has nothing. */
export function valueAt(row: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, member) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined,
    row,
  );
}

/** A function that makes a row of these fields alone, nested as they were. It leaves the row itself as it is. */
export function fieldPicker(fields: readonly string[]): (row: object) => object {
  const paths = fields
    .filter((field) => !fields.some((other) => field.startsWith(`${other}.`)))
    .map((field) => field.split('.'));
  return (row) => {
    const picked: Record<string, unknown> = {};
    for (const path of paths) {
      const value = valueAt(row, path);
      if (value !== undefined) place(picked, path, value);
    }
    return picked;
  };
}

function place(
  into: Record<string, unknown>,
  [member = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) into[member] = value;
  else place((into[member] ??= {}) as Record<string, unknown>, rest, value);
}
