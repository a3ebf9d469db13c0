import {
  analyze,
  summary,
  SUMMARY_FIELDS,
  type ReadSetLike,
  type Stream,
  type SummaryField,
} from '../index.js';
import { Problems } from '../options/problems.js';
import { barsOf } from './bars.js';
import { chartView } from './chart.js';
import { present, type Display } from './display.js';

/** Options of {@link plot}. */
export interface PlotOptions {
  /** A picture for each of these fields. @default ['status', 'fileType', 'creationTime.month'] */
  by?: readonly SummaryField[] | undefined;
  /** A field whose values share each bar, in colors. */
  color?: SummaryField | undefined;
  /** What the bars measure. @default 'gigabases' */
  measure?: 'gigabases' | 'readSets' | undefined;
  /**
   * Bars in a picture at most, 1 to any number: the largest. A line below the picture sums the others up. Pictures along
   * time have a bar for each time.
   *
   * @default 30
   */
  maxBars?: number | undefined;
  /** What draws it. @default tslab's, where this runs in a tslab notebook; else it is text on stdout */
  display?: Display | undefined;
}

/**
 * Draws the usual pictures of read sets: gigabases by status, by file type and by the month of creation, or by the
 * fields given. It is one pass over the stream. A `?` marks the bars of read sets of unknown size, which are counted below
 * each picture.
 *
 * In a notebook it is SVG in HTML, drawn by `vega-lite`, and `vega` and `vega-lite` must be installed: they are
 * optional peers. Elsewhere it is text.
 *
 * @throws {InvalidOptionError}
 *
 * @example
 * ```ts
 * import { plot } from 'healthomics-streams/notebook';
 *
 * await plot(inventory({ client }), { by: ['status'], color: 'fileType' });
 * ```
 */
export async function plot(stream: Stream<ReadSetLike>, options: PlotOptions = {}): Promise<void> {
  const problems = new Problems();
  const known = ['by', 'color', 'measure', 'maxBars', 'display'];
  if (!problems.members('options', options, known)) problems.throwIfAny();
  const {
    by = ['status', 'fileType', 'creationTime.month'],
    color,
    measure = 'gigabases',
    maxBars = 30,
    display,
  } = options;
  const fields: unknown = by;
  if (Array.isArray(fields) && fields.length > 0) {
    fields.forEach((field: unknown, i) => problems.oneOf(`by[${i}]`, field ?? null, SUMMARY_FIELDS));
  } else {
    problems.add('by', 'an array of at least one field', by);
  }
  problems.oneOf('color', color, SUMMARY_FIELDS);
  problems.oneOf('measure', measure, ['gigabases', 'readSets']);
  problems.integer('maxBars', maxBars, 1);
  problems.throwIfAny();
  const colors = color === undefined ? [] : [color];
  const summaries = await analyze(
    stream,
    Object.fromEntries(by.map((field) => [field, summary({ by: [field, ...colors] })])),
  );
  const charts = by.flatMap((field) => {
    const found = summaries[field];
    return found === undefined ? [] : [barsOf(found, { field, color, measure, maxBars })];
  });
  present(await chartView(charts, display), display);
}
