import { Problems } from '../options/problems.js';

/** @throws {InvalidOptionError} for fields that are no paths */
export function checkPaths(fields: readonly string[] | undefined): void {
  if (fields === undefined) return;
  const problems = new Problems();
  if (!Array.isArray(fields) || fields.length === 0) {
    problems.add('fields', 'an array of at least one field', fields);
  } else {
    fields.forEach((field: unknown, i) => {
      if (typeof field !== 'string' || field.split('.').includes('')) {
        problems.add(`fields[${i}]`, 'a path such as etag.source1', field);
      }
    });
  }
  problems.throwIfAny();
}
