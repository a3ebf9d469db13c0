import { writeRows, type RowSource, type SinkOptions, type SinkTarget, type WrittenRows } from '../index.js';
import { Problems } from '../options/problems.js';
import { PARQUET_OPTIONS, parquetFormat, type ParquetOptions } from './parquet-format.js';

/** Options of {@link writeParquet}. */
export interface WriteParquetOptions extends SinkOptions, ParquetOptions {}

const OPTIONS = [
  ...PARQUET_OPTIONS,
  'signal',
  'end',
  'onIncomplete',
] as const satisfies readonly (keyof WriteParquetOptions)[];

/**
 * Writes read sets as Parquet, as `writeRows` does: to a path, which is replaced once all is written, or to a Node or
 * web stream. {@link parquetFormat} says how. One row group is in memory; it is written when it is full.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {OutputError} while writing, when the target cannot be written to
 *
 * @example
 * ```ts
 * import { writeParquet } from 'healthomics-streams/parquet';
 *
 * const { rows } = await writeParquet(inventory({ client }), 'read-sets.parquet');
 * console.log(rows); // 250
 * ```
 */
export function writeParquet(
  source: RowSource,
  target: SinkTarget,
  options: WriteParquetOptions = {},
): Promise<WrittenRows> {
  const problems = new Problems();
  problems.members('options', options, OPTIONS);
  problems.throwIfAny();
  const { columns, rowGroupRows, ...sinkOptions } = options;
  return writeRows(source, target, parquetFormat({ columns, rowGroupRows }), sinkOptions);
}
