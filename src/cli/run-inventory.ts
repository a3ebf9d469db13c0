import {
  inventory,
  type Checkpoint,
  type Inventory,
  type InventoryEvent,
  type InventoryReport,
} from '../index.js';
import { clientOf } from './client.js';
import { errorLine } from './error-line.js';
import { exitCodeOf, type Failure } from './exit.js';
import { Interruption } from './interruption.js';
import type { Messages } from './messages.js';
import type { InventoryFlags } from './options/inventory-flags.js';
import { wordNotes } from './options/known-words.js';
import { inventoryConfig, inventoryInput } from './options/inventory-options.js';
import { retryNotes } from './retry-notes.js';
import { showProgress, summaryLine } from './progress.js';
import { openReportFile, type ReportFile } from './report-file.js';

/** What {@link runInventory} needs. */
export interface InventoryRun {
  readonly flags: InventoryFlags;
  readonly messages: Messages;
  /** Where to go on from. */
  readonly resume?: Checkpoint | undefined;
  /** Reads the inventory and writes what comes of it. */
  readonly write: (run: Inventory) => Promise<Failure>;
  /** Says what must be said of a run that got through; with `visible` also what is for people. */
  readonly conclude?: (report: InventoryReport, visible: boolean) => void;
}

/** Lists what the flags ask for, with progress on a terminal and the report asked for. Gives the exit code. */
export async function runInventory(command: InventoryRun): Promise<number> {
  const { flags, messages, resume, write, conclude } = command;
  const interruption = new Interruption();
  const client = clientOf(flags);
  let failedStores = 0;
  const noteRetry = flags.quiet === true ? () => undefined : retryNotes(messages);
  const onEvent = (event: InventoryEvent): void => {
    noteRetry(event);
    if (event.type !== 'store-failed') return;
    failedStores += 1;
    // Under `stop` it is what the run fails with, and said then.
    if (flags.onStoreError === 'continue') messages.say(errorLine(event.error));
  };
  try {
    const run = inventory(
      { ...inventoryConfig(flags), client, signal: interruption.signal, onEvent, resume },
      inventoryInput(flags),
    );
    if (flags.quiet !== true) {
      const { plan } = await run.report();
      for (const note of notesOn(flags, plan)) messages.say(`readsets: ${note}`);
    }
    const reportFile = flags.report === undefined ? undefined : await openReportFile(flags.report);
    const visible = messages.isTerminal && flags.quiet !== true;
    const progress = visible ? showProgress(messages, () => run.report(), flags.limit) : undefined;
    const failure = await write(run);
    progress?.stop();
    const report = await run.report();
    const unreported = await writeReport(reportFile, report, messages);
    if (failure === undefined) conclude?.(report, visible);
    if (visible) messages.say(summaryLine(report));
    return exitCodeOf(failure ?? unreported, failedStores);
  } finally {
    client.destroy();
    interruption.dispose();
  }
}

/** What makes the result other than it may seem. */
function notesOn(flags: InventoryFlags, plan: InventoryReport['plan']): readonly string[] {
  if (plan?.satisfiable !== false) return wordNotes(flags);
  return [...wordNotes(flags), 'No read set can satisfy all that is asked for: nothing is sent.'];
}

/** Writes the report where one was asked for. That it cannot be written is said. Never throws. */
async function writeReport(
  file: ReportFile | undefined,
  report: InventoryReport,
  messages: Messages,
): Promise<Failure> {
  try {
    // Where the output could not be opened, nothing has begun that could be reported.
    await (report.outcome === 'pending' ? file?.discard() : file?.write(report));
    return undefined;
  } catch (error) {
    messages.say(errorLine(error));
    return { error };
  }
}
