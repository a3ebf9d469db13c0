/** The fields of a row, nested ones by their path; those that are `undefined` are not there. */
export function pathsOf(row: object, prefix = ''): string[] {
  return Object.entries(row).flatMap(([name, member]: [string, unknown]) => {
    if (member === undefined) return [];
    return isPlainObject(member) ? pathsOf(member, `${prefix}${name}.`) : [`${prefix}${name}`];
  });
}

/** Whether it is an object that has nothing but members. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
