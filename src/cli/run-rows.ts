import { errorLine } from './error-line.js';
import { ClosedPipe, Interrupted } from './errors.js';
import type { Failure } from './exit.js';
import type { Interruption } from './interruption.js';
import type { Messages } from './messages.js';
import type { Format, OutputFlags } from './options/shared-flags.js';
import type { Destination } from './output/destination.js';
import { rowFormat, type RowKind } from './output/plan-output.js';
import type { RowFormat } from './output/row-format.js';
import { RowWriter } from './output/row-writer.js';

/** What {@link writeRows} needs. */
export interface Rows {
  readonly rows: AsyncIterable<object>;
  readonly rowFormat: RowFormat;
  readonly destination: Destination;
  readonly interruption: Interruption;
  readonly messages: Messages;
  readonly onRow?: (row: object) => void;
}

/** What {@link runRows} needs. */
export interface RowRun extends Omit<Rows, 'rowFormat'> {
  readonly kind: RowKind;
  readonly flags: OutputFlags;
  readonly format: Format;
}

/** Writes rows of a kind as the flags ask for them, as {@link writeRows} does. */
export function runRows({ kind, flags, format, ...run }: RowRun): Promise<Failure> {
  return writeRows({ ...run, rowFormat: rowFormat(flags, format, kind, run.destination) });
}

/**
 * Writes rows to their end and settles the destination. Whatever ends the run early, the rows that had come are
 * written first; what became of them, and why it ended, is said. Never throws.
 */
export async function writeRows(run: Rows): Promise<Failure> {
  const { destination, interruption, messages } = run;
  const writer = new RowWriter(run.rowFormat, clearing(destination, messages), (error) => {
    interruption.abort(error);
  });
  let failure: Failure;
  try {
    for await (const row of run.rows) {
      run.onRow?.(row);
      const full = writer.add(row);
      if (full !== undefined) await full;
    }
    await writer.end();
    await destination.commit();
  } catch (error) {
    failure = { error };
    if (writer.rows > 0) await writer.end().catch(() => undefined);
  }
  if (failure !== undefined) {
    const became = await destination.abandon();
    sayFailure(failure.error, writer.rows, messages);
    if (became !== undefined) messages.say(`readsets: ${became}`);
  }
  return failure;
}

function sayFailure(error: unknown, rows: number, messages: Messages): void {
  if (error instanceof ClosedPipe) return;
  if (error instanceof Interrupted) {
    messages.say(
      `readsets: Interrupted after ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}.`,
    );
    return;
  }
  messages.say(errorLine(error));
  if (process.env.READSETS_DEBUG) console.error(error);
}

/** On a terminal, rows and the live line share the screen: the line makes way for rows. */
function clearing(destination: Destination, messages: Messages): Destination {
  if (!destination.isTerminal) return destination;
  return {
    ...destination,
    write: (text) => {
      messages.clearLive();
      return destination.write(text);
    },
  };
}
