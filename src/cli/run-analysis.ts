import { inventory, type Inventory, type InventoryEvent, type InventoryReport } from '../index.js';
import { clientOf } from './client.js';
import { errorLine } from './error-line.js';
import { exitCodeOf } from './exit.js';
import { Interruption } from './interruption.js';
import { inventoryConfig, inventoryInput } from './inventory-flags.js';
import { Messages } from './messages.js';
import type { AnalysisFlags, AnalysisFormat } from './options/analysis-flags.js';
import { cellCsv, cellTable, type Cell, type CellColumn } from './output/cells.js';
import type { Destination } from './output/destination.js';
import { jsonDocument } from './output/json-document.js';
import { openDestination } from './output/open-destination.js';
import type { RowFormat } from './output/row-format.js';
import { showProgress, summaryLine } from './progress.js';
import { checkReportPath, openReportFile } from './report-file.js';
import { writeRows } from './run-rows.js';
import { writeReport } from './write-report.js';

/** What a pass over read sets comes to, and how it is written. */
export interface Analysis<Item extends object> {
  /** The member of the JSON that holds the items. */
  readonly member: string;
  /** The columns of a table and of csv, in each of which an item makes any number of rows. */
  readonly columns: readonly CellColumn[];
  readonly cells: (item: Item) => readonly (readonly Cell[])[];
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

/** Lists what the flags ask for, as `readsets list` does, and writes what an analysis makes of it. Gives the exit code. */
export async function runAnalysis<Item extends object>(
  flags: AnalysisFlags,
  analysis: Analysis<Item>,
): Promise<number> {
  checkReportPath(flags.report, flags.output);
  const format = flags.format ?? (flags.output === undefined && process.stdout.isTTY ? 'table' : 'json');
  const messages = new Messages(process.stderr);
  const interruption = new Interruption();
  const client = clientOf(flags);
  let failedStores = 0;
  const onEvent = (event: InventoryEvent): void => {
    if (event.type !== 'store-failed') return;
    failedStores += 1;
    if (flags.onStoreError === 'continue') messages.say(errorLine(event.error));
  };
  try {
    const run = inventory(
      { ...inventoryConfig(flags), client, signal: interruption.signal, onEvent },
      inventoryInput(flags),
    );
    const reportFile = flags.report === undefined ? undefined : await openReportFile(flags.report);
    const destination = await openDestination(flags.output).catch(async (error: unknown) => {
      await reportFile?.discard();
      throw error;
    });
    const visible = messages.isTerminal && flags.quiet !== true;
    const progress = visible ? showProgress(messages, () => run.report(), flags.limit) : undefined;
    const { rows, rowFormat, findings } = rowsOf(run, analysis, format, destination, flags.csvSafe);
    const failure = await writeRows({ rows, rowFormat, destination, interruption, messages });
    progress?.stop();
    const report = await run.report();
    const unreported = await writeReport(reportFile, report, messages);
    const found = findings();
    if (failure === undefined && found !== undefined) {
      for (const caveat of [...partial(report), ...found.caveats]) messages.say(`readsets: ${caveat}`);
      if (visible) messages.say(found.line);
    }
    if (visible) messages.say(summaryLine(report));
    return exitCodeOf(failure ?? unreported, failedStores);
  } finally {
    client.destroy();
    interruption.dispose();
  }
}

/** The items as rows of the format, and what was found once they have been read. */
function rowsOf<Item extends object>(
  run: Inventory,
  { member, columns, cells, read }: Analysis<Item>,
  format: AnalysisFormat,
  destination: Destination,
  safe = false,
): { rows: AsyncIterable<object>; rowFormat: RowFormat; findings: () => Findings | undefined } {
  let findings: Findings | undefined;
  let outcome: InventoryReport['outcome'] | undefined;
  const items = async function* (): AsyncGenerator<Item, void, undefined> {
    findings = yield* read(run);
    ({ outcome } = await run.report());
  };
  const flat = async function* (): AsyncGenerator<object, void, undefined> {
    for await (const item of items()) yield* cells(item);
  };
  const formats: Record<AnalysisFormat, () => RowFormat> = {
    json: () => jsonDocument(member, () => ({ ...findings?.rest, outcome }), destination.isTerminal),
    table: () => cellTable(columns, destination),
    csv: () => cellCsv(columns, { safe }),
  };
  return {
    rows: format === 'json' ? items() : flat(),
    rowFormat: formats[format](),
    findings: () => findings,
  };
}

function partial({ stores, outcome }: InventoryReport): readonly string[] {
  if (outcome !== 'partial') return [];
  const failed = stores.filter((store) => store.outcome === 'failed').length;
  return [`The result is partial: it lacks ${failed} of ${stores.length} stores, which could not be listed.`];
}
