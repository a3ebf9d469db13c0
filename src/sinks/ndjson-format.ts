import { Problems } from '../options/problems.js';
import { fieldPicker } from '../rows/field-picker.js';
import { checkPaths } from './check-paths.js';
import type { RowFormat } from './row-format.js';

/** How NDJSON is written. */
export interface NdjsonOptions {
  /** Only these fields, nested ones by their path (`etag.source1`) and nested as they were. @default all */
  fields?: readonly string[] | undefined;
}

/** The members of {@link NdjsonOptions}. */
export const NDJSON_OPTIONS = ['fields'] as const satisfies readonly (keyof NdjsonOptions)[];

/**
 * One JSON object a line, as the service gave it, dates as ISO 8601 strings.
 *
 * @throws {InvalidOptionError} at the call
 */
export function ndjsonFormat(options: NdjsonOptions = {}): RowFormat {
  const problems = new Problems();
  if (!problems.members('options', options, NDJSON_OPTIONS)) problems.throwIfAny();
  const { fields } = options;
  checkPaths(fields, problems);
  problems.throwIfAny();
  const pick = fields === undefined ? (row: object) => row : fieldPicker(fields);
  return {
    name: fields === undefined ? 'ndjson' : `ndjson of ${fields.join(',')}`,
    extension: 'ndjson',
    resumable: true,
    open: () => ({
      rows: (batch) => batch.map((row) => `${JSON.stringify(pick(row))}\n`).join(''),
      end: () => '',
    }),
  };
}
