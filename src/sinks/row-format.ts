import type { Problems } from '../options/problems.js';

/** How rows become bytes: {@link ndjsonFormat}, {@link csvFormat}, or one of your own for {@link writeRows}. */
export interface RowFormat {
  /** What it writes, with all that makes a difference, such as `csv of id,name`; a file is resumed only in the same. */
  readonly name: string;
  /** The end of a file's name, without the dot. */
  readonly extension: string;
  /** Whether a file that was truncated after any row can be resumed. @default false */
  readonly resumable?: boolean;
  /** Begins a file; or, with `resumed`, goes on in one that has rows. */
  open(resumed: boolean): RowEncoder;
}

/** Rows of one file as text or bytes. It keeps what it needs between batches, such as whether the header is written. */
export interface RowEncoder {
  /** These rows, with what comes before the first ones. Some may be held back for later. */
  rows(batch: readonly object[]): string | Uint8Array;
  /** What is held back, before more rows come. Only formats that hold back have it. */
  flush?(): string | Uint8Array;
  /** What is held back, and what comes after the last row; the header, where no row came. */
  end(): string | Uint8Array;
}

/** Notes what is wrong with a format. `false` when it is no object. */
export function checkRowFormat(format: unknown, problems: Problems): boolean {
  if (typeof format !== 'object' || format === null) {
    problems.add('format', 'a RowFormat, such as csvFormat gives', format);
    return false;
  }
  const { name, extension, resumable, open } = format as Partial<Record<keyof RowFormat, unknown>>;
  if (typeof name !== 'string') problems.add('format.name', 'a string', name);
  if (typeof extension !== 'string') problems.add('format.extension', 'a string', extension);
  problems.boolean('format.resumable', resumable);
  if (typeof open !== 'function') problems.add('format.open', 'a function', open);
  return true;
}
