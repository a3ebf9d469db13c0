import { counted, number } from '../display/numbers.js';
import type { Stream } from '../index.js';

/** The first items of a stream, and how many there are in all. */
export interface FirstRows {
  readonly rows: readonly unknown[];
  /** A number where it is known; `undefined` where there are more, and how many was not read. */
  readonly total: number | undefined;
  /** Why there are no more, where the stream failed. */
  readonly failure?: { readonly error: unknown };
}

/**
 * Reads one item more than `limit`, which tells that there are more, and leaves the stream. What came before the stream
 * failed is kept.
 *
 * @param total how many there are, where that is known
 */
export async function firstRows(
  stream: Stream<unknown>,
  limit: number,
  total: number | undefined,
): Promise<FirstRows> {
  const rows: unknown[] = [];
  try {
    for await (const row of stream) {
      if (rows.length === limit) return { rows, total };
      rows.push(row);
    }
  } catch (error) {
    return { rows, total, failure: { error } };
  }
  return { rows, total: rows.length };
}

/** `first 20 of more than 20`; `250 rows`. */
export function countLine({ rows, total, failure }: FirstRows): string {
  const shown = number(rows.length);
  if (failure !== undefined) return `${counted(rows.length, 'row')}, then it failed`;
  if (total === undefined) return `first ${shown} of more than ${shown}`;
  if (total > rows.length) return `first ${shown} of ${number(total)}`;
  return counted(total, 'row');
}
