import { counted, number } from '../display/numbers.js';
import type {
  CostEstimate,
  DuplicateGroup,
  Duplicates,
  InventoryReport,
  Issues,
  Stream,
  Summary,
} from '../index.js';
import { numberFormat } from './number-format.js';
import { reportLines } from './progress-line.js';

/**
 * What `show` takes: a stream, an array or anything else that can be iterated; or what `summarize`, `findDuplicates`,
 * `findIssues`, `estimateCost` and the `report()` of an inventory give.
 */
export type Showable = Stream<unknown> | Summary | Duplicates | Issues | CostEstimate | InventoryReport;

/** The rows of something to be shown, and what is said below them. */
export interface Rows {
  readonly rows: Stream<unknown>;
  /** How many there are, where that is known before they are read. */
  readonly total: number | undefined;
  readonly notes: readonly string[];
}

/** The rows of it; `undefined` for what has none. */
export function rowsOf(source: Showable): Rows | undefined {
  if (typeof source !== 'object' || (source as unknown) === null) return undefined;
  if (isStream(source)) return { rows: source, total: lengthOf(source), notes: [] };
  if ('redundant' in source) return rowsOfDuplicates(source);
  if ('groups' in source) return rowsOfSummary(source);
  if ('counts' in source) return listed(source.issues, issueNotes(source));
  if ('statuses' in source) return listed(source.statuses, costNotes(source));
  if ('stores' in source) return listed(source.stores, reportLines(source));
  return undefined;
}

function isStream(source: Showable): source is Stream<unknown> {
  return Symbol.asyncIterator in source || Symbol.iterator in source;
}

function listed(rows: readonly unknown[], notes: readonly string[]): Rows {
  return { rows, total: rows.length, notes };
}

function lengthOf(source: object): number | undefined {
  return 'length' in source && typeof source.length === 'number' ? source.length : undefined;
}

function rowsOfSummary({ groups, others, ...sums }: Summary): Rows {
  if (groups.length === 0) return listed([sums], []);
  const total = [
    `Total: ${counted(sums.readSets, 'read set')}`,
    `${number(sums.gigabases)} gigabases`,
    ...(sums.basesUnknown > 0 ? [`${number(sums.basesUnknown)} of unknown size`] : []),
  ].join(', ');
  const more =
    others === undefined
      ? []
      : [`Not among the rows: ${counted(others.readSets, 'read set')} of further groups; raise maxGroups.`];
  return listed(groups, [`${total}.`, ...more]);
}

/** A row for each read set of each group: what is done about duplicates is done to read sets. */
function rowsOfDuplicates({ readSets, withoutEtag, redundant, groups }: Duplicates): Rows {
  const unknown = redundant.basesUnknown > 0 ? `, ${number(redundant.basesUnknown)} of unknown size` : '';
  return {
    rows: copiesIn(groups),
    total: redundant.readSets + groups.length,
    notes: [
      `${counted(groups.length, 'group')}: ${counted(redundant.readSets, 'read set')} redundant, ` +
        `${number(redundant.gigabases)} gigabases${unknown}.`,
      ...(withoutEtag > 0
        ? [`${number(withoutEtag)} of ${counted(readSets, 'read set')} without an etag to compare.`]
        : []),
    ],
  };
}

function* copiesIn(groups: Iterable<DuplicateGroup>): Generator<object, void, undefined> {
  let number = 0;
  for (const { etag, gigabases, readSets } of groups) {
    number += 1;
    for (const readSet of readSets) yield { group: number, ...readSet, gigabases, etag };
  }
}

function issueNotes({ readSets, counts, omitted }: Issues): string[] {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `${counted(readSets, 'read set')}: ${found.map(([kind, count]) => `${kind} ${number(count)}`).join(', ') || 'no issues'}.`,
    ...(omitted > 0 ? [`Not among the rows: ${counted(omitted, 'more issue')}; raise maxIssues.`] : []),
  ];
}

function costNotes({ perMonth, unrated, basesUnknown }: CostEstimate): string[] {
  const left = [
    ...(unrated.readSets > 0 ? [`${counted(unrated.readSets, 'read set')} without a rate`] : []),
    ...(basesUnknown > 0 ? [`${counted(basesUnknown, 'read set')} of unknown size`] : []),
  ];
  return [
    `Total: ${numberFormat([perMonth])(perMonth)} a month.`,
    ...(left.length > 0 ? [`Not in it: ${left.join(', ')}.`] : []),
  ];
}
