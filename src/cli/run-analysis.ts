import { explain } from './commands/explain.js';
import { csvFormat, type Inventory, type InventoryReport, type RowFormat } from '../index.js';
import { Messages } from './messages.js';
import type { AnalysisFlags, AnalysisFormat } from './options/analysis-flags.js';
import { analysisColumns, type AnalysisColumn } from './output/analysis-columns.js';
import type { Formats } from './output/format-of-name.js';
import { forTerminal } from './output/for-terminal.js';
import { jsonDocument, jsonPieces } from './output/json-document.js';
import { chooseFormat, outputTarget, tableOptions, terminalOf } from './output/plan-output.js';
import { tableFormat } from './output/table.js';
import { checkReportPath } from './report-file.js';
import { runInventory } from './run-inventory.js';
import { runRows } from './run-rows.js';
import { failedStoresOf, limitNotes, partialNotes } from './what-is-missing.js';

/** What a pass over read sets comes to, and how it is written. */
export interface Analysis<Item extends object> {
  /** The member of the JSON that holds the items. */
  readonly member: string;
  /** The columns of a table and of csv. */
  readonly columns: readonly AnalysisColumn[];
  /** The rows that an item makes there. */
  readonly rows: (item: Item) => Iterable<object>;
  /** Reads the run to its end. Gives the items, and in the end what there is beside them. */
  readonly read: (run: Inventory) => AsyncGenerator<Item, Findings, undefined>;
}

/** What there is beside the items. */
export interface Findings {
  /** Further members of the JSON. */
  readonly rest: object;
  /** What must be said where the items alone would mislead. */
  readonly caveats: readonly string[];
  /** What it comes to, for people. */
  readonly line: string;
}

const FORMATS: Formats<AnalysisFormat> = {
  byEnding: { json: 'json', csv: 'csv' },
  onTerminal: 'table',
  elsewhere: 'json',
};

/** Lists what the flags ask for, as `readsets list` does, and writes what an analysis makes of it. Gives the exit code. */
export function runAnalysis<Item extends object>(
  flags: AnalysisFlags,
  { member, columns, rows, read }: Analysis<Item>,
): Promise<number> {
  if (flags.explain === true) return explain(flags);
  checkReportPath(flags.report, flags.output);
  const target = outputTarget(flags);
  const terminal = terminalOf(target);
  const format = chooseFormat(flags, FORMATS, terminal !== undefined);
  const messages = new Messages(process.stderr);
  let findings: Findings | undefined;
  let report: InventoryReport | undefined;

  const items = async function* (run: Inventory): AsyncGenerator<Item, void, undefined> {
    findings = yield* read(run);
    report = await run.report();
  };
  const parts = async function* (run: Inventory): AsyncGenerator<object, void, undefined> {
    for await (const item of items(run)) yield* format === 'json' ? jsonPieces(item) : rows(item);
  };
  const formats: Record<AnalysisFormat, () => RowFormat> = {
    json: () => {
      const json = jsonDocument(member, () => ({
        ...findings?.rest,
        outcome: report?.outcome,
        failedStores: report && failedStoresOf(report),
      }));
      return terminal === undefined ? json : forTerminal(json);
    },
    table: () => tableFormat(analysisColumns(columns), tableOptions(terminal)),
    csv: () =>
      csvFormat({ fields: columns.map(({ field }) => field), escapeFormulas: flags.csvSafe ?? false }),
  };
  return runInventory({
    flags,
    messages,
    write: async (run) => {
      const { failure } = await runRows({
        rows: parts(run),
        target,
        format: formats[format](),
        messages,
      });
      return failure;
    },
    conclude: (ended, visible) => {
      const { caveats = [], line = '' } = findings ?? {};
      const limited = flags.quiet === true ? [] : limitNotes(ended, flags.limit);
      for (const note of [...partialNotes(ended), ...limited, ...caveats]) messages.say(`readsets: ${note}`);
      if (visible) messages.say(line);
    },
  });
}
