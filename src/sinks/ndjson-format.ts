import { fieldPicker } from '../rows/field-picker.js';
import { checkPaths } from './check-paths.js';
import type { RowFormat } from './row-format.js';

/** How NDJSON is written. */
export interface NdjsonOptions {
  /** Only these fields, nested ones by their path (`etag.source1`) and nested as they were. @default all */
  fields?: readonly string[] | undefined;
}

/** One JSON object a line, as the service gave it, dates as ISO 8601 strings. */
export function ndjsonFormat({ fields }: NdjsonOptions = {}): RowFormat {
  checkPaths(fields);
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
