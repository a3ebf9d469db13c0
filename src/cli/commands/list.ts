import { CheckpointError, inventory, type InventoryEvent } from '../../index.js';
import { clientOf } from '../client.js';
import { errorLine } from '../error-line.js';
import { exitCodeOf, type Failure } from '../exit.js';
import { explainFlags } from '../explain-flags.js';
import { Interruption } from '../interruption.js';
import { inventoryConfig, inventoryInput } from '../inventory-flags.js';
import { keptFile, refuseToLoseRows, resumingCommand } from '../kept-file.js';
import { Messages } from '../messages.js';
import type { ListFlags } from '../options/shared-flags.js';
import { READ_SET_FIELDS } from '../output/fields.js';
import { checkOutputFlags, chooseFormat, type RowKind } from '../output/plan-output.js';
import { READ_SET_COLUMNS } from '../output/table-columns.js';
import { unsafeCountWatch } from '../output/unsafe-counts.js';
import { showProgress, summaryLine } from '../progress.js';
import { checkReportPath, openReportFile, type ReportFile } from '../report-file.js';
import { runRows } from '../run-rows.js';

const READ_SETS: RowKind = { known: READ_SET_FIELDS, tableFields: READ_SET_COLUMNS };

/** `readsets list`: the read sets of the stores given, or of every store. Gives the exit code. */
export async function list(flags: ListFlags): Promise<number> {
  if (flags.explain === true) return explainFlags(flags);
  const format = chooseFormat(flags, process.stdout.isTTY);
  checkOutputFlags(flags, format, READ_SETS);
  checkReportPath(flags.report, flags.output);
  const kept = await keptFile(flags, format);

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
    const resume = flags.resume === true ? await kept?.store.load() : undefined;
    if (flags.resume === true && resume === undefined) await refuseToLoseRows(flags.output ?? '');
    const run = inventory(
      { ...inventoryConfig(flags), client, signal: interruption.signal, onEvent, resume },
      inventoryInput(flags),
    );
    const reportFile = flags.report === undefined ? undefined : await openReportFile(flags.report);
    const visible = messages.isTerminal && flags.quiet !== true;
    const progress = visible ? showProgress(messages, () => run.report(), flags.limit) : undefined;
    const { failure, left } = await runRows({
      rows: run,
      kind: READ_SETS,
      flags,
      format,
      messages,
      checkpoint: kept?.store,
      onRow: unsafeCountWatch((line) => {
        messages.say(line);
      }),
    });
    progress?.stop();
    if (failure === undefined || left?.rows === 0) await kept?.forget();
    else if (left !== undefined && kept !== undefined) {
      messages.say(`readsets: Go on with: ${resumingCommand(process.argv.slice(2))}`);
    }
    if (failure?.error instanceof CheckpointError) messages.say(`readsets: ${startOver(flags)}`);
    const report = await run.report();
    // Where the output could not be opened, nothing has begun that could be reported.
    if (report.outcome === 'pending') await reportFile?.discard();
    const unreported =
      report.outcome === 'pending' ? undefined : await writeReport(reportFile, report, messages);
    if (visible) messages.say(summaryLine(report));
    return exitCodeOf(failure ?? unreported, failedStores);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new Error(`${error.message} ${startOver(flags)}`, { cause: error });
  } finally {
    client.destroy();
    interruption.dispose();
  }
}

/** What to do where a checkpoint cannot be gone on from. */
function startOver({ output = '' }: ListFlags): string {
  return `To start over, leave out --resume or delete ${output}.checkpoint.`;
}

async function writeReport(
  file: ReportFile | undefined,
  report: Parameters<ReportFile['write']>[0],
  messages: Messages,
): Promise<Failure> {
  try {
    await file?.write(report);
    return undefined;
  } catch (error) {
    messages.say(errorLine(error));
    return { error };
  }
}
