import { DUPLICATE_COLUMNS, ISSUE_COLUMNS } from '../../display/table.js';
import { counted, number } from '../../display/text.js';
import {
  analyze,
  csvFormat,
  findDuplicates,
  issues as issuesReducer,
  summary as summaryReducer,
  SUMMARY_FIELDS,
  type DuplicateGroup,
  type FieldValue,
  type Inventory,
  type InventoryReport,
  type Issue,
  type RowFormat,
  type SummaryField,
  type Sums,
} from '../../index.js';
import type { AnalysisFlags, AnalysisFormat, IssuesFlags, SummaryFlags } from '../flags/flags.js';
import { failedStores, limitNotes, messages } from '../messages.js';
import { analysisColumns, unknownFields } from '../output/columns.js';
import { checkReportPath } from '../output/files.js';
import {
  chooseOutput,
  jsonDocument,
  jsonPieces,
  tableFormat,
  tableOptions,
  type Formats,
} from '../output/formats.js';
import { explain, runInventory, runRows } from '../run.js';

export function summary(flags: SummaryFlags): Promise<number> {
  const { by = ['status', 'fileType'], maxGroups } = flags;
  const unknown = by.filter((field) => !(SUMMARY_FIELDS as readonly string[]).includes(field));
  if (unknown.length > 0) throw unknownFields('--by', unknown, SUMMARY_FIELDS);
  const reducer = summaryReducer({ by: by as readonly SummaryField[], maxGroups });
  return runAnalysis<Sums & { key: Readonly<Record<string, FieldValue>> }>(flags, {
    arrayName: 'groups',
    groupedBy: by,
    columns: [...by, 'readSets', 'gigabases', 'basesUnknown', 'oldest', 'newest'],
    rows: ({ key, ...sums }) => [{ ...key, ...sums }],
    async *read(run) {
      const { groups, others, ...all } = (await analyze(run, { result: reducer })).result;
      yield* groups;
      const further = counted(others?.readSets ?? 0, 'read set');
      const { readSets, gigabases, basesUnknown, basesInexact = 0 } = all;
      const inexact = `${counted(basesInexact, 'read set')} with a number of bases that is not a whole number from 0 to 2^53.`;
      return {
        members: { ...all, others },
        caveats: [
          ...(others === undefined ? [] : [`${further} in further groups have no row. Raise --max-groups.`]),
          ...(basesInexact === 0 ? [] : [`The gigabases are not exact: ${inexact}`]),
        ],
        line: `Total: ${counted(readSets, 'read set')}, ${number(gigabases)} gigabases, ${number(basesUnknown)} of unknown size`,
      };
    },
  });
}

export function duplicates(flags: AnalysisFlags): Promise<number> {
  let group = 0;
  return runAnalysis<DuplicateGroup>(flags, {
    arrayName: 'groups',
    columns: [...DUPLICATE_COLUMNS, 'arn'],
    *rows({ etag, gigabases, readSets }) {
      group += 1;
      for (const readSet of readSets) yield { ...readSet, group, gigabases, etag };
    },
    async *read(run) {
      const { groups, redundant, readSets, withoutEtag } = await findDuplicates(run);
      yield* groups;
      const without = `${number(withoutEtag)} of ${counted(readSets, 'read set')} have no etag to compare.`;
      return {
        members: { readSets, withoutEtag, redundant },
        caveats: withoutEtag === 0 ? [] : [without],
        line:
          `${counted(groups.length, 'group')}, ${counted(redundant.readSets, 'read set')} and ` +
          `${number(redundant.gigabases)} gigabases redundant`,
      };
    },
  });
}

