import { CheckpointError, OutputError, PartialInventoryError } from '../errors.js';
import type { Inventory } from '../read-sets/inventory.js';
import { abortable, linkAbort } from '../streams/abort.js';
import { defined } from '../options/defined.js';
import type { Destination, IncompleteOutput, SinkTarget } from './destination.js';
import { openDestination } from './open-destination.js';
import {
  CSV_OPTIONS,
  csvFormat,
  NDJSON_OPTIONS,
  ndjsonFormat,
  type CsvOptions,
  type NdjsonOptions,
  type RowFormat,
} from './formats.js';
import { readRows, type RowSource } from './read-rows.js';
import { ResumableOutput, type ResumableOutputSettings } from './resumable-output.js';
import { RowWriter } from './row-writer.js';
import {
  checkSink,
  type CheckedSink,
  type CheckpointedSinkOptions,
  type SinkOptions,
  type WrittenRows,
} from './sink-options.js';

/** Options of {@link writeNdjson}. */
export interface WriteNdjsonOptions extends CheckpointedSinkOptions, NdjsonOptions {}

/** Options of {@link writeCsv}. */
export interface WriteCsvOptions extends CheckpointedSinkOptions, CsvOptions {}

/**
 * Writes rows as newline-delimited JSON, one object per line, to a path (`.gz` compresses) or to a Node or web stream.
 * {@link writeRows} describes how files, streams, errors and checkpoints are handled.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} if the checkpoint belongs to another file or format, or its rows are missing or changed
 * @throws {PartialInventoryError} after the last row, if stores of the inventory failed (see `acceptPartial`)
 * @throws {OutputError} while writing, if the target cannot be written to
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
  const format = ndjsonFormat({ fields });
  return write(source, target, format, options, checkSink(source, target, format, options, NDJSON_OPTIONS));
}

/**
 * Writes rows as CSV with a header and fixed columns to a path (`.gz` compresses) or to a Node or web stream.
 * {@link writeRows} describes how files, streams, errors and checkpoints are handled.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} if the checkpoint belongs to another file or format, or its rows are missing or changed
 * @throws {PartialInventoryError} after the last row, if stores of the inventory failed (see `acceptPartial`)
 * @throws {OutputError} while writing, if the target cannot be written to
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
  const format = csvFormat({ fields, escapeFormulas });
  return write(source, target, format, options, checkSink(source, target, format, options, CSV_OPTIONS));
}

/**
 * Writes rows in any format to a file or a stream.
 *
 * **Files.** Rows go to `FILE.partial`, which replaces the file once all of it is on the disk. Readers never see half a
 * file, and the existing file stays until then. A path that ends in `.gz` is compressed. A pipe or a device is written
 * to directly.
 *
 * **Streams.** A stream is treated as `stream.pipeline` does: it is ended after the last row and destroyed if the run
 * fails. stdout and stderr stay open.
 *
 * **Memory and errors.** The source is read only once the target is open, and only as fast as the target accepts rows:
 * a few hundred rows are in memory. If the source throws, `signal` aborts, or the target fails or is closed, the source
 * is closed and the sink rejects with that same error. Rows received so far stay in `FILE.partial`; if there are none,
 * it is removed.
 *
 * **Partial inventories.** If stores of the inventory failed under `onStoreError: 'continue'`, the sink rejects with a
 * {@link PartialInventoryError} after the last row: FILE stays, and `FILE.partial` has the rows. With a checkpoint, a
 * resumed run lists the failed stores again. To complete the output anyway, set `acceptPartial`. If the rows pass through
 * operators, pass the inventory as `run`.
 *
 * **Checkpoints.** With `checkpoint`, each row of an inventory is in the file exactly once, even if the process is
 * killed and restarted: the file is truncated to the rows that the checkpoint covers, and continued. A format that is
 * not `resumable` starts over instead, and the result has `startedOver`. If the checkpoint covers a finished file,
 * nothing is written; to write the file again, start without the checkpoint. If two runs write the same file at the same
 * time, at least one of them fails.
 *
 * @throws {InvalidOptionError} at the call
 * @throws {CheckpointError} if the checkpoint belongs to another file or format, or its rows are missing or changed
 * @throws {PartialInventoryError} after the last row, if stores of the inventory failed (see `acceptPartial`)
 * @throws {OutputError} while writing, if the target cannot be written to
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
  return write(source, target, format, options, checkSink(source, target, format, options, []));
}

interface Output {
  readonly destination: Destination;
  readonly writer: RowWriter;
  readonly resumable: ResumableOutput | undefined;
  /** The inventory, if it must not be partial. */
  readonly wholeRun: Inventory | undefined;
  /** Whether a checkpoint can cover part of the file; otherwise an interrupted run starts over. */
  readonly isByRow: boolean;
  /** Aborts when the caller's signal does, or when the destination fails. */
  readonly signal: AbortSignal;
}

