import { counted, number } from '../display/text.js';
import type {
  CostEstimate,
  DuplicateGroup,
  Duplicates,
  InventoryReport,
  Issues,
  Stream,
  Summary,
  Sums,
} from '../index.js';
import { isIterable } from '../options/problems.js';
import { numberFormat } from './columns.js';

/**
 * A value that `show` accepts: any iterable or async iterable, or a result of `summarize`, `findDuplicates`,
 * `findIssues`, `estimateCost` or `report()`.
 */
export type Showable = Stream<unknown> | Summary | Duplicates | Issues | CostEstimate | InventoryReport;

/** The rows of a table, and the notes below it. */
export interface ResultRows {
  readonly rows: Stream<unknown>;
  /** The number of rows, if known before reading them. */
  readonly total: number | undefined;
  readonly notes: readonly string[];
}

/** Returns the rows to show of a stream or a result; `undefined` for any other value. */
export function resultRows(source: Showable): ResultRows | undefined {
  if (typeof source !== 'object' || (source as unknown) === null) return undefined;
  if (isIterable(source)) {
    const total = 'length' in source && typeof source.length === 'number' ? source.length : undefined;
    return { rows: source, total, notes: [] };
  }
  if ('redundant' in source) return duplicateRows(source);
  if ('groups' in source) return summaryRows(source);
  if ('counts' in source) return listed(source.issues, issueNotes(source));
  if ('statuses' in source) return listed(source.statuses, costNotes(source));
  if ('stores' in source) return listed(source.stores, reportLines(source));
  return undefined;
}

function listed(rows: readonly unknown[], notes: readonly (string | false)[]): ResultRows {
  return { rows, total: rows.length, notes: notes.filter((note) => note !== false) };
}

function sizeText({ gigabases, basesUnknown }: Pick<Sums, 'gigabases' | 'basesUnknown'>): string {
  const unknown = basesUnknown > 0 ? `, ${number(basesUnknown)} of unknown size` : '';
  return `${number(gigabases)} gigabases${unknown}`;
}

function summaryRows({ groups, others, ...sums }: Summary): ResultRows {
  if (groups.length === 0) return listed([sums], []);
  return listed(groups, [
    `Total: ${counted(sums.readSets, 'read set')}, ${sizeText(sums)}.`,
    others !== undefined &&
      `Not shown: ${counted(others.readSets, 'read set')} in further groups; raise maxGroups.`,
  ]);
}

/** Yields a row per read set rather than per group, because you act on read sets. */
function duplicateRows({ readSets, withoutEtag, redundant, groups }: Duplicates): ResultRows {
  const found = `${counted(groups.length, 'group')}: ${counted(redundant.readSets, 'redundant read set')}, ${sizeText(redundant)}.`;
  const skipped = `Not compared: ${number(withoutEtag)} of ${counted(readSets, 'read set')} without an etag.`;
  return {
    rows: duplicateReadSets(groups),
    total: redundant.readSets + groups.length,
    notes: withoutEtag > 0 ? [found, skipped] : [found],
  };
}

function* duplicateReadSets(groups: Iterable<DuplicateGroup>): Generator<object, void, undefined> {
  let group = 0;
  for (const { etag, gigabases, readSets } of groups) {
    group += 1;
    for (const readSet of readSets) yield { group, ...readSet, gigabases, etag };
  }
}

function issueNotes({ readSets, counts, omitted }: Issues): (string | false)[] {
  const kinds = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${number(count)}`);
  return [
    `${counted(readSets, 'read set')}: ${kinds.join(', ') || 'no issues'}.`,
    omitted > 0 && `Not shown: ${counted(omitted, 'more issue')}; raise maxIssues.`,
  ];
}

function costNotes({ perMonth, unrated, basesUnknown }: CostEstimate): (string | false)[] {
  const excluded = [
    unrated.readSets > 0 && `${counted(unrated.readSets, 'read set')} without a rate`,
    basesUnknown > 0 && `${counted(basesUnknown, 'read set')} of unknown size`,
  ].filter((reason) => reason !== false);
  return [
    `Total: ${numberFormat([perMonth])(perMonth)} a month.`,
    excluded.length > 0 && `Not included: ${excluded.join(', ')}.`,
  ];
}

/** The state of an inventory on one line, and a line for each store that failed. */
export function reportLines(report: InventoryReport): readonly string[] {
  const { outcome, startedAt, stores, totals, seconds, error } = report;
  if (outcome === 'pending' && startedAt === undefined) return ['not started'];
  const finished = stores.filter((store) => store.outcome === 'complete' || store.outcome === 'failed');
  const state = [
    `${outcome === 'pending' ? 'running' : outcome}: ${counted(totals.readSets, 'read set')}`,
    totals.stores === 0 ? 'no stores' : `${number(finished.length)} of ${counted(totals.stores, 'store')}`,
    counted(totals.requests, 'request'),
    ...(totals.retries > 0 ? [`${number(totals.retries)} retried`] : []),
    `${seconds.toFixed(1)} s`,
  ];
  const failures = finished
    .filter((store) => store.outcome === 'failed')
    .map(({ name, sequenceStoreId, error: cause }) => {
      const store = name === undefined ? sequenceStoreId : `${name} (${sequenceStoreId})`;
      return `Not listed: ${store}. ${cause?.message ?? ''}`;
    });
  if (failures.length === 0 && error !== undefined) failures.push(error.message);
  return [state.join(' · '), ...failures];
}
