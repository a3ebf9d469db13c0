/**
 * What a row has of its own at a path, such as `etag.source1`; `undefined` where it has nothing. A name may have points
 * itself, as the keys of a summary have: it goes before a path.
 */
export function valueAt(row: object, path: string): unknown {
  return pathReader(path)(row);
}

/** A function that gives what rows have at a path, as {@link valueAt} does. */
export function pathReader(path: string): (row: object) => unknown {
  const point = path.indexOf('.');
  if (point === -1) return (row) => memberOf(row, path);
  const member = path.slice(0, point);
  const readRest = pathReader(path.slice(point + 1));
  return (row) => {
    if (Object.hasOwn(row, path)) return memberOf(row, path);
    const value = memberOf(row, member);
    return typeof value === 'object' && value !== null ? readRest(value) : undefined;
  };
}

function memberOf(row: object, member: string): unknown {
  return Object.hasOwn(row, member) ? (row as Record<string, unknown>)[member] : undefined;
}
