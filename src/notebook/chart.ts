import type { TopLevelSpec } from 'vega-lite';
import type { Bars } from './bars.js';
import { colorsOf } from './colors.js';
import { hasNotebook, type Display, type View } from './display.js';
import { escapeControls } from '../display/escape-controls.js';
import { number } from '../display/numbers.js';
import { escapeHtml } from './escape-html.js';
import { capitalized, fieldTitle, MEASURE_TITLES } from './field-titles.js';

/** Characters of the longest bar in plain text. */
const TEXT_WIDTH = 40;

/** The pictures beside each other; the SVG is drawn only where it is shown. */
export async function chartView(charts: readonly Bars[], display: Display | undefined): Promise<View> {
  if (charts.every(({ labels, notes }) => labels.length + notes.length === 0)) {
    return { html: '<p>No read sets.</p>', text: 'No read sets.' };
  }
  const text = charts.map(textOf).join('\n\n');
  if (!hasNotebook(display)) return { html: '', text };
  const figures = await Promise.all(charts.map(async (bars) => figure(await svgOf(bars), bars.notes)));
  return { html: `<div style="display:flex;flex-wrap:wrap;gap:24px">${figures.join('')}</div>`, text };
}

function figure(svg: string, notes: readonly string[]): string {
  const caption = notes.map((note) => `<figcaption>${escapeHtml(note)}</figcaption>`).join('');
  return `<figure style="margin:0 0 12px">${svg}${caption}</figure>`;
}

async function svgOf(bars: Bars): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]).catch(
    (error: unknown) => {
      throw new Error('Pictures are drawn by vega-lite, which is not installed: npm install vega vega-lite', {
        cause: error,
      });
    },
  );
  const view = new vega.View(vega.parse(vegaLite.compile(specOf(bars)).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** What vega-lite takes a time for, by how much of it the field tells. */
const TIME_UNITS: Readonly<Record<string, 'utcyear' | 'utcyearmonth'>> = {
  'creationTime.year': 'utcyear',
  'creationTime.month': 'utcyearmonth',
};

/**
 * What stands for a value in vega: behind a mark, since some of its dictionaries have a place for every name but those
 * of the members of an object, such as `constructor`. The mark is taken off where the value is shown.
 */
const valueKey = (value: string): string => `=${escapeControls(value)}`;

/** Characters of a label. A longer one is cut in the middle: vega would cut the end, where many of them differ. */
const LABEL_LENGTH = 48;
const LABEL = `truncate(slice(datum.label, 1), ${LABEL_LENGTH}, 'center')`;

/** The picture in vega-lite's terms. The order of labels and colors is given as a domain: sorting by many overflows. */
function specOf(chart: Bars): TopLevelSpec {
  const { field, color, isTime, bars, labels, totals, unknown } = chart;
  const labelKey = isTime ? (label: string) => label : valueKey;
  const value = {
    field: 'value',
    type: 'quantitative',
    title: MEASURE_TITLES[chart.measure],
    aggregate: 'sum',
  } as const;
  const time = {
    field: 'label',
    type: 'temporal',
    timeUnit: TIME_UNITS[field] ?? 'utcyearmonthdate',
    title: null,
  } as const;
  const name = {
    field: 'label',
    type: 'nominal',
    title: null,
    sort: null,
    scale: { domain: labels.map(valueKey) },
    axis: { labelLimit: 0, labelExpr: LABEL },
  } as const;
  const place = isTime ? { x: time, y: value } : { y: name, x: value };
  const marks = labels
    .filter((label) => unknown.has(label))
    .map((label) => ({ label: labelKey(label), value: totals.get(label) ?? 0 }));
  const colors = color === undefined ? undefined : colorsOf(color, new Set(bars.map((bar) => bar.color)));
  const colored = [...(colors?.keys() ?? [])];
  return {
    title: titleOf(chart),
    ...(isTime ? { width: 620, height: 220 } : { width: 300, height: { step: 20 } }),
    layer: [
      {
        data: {
          values: bars.map((bar) => ({
            label: labelKey(bar.label),
            color: valueKey(bar.color),
            order: colored.indexOf(bar.color),
            value: bar.value,
          })),
        },
        mark: { type: 'bar', aria: false },
        encoding: {
          ...place,
          order: { field: 'order', type: 'quantitative' },
          ...(color === undefined || colors === undefined
            ? {}
            : {
                color: {
                  field: 'color',
                  type: 'nominal',
                  title: capitalized(fieldTitle(color)),
                  scale: { domain: colored.map(valueKey), range: [...colors.values()] },
                  legend: { labelExpr: LABEL, labelLimit: 0 },
                },
              }),
        },
      },
      {
        data: { values: marks },
        mark: { type: 'text', text: '?', aria: false, ...(isTime ? { dy: -7 } : { dx: 7 }) },
        encoding: place,
      },
    ],
  };
}

function titleOf({ field, measure }: Bars): string {
  return capitalized(`${MEASURE_TITLES[measure]} by ${fieldTitle(field)}`);
}

function textOf(chart: Bars): string {
  const { labels, totals, unknown, notes } = chart;
  const sums = labels.map((label) => totals.get(label) ?? 0);
  const largest = Math.max(...sums, 0);
  const shown = labels.map(escapeControls);
  const width = Math.max(...shown.map(({ length }) => length), 0);
  const lines = labels.map((label, i) => {
    const sum = sums[i] ?? 0;
    const bar = '█'.repeat(largest > 0 ? Math.ceil((sum / largest) * TEXT_WIDTH) : 0);
    const mark = unknown.has(label) ? ' ?' : '';
    return `${(shown[i] ?? '').padEnd(width)}  ${bar} ${number(sum)}${mark}`;
  });
  return [titleOf(chart), ...lines, ...notes].join('\n');
}
