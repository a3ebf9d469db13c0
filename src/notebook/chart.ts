import type { TopLevelSpec } from 'vega-lite';
import type { Bars } from './bars.js';
import { hasNotebook, type Display, type View } from './display.js';
import { escapeControls } from '../display/escape-controls.js';
import { escapeHtml } from './escape-html.js';

/** Characters of the longest bar in plain text. */
const TEXT_WIDTH = 40;

/** The pictures beside each other; the SVG is drawn only where it is shown. */
export async function chartView(charts: readonly Bars[], display: Display | undefined): Promise<View> {
  const text = charts.map(textOf).join('\n\n');
  if (!hasNotebook(display)) return { html: '', text };
  const figures = await Promise.all(charts.map(async (bars) => figure(await svgOf(bars), bars.notes)));
  return { html: `<div style="display:flex;flex-wrap:wrap;gap:24px">${figures.join('')}</div>`, text };
}

function figure(svg: string, notes: readonly string[]): string {
  const caption = notes.map((note) => `<figcaption>${escapeHtml(note)}</figcaption>`).join('');
  return `<figure style="margin:0">${svg}${caption}</figure>`;
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

/** The picture in vega-lite's terms. */
function specOf({ field, color, measure, isTime, bars, labels }: Bars): TopLevelSpec {
  const value = {
    field: 'value',
    type: 'quantitative',
    title: measure,
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
    sort: [...labels],
    axis: { labelLimit: 180 },
  } as const;
  return {
    data: { values: bars.map((bar) => ({ ...bar })) },
    mark: 'bar',
    title: `${measure} by ${field}`,
    ...(isTime ? { width: 620, height: 220 } : { width: 300, height: { step: 20 } }),
    encoding: {
      ...(isTime ? { x: time, y: value } : { y: name, x: value }),
      ...(color === undefined ? {} : { color: { field: 'color', type: 'nominal', title: color } }),
    },
  };
}

function textOf({ field, measure, bars, labels, notes }: Bars): string {
  const sums = labels.map((label) =>
    bars.reduce((sum, bar) => sum + (bar.label === label ? bar.value : 0), 0),
  );
  const largest = Math.max(...sums, 0);
  const shown = labels.map(escapeControls);
  const width = Math.max(...shown.map(({ length }) => length), 0);
  const lines = shown.map((label, i) => {
    const sum = sums[i] ?? 0;
    const bar = '█'.repeat(largest > 0 ? Math.ceil((sum / largest) * TEXT_WIDTH) : 0);
    return `${label.padEnd(width)}  ${bar} ${sum.toLocaleString('en-US', { maximumFractionDigits: 1 })}`;
  });
  return [`${measure} by ${field}`, ...lines, ...notes].join('\n');
}
