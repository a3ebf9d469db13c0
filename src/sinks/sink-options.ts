import { Writable } from 'node:stream';
import { checkCheckpointStore, type CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { CheckpointError } from '../errors.js';
import { Problems } from '../options/problems.js';
import type { Inventory } from '../inventory/inventory.js';
import { isInventory } from '../inventory/is-inventory.js';
import type { Abandoned } from './destination.js';
import type { KeptOutputSettings } from './kept-output.js';
import type { SinkTarget } from './open-destination.js';
import type { RowSource } from './pull-rows.js';
import { checkRowFormat, type RowFormat } from './row-format.js';

/** What every sink takes. */
export interface SinkOptions {
  /** Ends everything: the source is closed, and the sink rejects with the signal's `reason`. */
  signal?: AbortSignal | undefined;
  /** Whether a stream is ended after the last row, as `stream.pipeline` has it. stdout and stderr never are. @default true */
  end?: boolean | undefined;
  /** Told, before the sink rejects, what became of the rows that had come. */
  onIncomplete?: ((left: IncompleteOutput) => void) | undefined;
}

/** What a sink takes that writes a file which can be resumed after a crash. */
export interface CheckpointedSinkOptions extends SinkOptions {
  /**
   * Where to save, as the file grows, the checkpoint of the inventory together with how many bytes of the file it
   * stands for. An inventory that resumes from it continues the same file, and each row is in it once. Only with a
   * path of a regular file. Do not give the inventory itself the same `checkpoint`.
   */
  checkpoint?: CheckpointStore | undefined;
  /**
   * The inventory that the rows are from, where they came through operators. They must give each item on at once, as
   * `map`, `filter` and `tap` do; `buffer` and `mapConcurrent` hold items back, which would be lost.
   *
   * @default the source, where it is an inventory
   */
  run?: Inventory | undefined;
  /** The least time between two saves, in milliseconds, 0 to any number; saving takes a tenth of the time at most. @default 1000 */
  checkpointEveryMs?: number | undefined;
}

/** What a sink that did not get through leaves behind. */
export interface IncompleteOutput extends Abandoned {
  /** Rows that had come, those before a resumption included. */
  readonly rows: number;
}

/** What a sink wrote. */
export interface WrittenRows {
  /** The file; absent for a stream. */
  readonly path?: string;
  readonly rows: number;
  /** Bytes, as they are in the file: compressed, where it is. */
  readonly bytes: number;
}

const SINK_OPTIONS: readonly string[] = ['signal', 'end', 'onIncomplete'];

const CHECKPOINT_OPTIONS: readonly string[] = ['checkpoint', 'run', 'checkpointEveryMs'];

/**
 * Checks what a sink is called with, and gives what its checkpoint needs, where it has one.
 *
 * @param formatOptions names of options that are the format's, and checked by it
 * @throws {InvalidOptionError} naming everything that is invalid
 * @throws {CheckpointError} when the inventory goes on in a file, and no checkpoint is kept
 */
export function checkSink(
  source: RowSource,
  target: SinkTarget,
  format: RowFormat,
  options: CheckpointedSinkOptions,
  formatOptions: readonly string[],
): KeptOutputSettings | undefined {
  const problems = new Problems();
  problems.iterable('source', source);
  checkTarget(target, problems);
  if (!checkRowFormat(format, problems)) problems.throwIfAny();
  const sinkOptions = format.resumable === true ? [...SINK_OPTIONS, ...CHECKPOINT_OPTIONS] : SINK_OPTIONS;
  if (!problems.members('options', options, [...formatOptions, ...sinkOptions])) problems.throwIfAny();
  checkSinkOptions(options, problems);
  const { checkpoint: store, run = source, checkpointEveryMs: everyMs = 1000 } = options;
  problems.finite('checkpointEveryMs', everyMs, 0);
  checkCheckpointStore('checkpoint', store, problems);
  if ((store !== undefined || options.run !== undefined) && !isInventory(run)) {
    problems.add('run', 'the inventory that the rows are from', options.run);
  }
  if (store !== undefined) {
    if (isInventory(run) && run.checkpointStore === store) {
      problems.add('checkpoint', 'another store than the one that the inventory itself saves to', store);
    }
    if (typeof target !== 'string') problems.add('target', 'a path, where there is a checkpoint', target);
  }
  problems.throwIfAny();
  if (store === undefined && typeof target === 'string' && isInventory(source)) checkBegins(source);
  return store !== undefined && isInventory(run) ? { store, run, everyMs } : undefined;
}

/** @throws {CheckpointError} when an inventory goes on in a file, and without `checkpoint` the rest would replace it */
function checkBegins({ resume }: Inventory): void {
  if (resume?.output === undefined || resume.output.rows === 0) return;
  const { path, rows } = resume.output;
  throw new CheckpointError(
    'another-output',
    `${rows} of its rows are in ${path}, and without the option \`checkpoint\` only the rest would be written.`,
  );
}

function checkSinkOptions({ signal, end, onIncomplete }: SinkOptions, problems: Problems): void {
  problems.signal('signal', signal);
  problems.boolean('end', end);
  problems.function('onIncomplete', onIncomplete);
}

function checkTarget(target: SinkTarget, problems: Problems): void {
  if (typeof target === 'string' || target instanceof Writable || isWebStream(target)) return;
  problems.add('target', 'a path, a Writable or a WritableStream', target);
}

function isWebStream(target: unknown): boolean {
  return typeof (Object(target) as { getWriter?: unknown }).getWriter === 'function';
}
