import { NDJSON_OPTIONS, ndjsonFormat, type NdjsonOptions } from './ndjson-format.js';
import type { SinkTarget } from './open-destination.js';
import type { RowSource } from './pull-rows.js';
import type { CheckpointedSinkOptions, WrittenRows } from './sink-options.js';
import { writeAs } from './write-rows.js';

/** Options of {@link writeNdjson}. */
export interface WriteNdjsonOptions extends CheckpointedSinkOptions, NdjsonOptions {}

/**
 * Writes rows as one JSON object a line, as {@link writeRows} does: to a path (`.gz` compresses), which is replaced
 * once all is written, or to a Node or web stream.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} when the checkpoint is of another file or format, or its rows are gone
 * @throws {OutputError} while writing, when the target cannot be written to
 *
 * @example
 * ```ts
 * const written = await writeNdjson(inventory({ client }), 'read-sets.ndjson.gz', { fields: ['id', 'etag.source1'] });
 * console.log(written.rows); // 250
 * ```
 */
export function writeNdjson(
  source: RowSource,
  target: SinkTarget,
  options: WriteNdjsonOptions = {},
): Promise<WrittenRows> {
  const { fields } = Object(options) as NdjsonOptions;
  return writeAs(source, target, ndjsonFormat({ fields }), options, NDJSON_OPTIONS);
}
