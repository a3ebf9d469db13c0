import { counted, number } from '../display/text.js';
import type { Stream } from '../index.js';
import { checkOptions, Problems, type Checks } from '../options/problems.js';
import { columnsOf } from './columns.js';
import { present, type Display } from './display.js';
import { resultRows, type Showable } from './results.js';
import { tableView } from './table.js';

/** Options of {@link show}. */
export interface ShowOptions {
  /** The number of rows to show: 1 and up, or `Infinity` for all. These rows are held in memory. @default 20 */
  limit?: number | undefined;
  /**
   * The columns. Write nested fields as paths, such as `etag.algorithm`. `gigabases` is computed. A field that no row
   * has is named below the table instead.
   *
   * @default the usual fields of read sets, stores and results; every field of other objects
   */
  fields?: readonly string[] | undefined;
  /** A line above the table. */
  title?: string | undefined;
  /** The display to draw on. @default the display of tslab in a tslab notebook; otherwise text on stdout */
  display?: Display | undefined;
}

const SHOW_OPTIONS: Checks<ShowOptions> = {
  limit: (problems, name, limit) => {
    if (limit !== Infinity) problems.integer(name, limit, 1);
  },
  fields: (problems, name, fields) => {
    if (fields === undefined) return;
    const isList = Array.isArray(fields) && fields.length > 0;
    if (!isList || fields.some((field) => typeof field !== 'string'))
      problems.add(name, 'an array of field names', fields);
  },
  title: () => undefined,
  display: () => undefined,
};

const SHOWABLE =
  'an async iterable, an iterable, or a result of summarize, findDuplicates, findIssues, estimateCost or report()';

/**
 * Shows the first rows of a stream or an array as a table, with the total if it is known.
 *
 * Reads one row more than it shows, to know whether there are more, and then closes the stream. If the stream fails,
 * shows the rows received so far and rejects with the error.
 *
 * A result of `summarize`, `findDuplicates`, `findIssues`, `estimateCost` or `report()` is shown as a table of its
 * groups, duplicate read sets, issues, statuses or stores, with the totals below.
 *
 * Values are shown as text, never as HTML. Times are in UTC, to the minute. Unknown sizes are blank.
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
  const found = resultRows(source);
  if (found === undefined) problems.add('source', SHOWABLE, source);
  checkOptions(problems, 'options', options, SHOW_OPTIONS);
  problems.throwIfAny();
  const { limit = 20, fields, title, display } = options;
  if (found === undefined) return; // unreachable: it was a problem
  const first = await firstRows(found.rows, limit, found.total);
  if (first.rows.length > 0 || first.failure === undefined) {
    const { columns, notes } = columnsOf(first.rows, fields);
    await present(
      tableView({ title, columns, notes: [countNote(first), ...notes, ...found.notes] }),
      display,
    );
  }
  if (first.failure !== undefined) throw first.failure.error;
}

/** Reads the first rows. `total` is undefined if the stream has more rows and their number is unknown. */
async function firstRows(stream: Stream<unknown>, limit: number, total?: number) {
  const rows: unknown[] = [];
  try {
    for await (const row of stream) {
      if (rows.length === limit) return { rows, total };
      rows.push(row);
    }
  } catch (error) {
    return { rows, failure: { error } };
  }
  return { rows, total: rows.length };
}

/** `first 20 of more than 20`, `first 20 of 250`, or `250 rows`. */
function countNote({ rows, total, failure }: Awaited<ReturnType<typeof firstRows>>): string {
  const shown = number(rows.length);
  if (failure !== undefined) return `${counted(rows.length, 'row')}, then an error`;
  if (total === undefined) return `first ${shown} of more than ${shown}`;
  return total > rows.length ? `first ${shown} of ${number(total)}` : counted(total, 'row');
}
