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
import {
  abortOnSignal,
  EXIT,
  exitCodeOf,
  Interrupted,
  isClosedPipe,
  isPartial,
  type Failure,
  type SignalAbort,
} from './exit.js';
import type { ConnectionFlags, InventoryFlags, RequestFlags } from './flags/flags.js';
import { checkQuery, queryOf, unknownValueNotes } from './flags/query.js';
import { messages, partialNotes, showProgress, summaryLine } from './messages.js';
import { isFile, openReportFile } from './output/files.js';
import { observedFormat, type Output } from './output/formats.js';
import { WaitReporter } from './waits.js';

/**
 * Calls `use` with a client for the service that the flags and the environment select, and then destroys it.
 *
 * @param onForcedExit called before a signal ends the process although the run has not ended
 */
export async function withClient<T>(
  { region, profile, endpoint }: ConnectionFlags,
  use: (client: OmicsClient, signals: SignalAbort) => Promise<T>,
  onForcedExit?: () => void,
): Promise<T> {
  // The SDK's warning about Node versions is for developers, not for users of the command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const abort = abortOnSignal(onForcedExit);
  const client = createClient(defined({ region, profile, endpoint }));
  warnOfPlainHttp(client);
  try {
    return await use(client, abort);
  } finally {
    client.destroy();
    abort.dispose();
  }
}

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[?::1\]?)$/i;

/** Warns before the first request that is sent to another machine unencrypted, wherever its endpoint is configured. */
function warnOfPlainHttp(client: OmicsClient): void {
  let hasWarned = false;
  client.middlewareStack.add(
    (next) => (args) => {
      const { protocol, hostname = '' } = args.request as { protocol?: string; hostname?: string };
      if (!hasWarned && protocol === 'http:' && !LOOPBACK.test(hostname)) {
        hasWarned = true;
        messages.printNotes([
          `Warning: the endpoint http://${escapeControls(hostname)} is not encrypted. Anyone on the path can read ` +
            'and change requests and responses. Use https.',
        ]);
      }
      return next(args);
    },
    { step: 'build', name: 'warnOfPlainHttp' },
  );
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
  /** Reads the inventory and writes its result. The signal ends a write that is blocked. */
  readonly write: (run: Inventory, outputSignal: AbortSignal) => Promise<Failure>;
  /** Prints notes after a run that read all stores it could; with `visible`, also text for people. */
  readonly conclude?: (report: InventoryReport, visible: boolean) => void;
  /** Called before a signal ends the process although the run has not ended. */
  readonly onForcedExit?: () => void;
}

/** Lists the read sets that the flags select, shows progress and writes the report. Returns the exit code. */
export function runInventory(flags: InventoryFlags, { resume, write, conclude, onForcedExit }: InventoryRun) {
  const { concurrency, order, splitStores, onStoreError, pushdown, quiet = false } = flags;
  const waits = quiet
    ? undefined
    : new WaitReporter(
        flags,
        messages,
        resume?.stores.reduce((sum, { readSets }) => sum + readSets, 0),
      );
  const onEvent = (event: InventoryEvent): void => {
    waits?.onEvent(event);
    // Under `stop` the run rejects with this error, which is printed then.
    if (event.type === 'store-failed' && onStoreError === 'continue') messages.printError(event.error);
  };
  const use = async (client: OmicsClient, { signal, outputSignal }: SignalAbort): Promise<number> => {
    const options = { concurrency, order, splitStores, onStoreError, pushdown, resume, onEvent };
    const run = inventory({ ...requestConfig(flags), ...options, client, signal }, inventoryInput(flags));
    if (!quiet) {
      messages.printNotes(unknownValueNotes(flags));
      const { plan } = await run.report();
      if (plan?.satisfiable === false) {
        messages.printNotes(['No read set can satisfy all of these conditions. No requests are sent.']);
      }
    }
    const stopWatching = waits?.watch(() => run.report());
    const writeReport = flags.report === undefined ? undefined : await openReportFile(flags.report, signal);
    const visible = messages.isTerminal && !quiet;
    const stopProgress = visible ? showProgress(() => run.report(), flags.limit) : undefined;
    const failure = await write(run, outputSignal);
    stopWatching?.();
    stopProgress?.();
    const report = await run.report();
    let reportFailure: Failure;
    await writeReport?.(report).catch((error: unknown) => {
      messages.printError(error);
      reportFailure = { error };
    });
    if (failure === undefined || isPartial(failure.error)) conclude?.(report, visible);
    if (visible) messages.print(summaryLine(report));
    return exitCodeOf(failure ?? reportFailure, report);
  };
  return withClient(flags, use, onForcedExit);
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

export interface RowRun extends Output<string> {
  readonly rows: AsyncIterable<object>;
  readonly format: RowFormat;
  /** Ends a write that is blocked. */
  readonly outputSignal: AbortSignal;
  /** The inventory behind the rows. */
  readonly run?: Inventory;
  readonly acceptPartial?: boolean | undefined;
  /** Where to save the checkpoint of the file, if it is resumable. */
  readonly checkpoint?: CheckpointStore | undefined;
  readonly onRow?: (row: object) => void;
}

/**
 * Writes all rows. On failure, writes the rows received so far, prints the reason and their location, and returns the
 * failure and the state of the output. If stores of the inventory failed, a file is completed only with `acceptPartial`.
 * Never throws.
 */
export async function runRows(options: RowRun) {
  const { rows, target, terminal, format, outputSignal, run, checkpoint, onRow } = options;
  const observed = observedFormat(format, options, (batch) => {
    // Rows and the status line share the terminal.
    if (terminal !== undefined) messages.clearStatus();
    if (onRow !== undefined) batch.forEach(onRow);
  });
  // Only a file can stay as it was. Elsewhere the rows are already written.
  const keepsFile = typeof target === 'string' && (await isFile(target));
  const acceptPartial = options.acceptPartial === true || !keepsFile;
  let incomplete: IncompleteOutput | undefined;
  let failure: Failure;
  try {
    const onIncomplete = (output: IncompleteOutput) => (incomplete = output);
    const sink = { ...defined({ checkpoint, run }), signal: outputSignal, acceptPartial, onIncomplete };
    await writeRows(rows, target, observed, sink);
  } catch (error) {
    failure = { error };
  }
  const report = await run?.report();
  if (report !== undefined) messages.printNotes(partialNotes(report));
  if (failure !== undefined) printFailure(failure.error, incomplete);
  else if (report?.outcome === 'partial' && keepsFile) {
    messages.printNotes([`${target} has the partial result (--accept-partial).`]);
  }
  return { failure, incomplete };
}

function printFailure(error: unknown, incomplete: IncompleteOutput | undefined): void {
  if (error instanceof Interrupted) {
    messages.printNotes([`Interrupted after ${counted(incomplete?.rows ?? 0, 'row')}.`]);
  } else if (!isClosedPipe(error) && !isPartial(error)) {
    messages.printError(error);
  }
  if (incomplete?.path === undefined) return;
  const { path, untouched, partialPath } = incomplete;
  const contents = isPartial(error) ? 'The partial result is' : 'The rows so far are';
  const rows = partialPath === undefined ? 'No rows were written' : `${contents} in ${partialPath}`;
  messages.printNotes([`${rows}; ${path} ${untouched === true ? 'is unchanged' : 'was not created'}.`]);
}
