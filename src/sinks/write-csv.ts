import { CSV_OPTIONS, csvFormat, type CsvOptions } from './csv-format.js';
import type { SinkTarget } from './open-destination.js';
import type { RowSource } from './pull-rows.js';
import type { CheckpointedSinkOptions, WrittenRows } from './sink-options.js';
import { writeAs } from './write-rows.js';

/** Options of {@link writeCsv}. */
export interface WriteCsvOptions extends CheckpointedSinkOptions, CsvOptions {}

/**
 * Writes rows as CSV with a header and fixed columns, as {@link writeRows} does: to a path (`.gz` compresses), which is
 * replaced once all is written, or to a Node or web stream.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} when the checkpoint is of another file or format, or its rows are gone
 * @throws {OutputError} while writing, when the target cannot be written to
 *
 * @example
 * ```ts
 * await writeCsv(inventory({ client }), process.stdout, { fields: ['id', 'name', 'sequenceInformation.totalBaseCount'] });
 * ```
 */
export function writeCsv(
  source: RowSource,
  target: SinkTarget,
  options: WriteCsvOptions = {},
): Promise<WrittenRows> {
  const { fields, escapeFormulas } = Object(options) as CsvOptions;
  return writeAs(source, target, csvFormat({ fields, escapeFormulas }), options, CSV_OPTIONS);
}
