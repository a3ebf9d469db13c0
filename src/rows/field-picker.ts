import { pathReader } from './value-at.js';

/** A function that makes a row of these fields alone, nested as they were. It leaves the row itself as it is. */
export function fieldPicker(fields: readonly string[]): (row: object) => object {
  const wanted = fields
    .filter((field) => !fields.some((other) => field.startsWith(`${other}.`)))
    .map((field) => ({ path: field.split('.'), read: pathReader(field) }));
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
