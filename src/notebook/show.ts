import { Problems } from '../options/problems.js';
import { columnsOf } from './columns.js';
import type { Display } from './display.js';
import { present } from './display.js';
import { countLine, firstRows } from './first-rows.js';
import { rowsOf, type Showable } from './rows-of.js';
import { tableView } from './table.js';

/** Options of {@link show}. */
export interface ShowOptions {
  /** Rows to show, 1 to any number, `Infinity` for all; they are held in memory. @default 20 */
  limit?: number | undefined;
  /**
   * The columns, nested ones by their path: `etag.algorithm`; also `gigabases`. One that no row has is left out and
   * named below the table.
   *
   * @default of read sets, stores and results the usual ones, of other objects every field that the rows have
   */
  fields?: readonly string[] | undefined;
  /** A line above the table. */
  title?: string | undefined;
  /** What draws it. @default tslab's, where this runs in a tslab notebook; else it is text on stdout */
  display?: Display | undefined;
}

const SHOWABLE =
  'an async iterable, an iterable, or what summarize, findDuplicates, findIssues, estimateCost or report() gives';

/**
 * Shows the first rows of a stream or an array as a table, and says how many more there are. Of a stream it reads one row
 * more than it shows, and closes it: how many there are in all, it then does not know. Where the stream fails, the rows
 * that came are shown before it rejects.
 *
 * Of what `summarize`, `findDuplicates`, `findIssues`, `estimateCost` and the `report()` of an inventory give it shows
 * the groups, the read sets that are duplicates, the issues, the statuses and the stores, and what they come to.
 *
 * Whatever is in the rows is shown as text. Times are UTC, to the minute. A size that is not known is left blank.
 *
 * @throws {InvalidOptionError}
 *
 * @example
 * ```ts
 * import { show } from 'healthomics-streams/notebook';
 *
 * await show(inventory({ client }), { limit: 5, fields: ['id', 'fileType', 'gigabases'] });
 * await show(await summarize(inventory({ client }), { by: ['status'] }));
 * ```
 */
export async function show(source: Showable, options: ShowOptions = {}): Promise<void> {
  const problems = new Problems();
  const found = rowsOf(source);
  if (found === undefined) problems.add('source', SHOWABLE, source);
  if (!problems.members('options', options, ['limit', 'fields', 'title', 'display'])) problems.throwIfAny();
  const { limit = 20, fields, title, display } = options;
  if (limit !== Infinity) problems.integer('limit', limit, 1);
  checkFields(problems, fields);
  problems.throwIfAny();
  if (found === undefined) return; // it was a problem
  const first = await firstRows(found.rows, limit, found.total);
  if (first.rows.length > 0 || first.failure === undefined) {
    const { columns, notes } = columnsOf(first.rows, fields);
    present(tableView({ title, columns, lines: [countLine(first), ...notes, ...found.notes] }), display);
  }
  if (first.failure !== undefined) throw first.failure.error;
}

function checkFields(problems: Problems, fields: unknown): void {
  if (fields === undefined) return;
  const isList = Array.isArray(fields) && fields.length > 0;
  if (!isList || fields.some((field) => typeof field !== 'string'))
    problems.add('fields', 'an array of the names of fields', fields);
}
