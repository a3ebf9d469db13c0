import type { TopLevelSpec } from 'vega-lite';
import { counted, escapeControls, number } from '../display/text.js';
import type { Summary, SummaryField, SummaryGroup } from '../index.js';
import { escapeHtml, type View } from './display.js';

/** A bar, or a segment of one. */
interface Bar {
  readonly label: string;
  /** The value that determines the color; `''` if the chart has no colors. */
  readonly color: string;
  readonly value: number;
}

/** How a chart is drawn. */
interface ChartOptions {
  readonly field: SummaryField;
  readonly color: SummaryField | undefined;
  readonly measure: 'gigabases' | 'readSets';
}

/** The data of a bar chart. */
interface BarChart extends ChartOptions {
  /** Whether the labels are years, months or days, drawn from left to right. Otherwise the largest bar is on top. */
  readonly isTime: boolean;
  readonly bars: readonly Bar[];
  /** The labels in drawing order. */
  readonly labels: readonly string[];
  /** The sum of the bars of each label. */
  readonly totals: ReadonlyMap<string, number>;
  /** The labels with read sets of unknown size, which the bars do not include. */
  readonly incomplete: ReadonlySet<string>;
  /** Captions that count the read sets not shown. */
  readonly notes: readonly string[];
}

/** The measures in words. */
const MEASURE_TITLES = { gigabases: 'gigabases', readSets: 'read sets' } as const;

const NONE = '(none)';

/** Makes a chart of a summary that is grouped by `field`, and by `color` if given. */
export function barChart(
  { groups, others, basesUnknown }: Summary,
  { field, color, measure, maxBars }: ChartOptions & { readonly maxBars: number },
): BarChart {
  const isTime = field.startsWith('creationTime');
  const placed = isTime ? groups.filter(({ key }) => (key[field] ?? null) !== null) : groups;
  const labelOf = ({ key }: SummaryGroup): string => String(key[field] ?? NONE);
  const totals = new Map<string, number>();
  for (const group of placed) {
    totals.set(labelOf(group), (totals.get(labelOf(group)) ?? 0) + group[measure]);
  }
  const largestFirst = [...totals].sort(([, a], [, b]) => b - a).map(([label]) => label);
  const labels = isTime ? [...totals.keys()].sort() : largestFirst.slice(0, maxBars);
  const omitted = isTime ? [] : largestFirst.slice(maxBars);
  const shown = new Set(labels);
  const drawn = placed.filter((group) => shown.has(labelOf(group)));
  const hasUnknown = ({ basesUnknown: count }: SummaryGroup): boolean => measure === 'gigabases' && count > 0;
  const omittedTotal = omitted.reduce((sum, label) => sum + (totals.get(label) ?? 0), 0);
  return {
    field,
    color,
    measure,
    isTime,
    bars: drawn.map((group) => ({
      label: labelOf(group),
      color: color === undefined ? '' : String(group.key[color] ?? NONE),
      value: group[measure],
    })),
    labels,
    totals,
    incomplete: new Set(drawn.filter(hasUnknown).map(labelOf)),
    notes: [
      omitted.length > 0 &&
        `Not shown: ${counted(omitted.length, 'other')}, ${number(omittedTotal)} ${MEASURE_TITLES[measure]}.`,
      measure === 'gigabases' &&
        basesUnknown > 0 &&
        `? ${counted(basesUnknown, 'read set')} of unknown size, not in the bars.`,
      others !== undefined && `Not shown: ${counted(others.readSets, 'read set')} in further groups.`,
      placed.length < groups.length && 'Not shown: read sets without a creation time.',
    ].filter((note) => note !== false),
  };
}

/** Length of the longest bar in plain text, in characters. */
const TEXT_BAR_LENGTH = 40;

/** Draws charts side by side. Loads vega and renders SVG only if HTML is shown. */
export function chartView(charts: readonly BarChart[]): View {
  if (charts.every(({ labels, notes }) => labels.length + notes.length === 0)) {
    return { html: () => '<p>No read sets.</p>', text: () => 'No read sets.' };
  }
  return {
    html: async () => {
      const figures = await Promise.all(charts.map(figure));
      return `<div style="display:flex;flex-wrap:wrap;gap:24px">${figures.join('')}</div>`;
    },
    text: () => charts.map(textOf).join('\n\n'),
  };
}

async function figure(chart: BarChart): Promise<string> {
  const captions = chart.notes.map((note) => `<figcaption>${escapeHtml(note)}</figcaption>`).join('');
  return `<figure style="margin:0 0 12px">${await svgOf(chart)}${captions}</figure>`;
}

