import {
  analyze,
  summary,
  SUMMARY_FIELDS,
  type ReadSetLike,
  type Stream,
  type SummaryField,
} from '../index.js';
import { checkOptions, Problems, type Checks } from '../options/problems.js';
import { barChart, chartView } from './chart.js';
import { present, type Display } from './display.js';

/** Options of {@link plot}. */
export interface PlotOptions {
  /** The fields to draw a chart of. @default ['status', 'fileType', 'creationTime.month'] */
  by?: readonly SummaryField[] | undefined;
  /** A field that divides each bar into colored segments. */
  color?: SummaryField | undefined;
  /** The measure of a bar. @default 'gigabases' */
  measure?: 'gigabases' | 'readSets' | undefined;
  /**
   * The number of bars in a chart, from 1 and up. Only the largest are drawn; a note below sums up the others. Charts by
   * creation time draw every bar.
   *
   * @default 30
   */
  maxBars?: number | undefined;
  /** The display to draw on. @default the display of tslab in a tslab notebook; otherwise text on stdout */
  display?: Display | undefined;
}

const PLOT_OPTIONS: Checks<PlotOptions> = {
  by: (problems, name, by) => {
    if (by === undefined) return;
    if (!Array.isArray(by) || by.length === 0) problems.add(name, 'an array of at least one field', by);
    else by.forEach((field, i) => problems.oneOf(`${name}[${i}]`, field ?? null, SUMMARY_FIELDS));
  },
  color: (problems, name, color) => problems.oneOf(name, color, SUMMARY_FIELDS),
  measure: (problems, name, measure) => problems.oneOf(name, measure, ['gigabases', 'readSets']),
  maxBars: (problems, name, maxBars) => problems.integer(name, maxBars, 1),
  display: () => undefined,
};

/**
 * Draws bar charts of read sets: by default gigabases by status, by file type and by month of creation. Reads the stream
 * once. A `?` marks bars with read sets of unknown size; a note below counts them.
 *
 * In a notebook the charts are SVG inside HTML, drawn by the optional peer dependencies `vega` and `vega-lite`. Elsewhere
 * they are text.
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
  checkOptions(problems, 'options', options, PLOT_OPTIONS);
  problems.throwIfAny();
  const { by = ['status', 'fileType', 'creationTime.month'], color, display } = options;
  const { measure = 'gigabases', maxBars = 30 } = options;
  const colors = color === undefined ? [] : [color];
  const summaries = await analyze(
    stream,
    Object.fromEntries(by.map((field) => [field, summary({ by: [field, ...colors] })])),
  );
  const charts = by.flatMap((field) => {
    const found = summaries[field];
    return found === undefined ? [] : [barChart(found, { field, color, measure, maxBars })];
  });
  await present(chartView(charts), display);
}
