import type { OmicsClient } from '@aws-sdk/client-omics';
import { counted, escapeControls } from '../display/text.js';
import {
  createClient,
  createRateLimiter,
  explainPlan,
  inventory,
  writeRows,
  type Checkpoint,
  type CheckpointStore,
  type IncompleteOutput,
  type Inventory,
  type InventoryEvent,
  type InventoryInput,
  type InventoryReport,
  type RowFormat,
} from '../index.js';
import { defined } from '../options/defined.js';
import { abortOnSignal, EXIT, exitCodeOf, Interrupted, isClosedPipe, type Failure } from './exit.js';
import type { ConnectionFlags, InventoryFlags, RequestFlags } from './flags/flags.js';
import { checkQuery, queryOf, unknownValueNotes } from './flags/query.js';
import { messages, retryReporter, showProgress, summaryLine } from './messages.js';
import { openReportFile } from './output/files.js';
import type { Output } from './output/formats.js';

/** Calls `use` with a client for the service that the flags and the environment select, and then destroys it. */
export async function withClient<T>(
  { region, profile, endpoint }: ConnectionFlags,
  use: (client: OmicsClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // The SDK's warning about Node versions is for developers, not for users of the command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const abort = abortOnSignal();
  const client = createClient(defined({ region, profile, endpoint }));
  try {
    return await use(client, abort.signal);
  } finally {
    client.destroy();
    abort.dispose();
  }
}

/** The library's options for each list. */
export function requestConfig(flags: RequestFlags) {
  const { pageSize, maxAttempts, requestTimeoutMs, requestsPerSecond = 'auto' } = flags;
  const rateLimiter = createRateLimiter({ requestsPerSecond });
  return { pageSize, rateLimiter, retry: { maxAttempts }, requestTimeoutMs };
}

function inventoryInput(flags: InventoryFlags): InventoryInput {
  checkQuery(flags);
  return { ...queryOf(flags), sequenceStoreIds: flags.store, limit: flags.limit };
}

export interface InventoryRun {
  readonly resume?: Checkpoint | undefined;
  /** Reads the inventory and writes its result. */
  readonly write: (run: Inventory) => Promise<Failure>;
  /** Prints notes after a successful run; with `visible`, also text for people. */
  readonly conclude?: (report: InventoryReport, visible: boolean) => void;
}

/** Lists the read sets that the flags select, shows progress and writes the report. Returns the exit code. */
export function runInventory(flags: InventoryFlags, { resume, write, conclude }: InventoryRun) {
  const { concurrency, order, splitStores, onStoreError, pushdown, quiet = false } = flags;
  let failedStores = 0;
  const reportRetry = retryReporter();
  const onEvent = (event: InventoryEvent): void => {
    if (!quiet) reportRetry(event);
    if (event.type !== 'store-failed') return;
    failedStores += 1;
    // Under `stop` the run rejects with this error, which is printed then.
    if (onStoreError === 'continue') messages.printError(event.error);
  };
  return withClient(flags, async (client, signal) => {
    const options = { concurrency, order, splitStores, onStoreError, pushdown, resume, onEvent };
    const run = inventory({ ...requestConfig(flags), ...options, client, signal }, inventoryInput(flags));
    if (!quiet) {
      messages.printNotes(unknownValueNotes(flags));
      const { plan } = await run.report();
      if (plan?.satisfiable === false) {
        messages.printNotes(['No read set can satisfy all of these conditions. No requests are sent.']);
      }
    }
    const writeReport = flags.report === undefined ? undefined : await openReportFile(flags.report);
    const visible = messages.isTerminal && !quiet;
    const stopProgress = visible ? showProgress(() => run.report(), flags.limit) : undefined;
    const failure = await write(run);
    stopProgress?.();
    const report = await run.report();
    let reportFailure: Failure;
    await writeReport?.(report).catch((error: unknown) => {
      messages.printError(error);
      reportFailure = { error };
    });
    if (failure === undefined) conclude?.(report, visible);
    if (visible) messages.print(summaryLine(report));
    return exitCodeOf(failure ?? reportFailure, failedStores);
  });
}

/** `--explain`: prints which conditions the service filters and which are checked client-side. Sends nothing. */
export function explain(flags: InventoryFlags): Promise<number> {
  return withClient(flags, async (client) => {
    const { plan } = await inventory({ client, pushdown: flags.pushdown }, inventoryInput(flags)).report();
    const text =
      plan === undefined ? 'No conditions: every read set is listed.' : explainPlan(plan, flags.pushdown);
    for (const line of text.split('\n')) process.stdout.write(`${escapeControls(line)}\n`);
    messages.printNotes(unknownValueNotes(flags));
    return EXIT.complete;
  });
}

export interface RowRun extends Pick<Output<string>, 'target' | 'terminal'> {
  readonly rows: AsyncIterable<object>;
  readonly format: RowFormat;
  /** Where to save the checkpoint of the file, if it is resumable. */
  readonly checkpoint?: CheckpointStore | undefined;
  readonly onRow?: (row: object) => void;
}

/**
 * Writes all rows. On failure, writes the rows received so far, prints the reason and their location, and returns the
 * failure and the state of the output. Never throws.
 */
export async function runRows({ rows, target, terminal, format, checkpoint, onRow }: RowRun) {
  const observed = observedFormat(format, (batch) => {
    // Rows and the status line share the terminal.
    if (terminal !== undefined) messages.clearStatus();
    if (onRow !== undefined) batch.forEach(onRow);
  });
  let incomplete: IncompleteOutput | undefined;
  let failure: Failure;
  try {
    const onIncomplete = (output: IncompleteOutput) => (incomplete = output);
    await writeRows(rows, target, observed, { ...defined({ checkpoint }), onIncomplete });
  } catch (error) {
    failure = { error };
    printFailure(error, incomplete);
  }
  return { failure, incomplete };
}

function printFailure(error: unknown, incomplete: IncompleteOutput | undefined): void {
  if (error instanceof Interrupted) {
    messages.printNotes([`Interrupted after ${counted(incomplete?.rows ?? 0, 'row')}.`]);
  } else if (!isClosedPipe(error)) {
    messages.printError(error);
  }
  if (incomplete?.path === undefined) return;
  const { path, untouched, partialPath } = incomplete;
  const rows = partialPath === undefined ? 'No rows were written' : `The rows so far are in ${partialPath}`;
  messages.printNotes([`${rows}; ${path} ${untouched === true ? 'is unchanged' : 'was not created'}.`]);
}

/** Wraps a format to call `observe` with each batch before it is encoded. */
function observedFormat(format: RowFormat, observe: (batch: readonly object[]) => void): RowFormat {
  return {
    ...format,
    open: (resumed) => {
      const encoder = format.open(resumed);
      return {
        rows: (batch) => {
          observe(batch);
          return encoder.rows(batch);
        },
        end: () => {
          observe([]);
          return encoder.end();
        },
      };
    },
  };
}
