/** The fields of the SDK's `ReadSetListItem` in declaration order. Nested fields are paths, such as `etag.source1`. */
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
] as const;

/**
 * Returns the value of a row at a path such as `etag.source1`, or `undefined` if the row has no own value there. If a
 * member's name itself contains dots, as the keys of a summary can, that member wins over the nested path.
 */
export function valueAt(row: object, path: string): unknown {
  return pathReader(path)(row);
}

/** Returns a function that reads one path from any row, as {@link valueAt} does. */
export function pathReader(path: string): (row: object) => unknown {
  const dot = path.indexOf('.');
  if (dot === -1) return (row) => ownMember(row, path);
  const member = path.slice(0, dot);
  const readRest = pathReader(path.slice(dot + 1));
  return (row) => {
    if (Object.hasOwn(row, path)) return ownMember(row, path);
    const value = ownMember(row, member);
    return typeof value === 'object' && value !== null ? readRest(value) : undefined;
  };
}

/** Returns a function that copies only these fields of a row, with their nesting. */
export function fieldPicker(fields: readonly string[]): (row: object) => object {
  const wanted = fields
    .filter((field) => !fields.some((other) => field.startsWith(`${other}.`)))
    .map((field) => ({ path: field.split('.'), read: pathReader(field) }));
  return (row) => {
    const picked: Record<string, unknown> = {};
    for (const { path, read } of wanted) {
      const value = read(row);
      if (value !== undefined) setAt(picked, path, value);
    }
    return picked;
  };
}

function ownMember(row: object, member: string): unknown {
  return Object.hasOwn(row, member) ? (row as Record<string, unknown>)[member] : undefined;
}

function setAt(
  target: Record<string, unknown>,
  [member = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) target[member] = value;
  else setAt((target[member] ??= {}) as Record<string, unknown>, rest, value);
}
