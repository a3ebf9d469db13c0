import type { Problems } from '../options/problems.js';

/** Notes fields that no row can have. */
export function checkPaths(fields: unknown, problems: Problems): void {
  if (fields === undefined) return;
  if (!Array.isArray(fields) || fields.length === 0) {
    problems.add('fields', 'an array of at least one field', fields);
  } else {
    fields.forEach((field: unknown, i) => {
      if (typeof field !== 'string' || field.split('.').includes('')) {
        problems.add(`fields[${i}]`, 'a path such as etag.source1', field);
      }
    });
  }
}
