import { openScope } from '../lifetime/scope.js';
import type { Destination } from './destination.js';
import { openDestination, type SinkTarget } from './open-destination.js';
import { pullRows, type RowSource } from './pull-rows.js';
import type { RowFormat } from './row-format.js';
import { RowWriter } from './row-writer.js';
import { checkSink, SINK_OPTIONS, type SinkOptions, type WrittenRows } from './sink-options.js';

/**
 * Writes rows in a format to a file or a stream, and says what it wrote.
 *
 * A file is written aside, as `FILE.partial`, and takes its name when it is complete and safe on the disk: a reader
 * never sees half a file, and what was there before stays until then. A path that ends in `.gz` is compressed; a pipe
 * or a device is written to as it is. A caller's stream is treated as `stream.pipeline` does: ended after the last row,
 * destroyed when the run does not get through, and stdout and stderr are left open.
 *
 * Nothing is asked of the source before the target is open. A slow target holds the source up: some hundred rows are
 * in memory. When the source throws, `signal` aborts, or the target fails or is closed, the source is closed, and what
 * it was rejects, by identity. The rows that had come stay in `FILE.partial`, which is removed where there were none.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {OutputError} while writing, when the target cannot be written to
 *
 * @example
 * ```ts
 * const lines: RowFormat = {
 *   name: 'ids',
 *   extension: 'txt',
 *   open: () => ({ rows: (batch) => batch.map((row) => `${valueAt(row, 'id')}\n`).join(''), end: () => '' }),
 * };
 * const { rows } = await writeRows(inventory({ client }), 'ids.txt', lines);
 * console.log(rows); // 250
 * ```
 */
export function writeRows(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  options: SinkOptions = {},
): Promise<WrittenRows> {
  checkSink(source, target, options, SINK_OPTIONS);
  return write(source, target, format, options);
}

async function write(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  { signal, end = true, onIncomplete }: SinkOptions,
): Promise<WrittenRows> {
  signal?.throwIfAborted();
  const scope = openScope(signal);
  const onFailure = (error: unknown): void => {
    scope.abort(error);
  };
  try {
    const destination = await openDestination(target, { end, onFailure });
    const writer = new RowWriter(format.open(false), destination, onFailure);
    try {
      await pullRows(source, (row) => writer.add(row), scope.signal);
      await writer.end();
      await destination.commit();
      return written(destination, writer.rows);
    } catch (error) {
      // Nobody is to wait for a slow reader after an abort.
      const worthwhile = writer.rows > 0 && (destination.keepsRows || signal?.aborted !== true);
      if (worthwhile) await writer.end().catch(() => undefined);
      const left = await destination.abandon(error, writer.rows === 0);
      onIncomplete?.({ ...left, rows: writer.rows });
      throw error;
    }
  } finally {
    scope.release();
  }
}

function written({ path, bytes }: Destination, rows: number): WrittenRows {
  return { ...(path === undefined ? {} : { path }), rows, bytes };
}
