import { CheckpointError, OutputError } from '../errors.js';
import { openScope } from '../lifetime/scope.js';
import { abortable } from '../lifetime/abortable.js';
import type { Destination } from './destination.js';
import { KeptOutput, type KeptOutputSettings } from './kept-output.js';
import { openDestination, type SinkTarget } from './open-destination.js';
import { pullRows, type RowSource } from './pull-rows.js';
import type { RowFormat } from './row-format.js';
import { RowWriter } from './row-writer.js';
import {
  checkSink,
  type CheckpointedSinkOptions,
  type SinkOptions,
  type WrittenRows,
} from './sink-options.js';

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
 * With `checkpoint` the rows of an inventory get into a file exactly once, also when the process is killed and started
 * again: the file is truncated to what the checkpoint stands for and continued. A checkpoint whose file is finished writes
 * nothing; start without it to write again. Two runs at a time on one file are noticed, and fail.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} when the checkpoint is of another file or format, or its rows are gone
 * @throws {OutputError} while writing, when the target cannot be written to
 *
 * @example
 * ```ts
 * const lines = {
 *   name: 'ids',
 *   extension: 'txt',
 *   open: () => ({ rows: (batch: readonly object[]) => batch.map((row) => `${valueAt(row, 'id')}\n`).join(''), end: () => '' }),
 * };
 * const { rows } = await writeRows(inventory({ client }), 'ids.txt', lines);
 * console.log(rows); // 250
 * ```
 */
export function writeRows(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  options: CheckpointedSinkOptions = {},
): Promise<WrittenRows> {
  return writeAs(source, target, format, options, []);
}

/** {@link writeRows}, with options of the format among those of the sink: these, which the format has checked. */
export function writeAs(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  options: CheckpointedSinkOptions,
  formatOptions: readonly string[],
): Promise<WrittenRows> {
  const checkpoint = checkSink(source, target, format, options, formatOptions);
  return write(source, target, format, options, checkpoint);
}

async function write(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  { signal, end = true, onIncomplete }: SinkOptions,
  checkpoint: KeptOutputSettings | undefined,
): Promise<WrittenRows> {
  signal?.throwIfAborted();
  const scope = openScope(signal);
  const onFailure = (error: unknown): void => {
    scope.abort(error);
  };
  const heeding = (work: Promise<void> | undefined): Promise<void> | undefined =>
    work === undefined ? undefined : abortable(work, scope.signal);
  try {
    const kept =
      checkpoint === undefined || typeof target !== 'string'
        ? undefined
        : new KeptOutput(checkpoint, target, format);
    const before = kept?.before ?? { bytes: 0, rows: 0 };
    const destination = await openDestination(target, { end, onFailure }, kept?.before);
    if (destination === 'finished') return { path: String(target), rows: before.rows, bytes: before.bytes };
    const writer = new RowWriter(format.open(before.bytes > 0), destination, onFailure);
    const rowsSoFar = (): number => before.rows + writer.rows;
    // What is written to a file is soon over, and left in a known state; a stream may never answer.
    const handedOn = (work: Promise<void>): Promise<void> | undefined =>
      destination.keepsRows ? work : heeding(work);
    try {
      if (before.finished !== true) {
        if (before.bytes === 0) await heeding(kept?.begin());
        await pullRows(source, taking(writer, destination, kept), scope.signal);
        await handedOn(writer.end());
        await heeding(kept?.save(writer, destination, true));
      }
      await handedOn(destination.commit());
      return {
        ...(destination.path === undefined ? {} : { path: destination.path }),
        rows: rowsSoFar(),
        bytes: destination.bytes,
      };
    } catch (error) {
      // Nobody is to wait for a slow reader after an abort.
      const worthwhile = writer.rows > 0 && (destination.keepsRows || signal?.aborted !== true);
      if (worthwhile) await handedOn(writer.end())?.catch(() => undefined);
      // Where the source or an operator failed, all that came here is written. Otherwise the last checkpoint still holds.
      if (worthwhile && !scope.signal.aborted && !isOurs(error)) {
        await heeding(kept?.save(writer, destination))?.catch(() => undefined);
      }
      const left = await destination.abandon(error, rowsSoFar() === 0);
      onIncomplete?.({ ...left, rows: rowsSoFar() });
      throw error;
    }
  } finally {
    scope.release();
  }
}

/** Gives rows to a writer, and saves a checkpoint when it is time. */
function taking(
  writer: RowWriter,
  destination: Destination,
  kept: KeptOutput | undefined,
): (row: object) => Promise<void> | undefined {
  if (kept === undefined) return (row) => writer.add(row);
  return (row) => {
    const taken = writer.add(row);
    kept.took();
    return kept.isDue ? kept.save(writer, destination) : taken;
  };
}

function isOurs(error: unknown): boolean {
  return error instanceof OutputError || error instanceof CheckpointError;
}