async function write(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  { signal: callerSignal, end = true, onIncomplete, acceptPartial = false }: SinkOptions,
  { run, checkpoint }: CheckedSink,
): Promise<WrittenRows> {
  callerSignal?.throwIfAborted();
  const scope = linkAbort(callerSignal);
  const onFailure = (error: unknown): void => scope.abort(error);
  try {
    const { signal } = scope;
    const resumable = checkpoint && resumableFile(checkpoint, format);
    const resumeAt = resumable?.resumeAt ?? { bytes: 0, rows: 0 };
    const destination = await openDestination(target, { end, onFailure, signal }, resumable?.resumeAt);
    if (destination === 'finished') {
      const { rows, bytes } = resumeAt;
      return { path: String(target), rows, bytes };
    }
    const writer = new RowWriter(format.open(resumeAt.bytes > 0), destination, onFailure);
    const wholeRun = acceptPartial ? undefined : run;
    const isByRow = format.resumable === true;
    const output = { destination, writer, resumable, wholeRun, isByRow, signal };
    try {
      if (resumeAt.finished !== true) await writeAll(source, output);
      await waitFor(destination.commit(), output);
    } catch (error) {
      const incomplete = await abandon(output, error, callerSignal?.aborted === true);
      onIncomplete?.(incomplete);
      throw error;
    }
    const { path, bytes } = destination;
    const startedOver = resumable?.isResumed === true && !isByRow && resumeAt.finished !== true;
    return { ...defined({ path }), rows: rowCount(output), bytes, ...(startedOver && { startedOver }) };
  } finally {
    scope.unlink();
  }
}

async function writeAll(source: RowSource, output: Output): Promise<void> {
  const { writer, resumable, signal } = output;
  if (resumable?.resumeAt.bytes === 0) await abortable(resumable.begin(), signal);
  await readRows(source, (row) => addRow(row, output), signal);
  await checkComplete(output);
  await waitFor(writer.end(), output);
  if (resumable !== undefined) await abortable(save(resumable, output, true), signal);
}

/** @throws {PartialInventoryError} before the output is completed, if stores are missing from it */
async function checkComplete(output: Output): Promise<void> {
  const report = await output.wholeRun?.report();
  if (report?.outcome !== 'partial') return;
  const failed = report.stores.filter(({ outcome }) => outcome === 'failed');
  throw new PartialInventoryError(
    output.destination.path ?? 'the stream',
    failed.map(({ sequenceStoreId }) => sequenceStoreId),
    rowCount(output),
  );
}

function addRow(row: object, output: Output): Promise<void> | undefined {
  const { writer, resumable, isByRow } = output;
  const added = writer.add(row);
  if (resumable === undefined) return added;
  resumable.acknowledge();
  return isByRow && resumable.isSaveDue ? save(resumable, output) : added;
}

/** The checkpoint of a file. A resumed run truncates the file to the bytes that it covers, and continues it. */
function resumableFile(settings: ResumableOutputSettings, { name }: RowFormat): ResumableOutput {
  return new ResumableOutput(settings, `${name}${settings.path.endsWith('.gz') ? ', gzip' : ''}`);
}

/**
 * Saves a checkpoint that covers every row the writer has, or, once `finished`, the whole file. Do not add rows to the
 * writer until it resolves.
 */
function save(resumable: ResumableOutput, { writer, destination }: Output, finished = false): Promise<void> {
  return resumable.save(async () => {
    const checkpoint = resumable.checkpoint(finished);
    const rows = resumable.resumeAt.rows + writer.rows;
    if (!finished) await writer.flush();
    const content = (await destination.sync?.()) ?? { bytes: destination.bytes };
    return [checkpoint, { ...content, rows, ...(finished && { finished }) }];
  });
}

/** Ends the output of a run that failed, and keeps the rows received so far where that is possible. */
async function abandon(output: Output, reason: unknown, callerAborted: boolean): Promise<IncompleteOutput> {
  const { destination, writer, resumable, isByRow, signal } = output;
  // After an abort, do not wait for a slow reader of a stream.
  const keepRows = writer.rows > 0 && (destination.keepsPartial || !callerAborted);
  if (keepRows) await waitFor(writer.end(), output).catch(() => undefined);
  // If the source or an operator failed, every acknowledged row is written. Otherwise the last checkpoint stands.
  const sourceFailed =
    !signal.aborted && !(reason instanceof OutputError || reason instanceof CheckpointError);
  if (keepRows && isByRow && resumable !== undefined && sourceFailed) {
    await abortable(save(resumable, output), signal).catch(() => undefined);
  }
  return destination.abandon(reason, rowCount(output));
}

/** Waits for the destination, despite an abort if it is a file: files respond soon, but a stream may never do so. */
function waitFor(work: Promise<void>, { destination, signal }: Output): Promise<void> {
  return destination.keepsPartial ? work : abortable(work, signal);
}

/** Rows written, including those of the run that was resumed. */
function rowCount({ writer, resumable }: Output): number {
  return (resumable?.resumeAt.rows ?? 0) + writer.rows;
}
