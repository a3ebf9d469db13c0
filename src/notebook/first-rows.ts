import { counted, number } from '../display/numbers.js';

/** The first items of a stream, and how many there are in all. */
export interface FirstRows {
  readonly rows: readonly object[];
  /** A number where it is known; `undefined` where there are more, and how many was not read. */
  readonly total: number | undefined;
}

/** Reads one item more than `limit`, which tells that there are more, and leaves the stream. */
export async function firstRows(
  stream: AsyncIterable<object> | Iterable<object>,
  limit: number,
): Promise<FirstRows> {
  const rows: object[] = [];
  for await (const row of stream) {
    if (rows.length === limit) return { rows, total: lengthOf(stream) };
    rows.push(row);
  }
  return { rows, total: rows.length };
}

function lengthOf(stream: object): number | undefined {
  return 'length' in stream && typeof stream.length === 'number' ? stream.length : undefined;
}

/** `first 20 of more than 20`; `250 rows`. */
export function countLine({ rows, total }: FirstRows): string {
  const shown = number(rows.length);
  if (total === undefined) return `first ${shown} of more than ${shown}`;
  if (total > rows.length) return `first ${shown} of ${number(total)}`;
  return counted(total, 'row');
}
