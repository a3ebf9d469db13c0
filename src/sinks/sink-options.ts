import { Writable } from 'node:stream';
import { checkCheckpointStore, type CheckpointStore } from '../run/checkpoint-store.js';
import { isInventory, type Inventory } from '../read-sets/inventory.js';
import { Problems } from '../options/problems.js';
import type { IncompleteOutput, SinkTarget } from './destination.js';
import { checkRowFormat, type RowFormat } from './formats.js';
import { outputMismatch } from './output-error.js';
import type { RowSource } from './read-rows.js';
import type { ResumableOutputSettings } from './resumable-output.js';

/** Options of every sink. */
export interface SinkOptions {
  /** Ends the run: the source is closed, and the sink rejects with the signal's `reason`. */
  signal?: AbortSignal | undefined;
  /** Whether to end a stream after the last row, as `stream.pipeline` does. stdout and stderr always stay open. @default true */
  end?: boolean | undefined;
  /** Called before the sink rejects, with the state of the output. */
  onIncomplete?: ((output: IncompleteOutput) => void) | undefined;
  /**
   * The inventory behind the rows, if they pass through operators first. With `checkpoint`, the operators must pass each
   * item on at once, as `map`, `filter` and `tap` do. `buffer` and `mapConcurrent` hold items back, which would be lost.
   *
   * @default the source, if it is an inventory
   */
  run?: Inventory | undefined;
  /**
   * Whether to complete the output although the inventory is `partial`: some stores failed under
   * `onStoreError: 'continue'`. Without it, the sink rejects with a `PartialInventoryError`, as after any other failure.
   *
   * @default false
   */
  acceptPartial?: boolean | undefined;
}

/** Options of sinks that can resume a file after a crash. */
export interface CheckpointedSinkOptions extends SinkOptions {
  /**
   * Where to save the inventory's checkpoint while the file grows, together with how many bytes of the file it covers.
   * An inventory that resumes from this checkpoint continues the same file, and each row is in it exactly once. A Parquet
   * file cannot be continued: it starts over, and the result has `startedOver`. The target must be the path of a regular
   * file. Do not pass a `checkpoint` to the inventory itself.
   */
  checkpoint?: CheckpointStore | undefined;
  /** The minimum time between two saves in milliseconds, 0 or more. Saving takes at most 3 % of the time. @default 1000 */
  checkpointEveryMs?: number | undefined;
}

/** The result of a sink. */
export interface WrittenRows {
  /** The file; absent for a stream. */
  readonly path?: string;
  readonly rows: number;
  /** Bytes in the file or stream, after compression. */
  readonly bytes: number;
  /**
   * Present if the inventory resumed a run that was interrupted, but the format cannot be continued, so that all rows were
   * read and written again.
   */
  readonly startedOver?: true;
}

const SINK_OPTIONS = [
  'signal',
  'end',
  'onIncomplete',
  'run',
  'acceptPartial',
  'checkpoint',
  'checkpointEveryMs',
] as const satisfies readonly (keyof CheckpointedSinkOptions)[];

/** The inventory behind the rows, if known, and the settings of the resumable output, if there is a checkpoint. */
export interface CheckedSink {
  readonly run: Inventory | undefined;
  readonly checkpoint?: ResumableOutputSettings;
}

/**
 * Validates the arguments of a sink.
 *
 * @param formatOptions the names of options that belong to the format, which validates them itself
 * @throws {InvalidOptionError} that names every problem
 * @throws {CheckpointError} if the inventory resumes a file, but the `checkpoint` option is missing
 */
export function checkSink(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  options: CheckpointedSinkOptions,
  formatOptions: readonly string[],
): CheckedSink {
  const problems = new Problems();
  problems.iterable('source', source);
  const isStream = target instanceof Writable || 'getWriter' in Object(target);
  if (typeof target !== 'string' && !isStream) {
    problems.add('target', 'a path, a Writable or a WritableStream', target);
  }
  if (!checkRowFormat(format, problems)) problems.throwIfAny();
  if (!problems.members('options', options, [...formatOptions, ...SINK_OPTIONS])) problems.throwIfAny();
  const { signal, end, onIncomplete, checkpoint: store, checkpointEveryMs: everyMs = 1000 } = options;
  problems.signal('signal', signal);
  problems.boolean('end', end);
  problems.function('onIncomplete', onIncomplete);
  problems.boolean('acceptPartial', options.acceptPartial);
  problems.finite('checkpointEveryMs', everyMs, 0);
  checkCheckpointStore(problems, 'checkpoint', store);
  const run = checkRun(source, options.run, problems, store !== undefined);
  if (store !== undefined && typeof target !== 'string') {
    problems.add('target', 'a path, if there is a checkpoint', target);
  }
  if (typeof target === 'string') checkOwnCheckpoint(run, problems);
  problems.throwIfAny();
  if (typeof target !== 'string') return { run };
  if (store === undefined && isInventory(source)) checkStartsNewFile(source);
  if (store === undefined || run === undefined) return { run };
  return { run, checkpoint: { path: target, store, run, everyMs } };
}

/** Returns the inventory behind the rows, if known. Records a problem if `run` is not one, or one is required. */
export function checkRun(source: unknown, run: unknown, problems: Problems, isRequired = false) {
  const inventory = run === undefined ? source : run;
  if (isInventory(inventory)) return inventory;
  if (run !== undefined || isRequired) problems.add('run', 'the inventory that the rows come from', run);
  return undefined;
}

/**
 * Records a problem if the inventory saves checkpoints itself. They count rows that are in no file yet, so a run that is
 * killed would lose them.
 */
export function checkOwnCheckpoint(run: Inventory | undefined, problems: Problems): void {
  const own = run?.latest.settings.checkpoint;
  if (own === undefined) return;
  problems.add(
    'run',
    'an inventory that saves no checkpoints itself (pass `checkpoint` to the sink instead)',
    own,
  );
}

/** @throws {CheckpointError} if the inventory resumes a file, which its remaining rows would replace */
function checkStartsNewFile({ latest }: Inventory): void {
  const { resume } = latest.settings;
  if (resume?.output === undefined || resume.output.rows === 0) return;
  const { path, rows } = resume.output;
  throw outputMismatch(
    `${rows} of its rows are in ${path}. Without the option \`checkpoint\`, only the remaining rows would be written.`,
  );
}
