import type { Writable } from 'node:stream';
import type { CheckpointOutput } from '../run/checkpoint.js';

/** Where rows are written: the path of a file, a Node stream, or a web stream. */
export type SinkTarget = string | Writable | WritableStream<Uint8Array>;

/** An open target. Every failure to write is an `OutputError` that names the file or stream. */
export interface Destination {
  /** The path as the caller passed it; `undefined` for a stream. */
  readonly path: string | undefined;
  /** Bytes written, including those of the run that was resumed. */
  bytes: number;
  /** Whether a failed run leaves its rows behind, in a partial file. */
  readonly keepsPartial: boolean;
  /** Resolves once the bytes are accepted, so that only one write is in memory. */
  write(bytes: Uint8Array): Promise<void>;
  /** Flushes everything written to the disk, and returns what a checkpoint can cover. Only files that are replaced have it. */
  sync?(): Promise<SyncedContent>;
  /** Ends the output of a run that succeeded. */
  commit(): Promise<void>;
  /**
   * Ends the output of a run that failed with `reason` after `rows` rows, including those of the run that was resumed.
   */
  abandon(reason: unknown, rows: number): Promise<IncompleteOutput>;
}

/** The bytes of a file that are on the disk. */
export type SyncedContent = Pick<CheckpointOutput, 'bytes' | 'digest'>;

/** The output of a run that failed. */
export interface IncompleteOutput {
  /** The file that was to be written; absent for streams, pipes and devices. */
  readonly path?: string;
  /** Whether that file exists, unchanged. */
  readonly untouched?: boolean;
  /** The file next to it that has the rows so far; absent if there are none. */
  readonly partialPath?: string;
  /** Rows received, including those of the run that was resumed. */
  readonly rows: number;
}
