import { inventory, type InventoryEvent } from '../../index.js';
import { clientOf } from '../client.js';
import { errorLine } from '../error-line.js';
import { exitCodeOf } from '../exit.js';
import { Interruption } from '../interruption.js';
import { inventoryConfig, inventoryInput } from '../inventory-flags.js';
import { Messages } from '../messages.js';
import type { ListFlags } from '../options/shared-flags.js';
import { READ_SET_FIELDS } from '../output/fields.js';
import { openDestination } from '../output/open-destination.js';
import { checkOutputFlags, chooseFormat, type RowKind } from '../output/plan-output.js';
import { READ_SET_COLUMNS } from '../output/table-columns.js';
import { unsafeCountWatch } from '../output/unsafe-counts.js';
import { showProgress, summaryLine } from '../progress.js';
import { checkReportPath, openReportFile } from '../report-file.js';
import { runRows } from '../run-rows.js';
import { writeReport } from '../write-report.js';

const READ_SETS: RowKind = { known: READ_SET_FIELDS, tableFields: READ_SET_COLUMNS };

/** `readsets list`: the read sets of the stores given, or of every store. Gives the exit code. */
export async function list(flags: ListFlags): Promise<number> {
  const format = chooseFormat(flags, process.stdout.isTTY);
  checkOutputFlags(flags, format, READ_SETS);
  checkReportPath(flags.report, flags.output);

  const messages = new Messages(process.stderr);
  const interruption = new Interruption();
  const client = clientOf(flags);
  let failedStores = 0;
  const onEvent = (event: InventoryEvent): void => {
    if (event.type !== 'store-failed') return;
    failedStores += 1;
    // Under `stop` it is what the run fails with, and said then.
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
    const failure = await runRows({
      rows: run,
      kind: READ_SETS,
      flags,
      format,
      destination,
      interruption,
      messages,
      onRow: unsafeCountWatch((line) => {
        messages.say(line);
      }),
    });
    progress?.stop();
    const report = await run.report();
    const unreported = await writeReport(reportFile, report, messages);
    if (visible) messages.say(summaryLine(report));
    return exitCodeOf(failure ?? unreported, failedStores);
  } finally {
    client.destroy();
    interruption.dispose();
  }
}