export function issues(flags: IssuesFlags): Promise<number> {
  // Issues are written as they are found, so the reducer keeps none.
  const found: Issue[] = [];
  const reducer = issuesReducer({
    stuckAfterHours: flags.stuckAfterHours,
    maxIssues: 0,
    onIssue: (issue) => found.push(issue),
  });
  return runAnalysis<Issue>(flags, {
    arrayName: 'issues',
    columns: ISSUE_COLUMNS,
    csvColumns: [
      'kind',
      'sequenceStoreId',
      'id',
      'name',
      'sampleId',
      'subjectId',
      'subjectIds',
      'status',
      'fileType',
      'message',
      'where',
    ],
    rows: (issue) => [issue],
    async *read(run) {
      const reduction = reducer.start();
      for await (const readSet of run) {
        reduction.step(readSet);
        yield* found.splice(0);
      }
      const { readSets, counts } = reduction.finish();
      yield* found.splice(0);
      const line = Object.entries(counts).map(([kind, count]) => `${kind} ${number(count)}`);
      return { members: { readSets, counts }, caveats: [], line: line.join(', ') };
    },
  });
}

/** An analysis of read sets and the output of its result. */
interface Analysis<Item extends object> {
  /** The name of the JSON array that holds the items. */
  readonly arrayName: string;
  readonly columns: readonly string[];
  /** The columns of csv. @default the columns of a table */
  readonly csvColumns?: readonly string[];
  /** The columns in which missing values form a group. */
  readonly groupedBy?: readonly string[];
  /** The rows of an item in a table and in csv. */
  readonly rows: (item: Item) => Iterable<object>;
  /** Reads the whole inventory. Yields the items and returns the totals. */
  readonly read: (run: Inventory) => AsyncGenerator<Item, Totals, undefined>;
}

/** The part of a result besides its items. */
interface Totals {
  /** More members of the JSON. */
  readonly members: object;
  /** Notes without which the items would be misleading. */
  readonly caveats: readonly string[];
  /** A one-line summary for people. */
  readonly line: string;
}

const FORMATS: Formats<AnalysisFormat> = {
  byExtension: { json: 'json', csv: 'csv' },
  elsewhere: 'json',
};

/** Lists the read sets that the flags select, as `readsets list` does, and writes an analysis. Returns the exit code. */
async function runAnalysis<Item extends object>(
  flags: AnalysisFlags,
  { arrayName, columns, csvColumns = columns, groupedBy, rows, read }: Analysis<Item>,
): Promise<number> {
  if (flags.explain === true) return explain(flags);
  await checkReportPath(flags.report, flags.output);
  const output = chooseOutput(flags, FORMATS);
  let totals: Totals | undefined;
  let report: InventoryReport | undefined;

  const items = async function* (run: Inventory): AsyncGenerator<Item, void, undefined> {
    totals = yield* read(run);
    report = await run.report();
  };
  const rowsOf = async function* (run: Inventory): AsyncGenerator<object, void, undefined> {
    for await (const item of items(run)) yield* output.formatName === 'json' ? jsonPieces(item) : rows(item);
  };
  const createFormat: Record<AnalysisFormat, () => RowFormat> = {
    json: () =>
      jsonDocument(arrayName, () => {
        const failed = report === undefined ? [] : failedStores(report);
        const outcome = { outcome: report?.outcome, failedStores: failed.length === 0 ? undefined : failed };
        return { ...totals?.members, ...outcome };
      }),
    table: () => tableFormat(analysisColumns(columns, groupedBy), tableOptions(output.terminal)),
    csv: () => csvFormat({ fields: csvColumns, escapeFormulas: flags.csvSafe }),
  };
  const format = createFormat[output.formatName]();
  return runInventory(flags, {
    write: async (run, outputSignal) => {
      const { acceptPartial } = flags;
      const rows = { rows: rowsOf(run), run, acceptPartial, format, outputSignal };
      return (await runRows({ ...output, ...rows })).failure;
    },
    conclude: (finalReport, visible) => {
      messages.printNotes([
        ...(flags.quiet === true ? [] : limitNotes(finalReport, flags.limit)),
        ...(totals?.caveats ?? []),
      ]);
      if (visible) messages.print(totals?.line ?? '');
    },
  });
}
