import { Writable } from 'node:stream';
import { Problems } from '../options/problems.js';
import type { Abandoned } from './destination.js';
import type { SinkTarget } from './open-destination.js';
import type { RowSource } from './pull-rows.js';

/** What every sink takes. */
export interface SinkOptions {
  /** Ends everything: the source is closed, and the sink rejects with the signal's `reason`. */
  signal?: AbortSignal | undefined;
  /** Whether a stream is ended after the last row, as `stream.pipeline` has it. stdout and stderr never are. @default true */
  end?: boolean | undefined;
  /** Told, before the sink rejects, what became of the rows that had come. */
  onIncomplete?: ((left: IncompleteOutput) => void) | undefined;
}

/** What a sink that did not get through leaves behind. */
export interface IncompleteOutput extends Abandoned {
  /** Rows that had come. */
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

export const SINK_OPTIONS: readonly string[] = ['signal', 'end', 'onIncomplete'];

/** @throws {InvalidOptionError} naming everything that cannot be meant */
export function checkSink(
  source: RowSource,
  target: SinkTarget,
  options: SinkOptions,
  known: readonly string[],
): void {
  const problems = new Problems();
  checkSource(source, problems);
  if (typeof target !== 'string' && !(target instanceof Writable) && !isWebStream(target)) {
    problems.add('target', 'a path, a Writable or a WritableStream', target);
  }
  if (problems.members('options', options, known)) {
    problems.signal('signal', options.signal);
    problems.boolean('end', options.end);
    problems.function('onIncomplete', options.onIncomplete);
  }
  problems.throwIfAny();
}

export function checkSource(source: RowSource, problems: Problems): void {
  const members: unknown = Object(source);
  if (
    typeof source === 'object' &&
    (Symbol.asyncIterator in (members as object) || Symbol.iterator in source)
  )
    return;
  problems.add('source', 'an iterable of objects', source);
}

function isWebStream(target: unknown): boolean {
  return typeof (Object(target) as { getWriter?: unknown }).getWriter === 'function';
}
