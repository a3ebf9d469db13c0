/** Where bytes go. Every failure to write is an `OutputError` that names the place. */
export interface Destination {
  /** The file, by the name it was given; `undefined` for a stream. */
  readonly path: string | undefined;
  /** Bytes that are there; those of a resumed file included. */
  readonly bytes: number;
  /** Whether what was written stays of use when the run does not get through. */
  readonly keepsRows: boolean;
  /** Resolves once the bytes are taken, so that no more than one write is held. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes all that was written safe against a crash. Only files that are replaced in the end have it. */
  sync?(): Promise<void>;
  /** All is written. */
  commit(): Promise<void>;
  /** The run did not get through. */
  abandon(run: FailedRun): Promise<Abandoned>;
}

/** A run that did not get through. */
export interface FailedRun {
  readonly reason: unknown;
  /** Rows that were written, those before a resumption included. */
  readonly rows: number;
}

/** What became of a file that was to be replaced; nothing, where there is none. */
export interface Abandoned {
  /** The file that was to be replaced. */
  readonly path?: string;
  /** Whether it is there, as it was before. */
  readonly untouched?: boolean;
  /** The file beside it with the rows so far; absent where there were none. */
  readonly partialPath?: string;
}
