import type { ReadSetField } from '../where/read-set-where.js';

/** The fields of the SDK's `ReadSetListItem`, nested ones by their path, in the order of its members. */
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
  'statusMessage',
  'creationType',
  'etag.algorithm',
  'etag.source1',
  'etag.source2',
] as const satisfies readonly ReadSetField[];

/**
 * What a row has of its own at a path, such as `etag.source1`; `undefined` where it has nothing. A name may have points
 * itself, as the keys of a summary have: it goes before a path.
 */
export function valueAt(row: object, path: string): unknown {
  return fieldReader(path)(row);
}

/** A function that reads one field of rows. */
export function fieldReader(path: string): (row: object) => unknown {
  const point = path.indexOf('.');
  if (point === -1) return (row) => memberOf(row, path);
  const member = path.slice(0, point);
  const readRest = fieldReader(path.slice(point + 1));
  return (row) => {
    if (Object.hasOwn(row, path)) return memberOf(row, path);
    const value = memberOf(row, member);
    return typeof value === 'object' && value !== null ? readRest(value) : undefined;
  };
}

function memberOf(row: object, member: string): unknown {
  return Object.hasOwn(row, member) ? (row as Record<string, unknown>)[member] : undefined;
}

/** A function that makes a row of these fields alone, nested as they were. It leaves the row itself as it is. */
export function fieldPicker(fields: readonly string[]): (row: object) => object {
  const wanted = fields
    .filter((field) => !fields.some((other) => field.startsWith(`${other}.`)))
    .map((field) => ({ path: field.split('.'), read: fieldReader(field) }));
  return (row) => {
    const picked: Record<string, unknown> = {};
    for (const { path, read } of wanted) {
      const value = read(row);
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
