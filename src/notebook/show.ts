import { Problems } from '../options/problems.js';
import type { Display } from './display.js';
import { present } from './display.js';
import { firstRows } from './first-rows.js';
import { tableView } from './table.js';

/** Options of {@link show}. */
export interface ShowOptions {
  /** Rows to show, 1 to any number. @default 20 */
  limit?: number | undefined;
  /**
   * The columns, nested ones by their path: `etag.algorithm`; also `gigabases`.
   *
   * @default of read sets the usual ones, of other objects every field that the rows have
   */
  fields?: readonly string[] | undefined;
  /** A line above the table. */
  title?: string | undefined;
  /** What draws it. @default tslab's, where this runs in a tslab notebook; else it is text on stdout */
  display?: Display | undefined;
}

/**
 * Shows the first rows of a stream, an array or anything else that gives objects, as a table, and says how many more
 * there are. Of a stream it reads one row more than it shows, and closes it: how many there are in all, it then does
 * not know. Whatever is in the rows is shown as text.
 *
 * @throws {InvalidOptionError}
 *
 * @example
 * ```ts
 * import { show } from 'healthomics-streams/notebook';
 *
 * await show(inventory({ client }), { limit: 5, fields: ['id', 'fileType', 'gigabases'] });
 * ```
 */
export async function show(
  stream: AsyncIterable<object> | Iterable<object>,
  options: ShowOptions = {},
): Promise<void> {
  const problems = new Problems();
  problems.iterable('stream', stream);
  if (!problems.members('options', options, ['limit', 'fields', 'title', 'display'])) problems.throwIfAny();
  const { limit = 20, fields, title, display } = options;
  problems.integer('limit', limit, 1);
  problems.throwIfAny();
  present(tableView(await firstRows(stream, limit), { fields, title }), display);
}
