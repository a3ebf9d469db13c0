/** A field that read sets do not have as such: their bases, in thousand millions. */
const GIGABASES = 'gigabases';

/** What is shown of read sets where no fields are asked for. */
const READ_SET_FIELDS: readonly string[] = [
  'id',
  'sequenceStoreId',
  'name',
  'sampleId',
  'fileType',
  'status',
  'creationTime',
  GIGABASES,
];

/** The fields to be shown of rows: those of read sets, else every one that any of the rows has. */
export function fieldsOf(rows: readonly object[]): readonly string[] {
  const areReadSets =
    rows.length > 0 && rows.every((row) => 'arn' in row && 'fileType' in row && 'status' in row);
  return areReadSets ? READ_SET_FIELDS : [...new Set(rows.flatMap((row) => pathsOf(row, '')))];
}

function pathsOf(value: object, prefix: string): string[] {
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    isPlainObject(member) ? pathsOf(member, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

/** What a row has at a field: as it is under that name, else along the path. */
export function valueAt(row: object, field: string): unknown {
  if (field in row) return (row as Record<string, unknown>)[field];
  if (field === GIGABASES) return gigabases(row);
  const names = field.split('.');
  for (let split = 1; split < names.length; split += 1) {
    // A name may have points itself, as the keys of a summary by etag.algorithm have.
    const member = (row as Record<string, unknown>)[names.slice(0, split).join('.')];
    if (typeof member === 'object' && member !== null) return valueAt(member, names.slice(split).join('.'));
  }
  return undefined;
}

function gigabases(row: object): number | undefined {
  const bases = valueAt(row, 'sequenceInformation.totalBaseCount');
  return typeof bases === 'number' ? bases / 1e9 : undefined;
}

/** A value as the text of a cell; a number with two digits behind the point, a small one with three that say something. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (typeof value === 'number' || typeof value === 'bigint') {
    return value.toLocaleString(
      'en-US',
      value > -1 && value < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 },
    );
  }
  if (typeof value === 'string') return value;
  const json: unknown = JSON.stringify(value);
  return typeof json === 'string' ? json : '';
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
