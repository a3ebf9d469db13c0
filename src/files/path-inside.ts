import { join } from 'node:path';

/** A separator of any platform, or the end of a string in C. */
const LEAVES_NAME = /[/\\\0]/;

/**
 * Joins names to the path of a directory. Every path inside an output directory is built here, because the names contain
 * text of the service or of rows.
 *
 * @throws {RangeError} if a name is not a plain file name, such as `..` or `a/b`
 */
export function pathInside(directory: string, ...names: readonly string[]): string {
  const outside = names.find((name) => ['', '.', '..'].includes(name) || LEAVES_NAME.test(name));
  if (outside === undefined) return join(directory, ...names);
  throw new RangeError(`${JSON.stringify(outside)} is not the name of a file in it`);
}