async function svgOf(chart: BarChart): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]).catch(
    (error: unknown) => {
      throw new Error('plot could not load vega and vega-lite. Run: npm install vega vega-lite', {
        cause: error,
      });
    },
  );
  const view = new vega.View(vega.parse(vegaLite.compile(specOf(chart)).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const TIME_UNITS: Readonly<Record<string, 'utcyear' | 'utcyearmonth'>> = {
  'creationTime.year': 'utcyear',
  'creationTime.month': 'utcyearmonth',
};

/**
 * Prefixes a value for vega. Some of its lookups are plain objects, so a value such as `constructor` would find an
 * inherited member. {@link LABEL_EXPRESSION} removes the prefix.
 */
const valueKey = (value: string): string => `=${escapeControls(value)}`;

/** Shortens long labels in the middle. Vega would cut the end, where labels often differ. */
const LABEL_EXPRESSION = "truncate(slice(datum.label, 1), 48, 'center')";

/** The vega-lite specification of a chart. Labels and colors are ordered by domain; sorting many overflows the stack. */
function specOf(chart: BarChart): TopLevelSpec {
  const { field, color, isTime, bars, labels, totals, incomplete } = chart;
  const labelKey = isTime ? (label: string) => label : valueKey;
  const title = MEASURE_TITLES[chart.measure];
  const value = { field: 'value', type: 'quantitative', title, aggregate: 'sum' } as const;
  const timeUnit = TIME_UNITS[field] ?? 'utcyearmonthdate';
  const time = { field: 'label', type: 'temporal', timeUnit, title: null } as const;
  const name = {
    field: 'label',
    type: 'nominal',
    title: null,
    sort: null,
    scale: { domain: labels.map(valueKey) },
    axis: { labelLimit: 0, labelExpr: LABEL_EXPRESSION },
  } as const;
  const position = isTime ? { x: time, y: value } : { y: name, x: value };
  const colors = color === undefined ? undefined : colorsOf(color, new Set(bars.map((bar) => bar.color)));
  const colorOrder = [...(colors?.keys() ?? [])];
  return {
    title: titleOf(chart),
    ...(isTime ? { width: 620, height: 220 } : { width: 300, height: { step: 20 } }),
    layer: [
      {
        data: {
          values: bars.map((bar) => ({
            label: labelKey(bar.label),
            color: valueKey(bar.color),
            order: colorOrder.indexOf(bar.color),
            value: bar.value,
          })),
        },
        mark: { type: 'bar', aria: false },
        encoding: {
          ...position,
          order: { field: 'order', type: 'quantitative' },
          ...(color !== undefined && {
            color: {
              field: 'color',
              type: 'nominal',
              title: capitalized(fieldTitle(color)),
              scale: { domain: colorOrder.map(valueKey), range: [...(colors?.values() ?? [])] },
              legend: { labelExpr: LABEL_EXPRESSION, labelLimit: 0 },
            },
          }),
        },
      },
      {
        data: {
          values: [...incomplete].map((label) => ({ label: labelKey(label), value: totals.get(label) ?? 0 })),
        },
        mark: { type: 'text', text: '?', aria: false, ...(isTime ? { dy: -7 } : { dx: 7 }) },
        encoding: position,
      },
    ],
  };
}

function textOf(chart: BarChart): string {
  const { labels, totals, incomplete, notes } = chart;
  const largest = Math.max(...labels.map((label) => totals.get(label) ?? 0), 0);
  const width = Math.max(...labels.map((label) => escapeControls(label).length), 0);
  const lines = labels.map((label) => {
    const total = totals.get(label) ?? 0;
    const bar = '█'.repeat(largest > 0 ? Math.ceil((total / largest) * TEXT_BAR_LENGTH) : 0);
    return `${escapeControls(label).padEnd(width)}  ${bar} ${number(total)}${incomplete.has(label) ? ' ?' : ''}`;
  });
  return [titleOf(chart), ...lines, ...notes].join('\n');
}

function titleOf({ field, measure }: BarChart): string {
  return capitalized(`${MEASURE_TITLES[measure]} by ${fieldTitle(field)}`);
}

/** A field in words: `month of creation`, `file type`, `sequence store`, `alignment`, `etag algorithm`. */
function fieldTitle(field: string): string {
  return field
    .replace(/^sequenceInformation\./, '')
    .replace(/^creationTime\.(.*)$/, '$1 of creation')
    .replace(/([a-z])Id$/, '$1')
    .replace('.', ' ')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A value has the same color in every chart. A status is green if readable, blue if archived, red if failed. No file type
 * shares its color with a status.
 */
const KNOWN_COLORS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(
  Object.entries({
    status: {
      ACTIVE: '#59a14f',
      ACTIVATING: '#8cd17d',
      ARCHIVED: '#4e79a7',
      PROCESSING_UPLOAD: '#edc948',
      UPLOAD_FAILED: '#e15759',
      DELETING: '#79706e',
      DELETED: '#bab0ac',
    },
    fileType: { FASTQ: '#f28e2b', UBAM: '#b07aa1', BAM: '#9c755f', CRAM: '#76b7b2' },
  }),
);

/** Colors of all other values, in rotation. */
const OTHER_COLORS = ['#499894', '#ff9da7', '#d37295', '#a0cbe8', '#ffbe7d', '#86bcb6', '#d4a6c8', '#d7b5a6'];

/** The color of each value of a field, in the order of the legend. */
export function colorsOf(field: string, values: Iterable<string>): ReadonlyMap<string, string> {
  const known = Object.entries(KNOWN_COLORS.get(field) ?? {});
  const found = new Set(values);
  const colors = new Map(known.filter(([value]) => found.has(value)));
  const others = [...found].filter((value) => !colors.has(value)).sort();
  others.forEach((value, i) => colors.set(value, OTHER_COLORS[i % OTHER_COLORS.length] ?? ''));
  return colors;
}
