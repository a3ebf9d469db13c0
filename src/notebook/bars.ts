import { counted, number } from '../display/numbers.js';
import type { SummaryField, Summary } from '../index.js';
import { MEASURE_TITLES } from './field-titles.js';

/** What a picture shows. */
export interface BarsOptions {
  readonly field: SummaryField;
  readonly color: SummaryField | undefined;
  readonly measure: 'gigabases' | 'readSets';
  readonly maxBars: number;
}

/** A piece of a bar. */
export interface Bar {
  readonly label: string;
  /** What colors it; `''` where colors say nothing. */
  readonly color: string;
  readonly value: number;
}

/** A picture of bars. */
export interface Bars {
  readonly field: SummaryField;
  readonly color: string | undefined;
  readonly measure: BarsOptions['measure'];
  /** Along time from left to right, each label a year, a month or a day; else the largest is on top. */
  readonly isTime: boolean;
  readonly bars: readonly Bar[];
  /** The labels, in order. */
  readonly labels: readonly string[];
  /** What the bars of each label come to. */
  readonly totals: ReadonlyMap<string, number>;
  /** How many read sets of each label are of unknown size, which the bars do not show. */
  readonly unknown: ReadonlyMap<string, number>;
  /** What the picture does not show. */
  readonly notes: readonly string[];
}

const NONE = '(none)';

/** The bars of a summary by one field, or by two of which the second colors. */
export function barsOf(
  { groups, others, basesUnknown }: Summary,
  { field, color, measure, maxBars }: BarsOptions,
): Bars {
  const isTime = field.startsWith('creationTime');
  const placed = isTime ? groups.filter(({ key }) => (key[field] ?? null) !== null) : groups;
  const labelOf = ({ key }: (typeof groups)[number]): string => String(key[field] ?? NONE);
  const totals = sumBy(placed, labelOf, (group) => group[measure]);
  const largest = [...totals].sort(([, a], [, b]) => b - a).map(([label]) => label);
  const labels = isTime ? [...totals.keys()].sort() : largest.slice(0, maxBars);
  const small = isTime ? [] : largest.slice(maxBars);
  const shown = new Set(labels);
  const drawn = placed.filter((group) => shown.has(labelOf(group)));
  const unknown = sumBy(measure === 'gigabases' ? drawn : [], labelOf, (group) => group.basesUnknown);
  const timeless = groups.length - placed.length;
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
    unknown: new Map([...unknown].filter(([, count]) => count > 0)),
    notes: [
      ...(small.length > 0
        ? [
            `${counted(small.length, 'other')}: ${number(
              small.reduce((sum, label) => sum + (totals.get(label) ?? 0), 0),
            )} ${MEASURE_TITLES[measure]}, not drawn.`,
          ]
        : []),
      ...(measure === 'gigabases' && basesUnknown > 0
        ? [`? ${counted(basesUnknown, 'read set')} of unknown size, not in the bars.`]
        : []),
      ...(others === undefined ? [] : [`Without ${counted(others.readSets, 'read set')} of further groups.`]),
      ...(timeless > 0 ? ['Without those that have no time of creation.'] : []),
    ],
  };
}

function sumBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  valueOf: (item: T) => number,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const item of items) sums.set(keyOf(item), (sums.get(keyOf(item)) ?? 0) + valueOf(item));
  return sums;
}
