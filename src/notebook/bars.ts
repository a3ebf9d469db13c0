import { counted } from '../display/numbers.js';
import type { SummaryField, Summary } from '../index.js';

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
  readonly measure: string;
  /** Along time from left to right, each label a year, a month or a day; else the largest is on top. */
  readonly isTime: boolean;
  readonly bars: readonly Bar[];
  /** The labels, in order. */
  readonly labels: readonly string[];
  /** What the picture does not show. */
  readonly notes: readonly string[];
}

const NONE = '(none)';
const OTHERS = 'others';

/** The bars of a summary by one field, or by two of which the second colors. */
export function barsOf(
  { groups, others, basesUnknown }: Summary,
  { field, color, measure, maxBars }: BarsOptions,
): Bars {
  const isTime = field.startsWith('creationTime');
  const placed = isTime ? groups.filter(({ key }) => (key[field] ?? null) !== null) : groups;
  const pieces: Bar[] = placed.map(({ key, ...sums }) => ({
    label: String(key[field] ?? NONE),
    color: color === undefined ? '' : String(key[color] ?? NONE),
    value: sums[measure],
  }));
  const totals = sumBy(pieces, ({ label }) => label);
  const largest = [...totals].sort(([, a], [, b]) => b - a).map(([label]) => label);
  const labels = isTime ? [...totals.keys()].sort() : largest.slice(0, maxBars);
  const small = new Set(isTime ? [] : largest.slice(maxBars));
  const bars = [
    ...pieces.filter(({ label }) => !small.has(label)),
    ...othersOf(pieces.filter(({ label }) => small.has(label))),
  ];
  const timeless = groups.length - placed.length;
  return {
    field,
    color,
    measure,
    isTime,
    bars,
    labels: small.size > 0 ? [...labels, OTHERS] : labels,
    notes: [
      ...(measure === 'gigabases' && basesUnknown > 0
        ? [`Without ${counted(basesUnknown, 'read set')} whose bases the list does not say.`]
        : []),
      ...(others === undefined ? [] : [`Without ${counted(others.readSets, 'read set')} of further groups.`]),
      ...(timeless > 0 ? ['Without those that have no time of creation.'] : []),
    ],
  };
}

/** The pieces of small bars as those of one. */
function othersOf(pieces: readonly Bar[]): Bar[] {
  return [...sumBy(pieces, ({ color }) => color)].map(([color, value]) => ({
    label: OTHERS,
    color,
    value,
  }));
}

function sumBy(pieces: readonly Bar[], keyOf: (piece: Bar) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const piece of pieces) sums.set(keyOf(piece), (sums.get(keyOf(piece)) ?? 0) + piece.value);
  return sums;
}
