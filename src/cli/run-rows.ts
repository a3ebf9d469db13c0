import { counted } from '../display/numbers.js';
import { writeRows, type CheckpointStore, type IncompleteOutput, type RowFormat } from '../index.js';
import { errorLine } from './error-line.js';
import { Interrupted } from './errors.js';
import { isClosedPipe, type Failure } from './exit.js';
import type { Messages } from './messages.js';
import { terminalOf, type Target } from './output/plan-output.js';

/** How rows ended: why early, if so, and what is left then. */
export interface RowsEnded {
  readonly failure: Failure;
  readonly left?: IncompleteOutput | undefined;
}

/** What {@link runRows} needs. */
export interface RowRun {
  readonly rows: AsyncIterable<object>;
  readonly target: Target;
  readonly format: RowFormat;
  readonly messages: Messages;
  /** Where the file's checkpoint is kept, if it can be resumed. */
  readonly checkpoint?: CheckpointStore | undefined;
  readonly onRow?: (row: object) => void;
}

/**
 * Writes rows to their end. Whatever ends the run early, the rows that had come are written first; what became of
 * them, and why it ended, is said. Never throws.
 */
export async function runRows({
  rows,
  target,
  format,
  messages,
  checkpoint,
  onRow,
}: RowRun): Promise<RowsEnded> {
  const terminal = terminalOf(target);
  const watched = watching(format, (batch) => {
    // On a terminal, rows and the live line share the screen: the line makes way for rows.
    if (terminal !== undefined) messages.clearLive();
    if (onRow !== undefined) batch.forEach(onRow);
  });
  let left: IncompleteOutput | undefined;
  try {
    await writeRows(rows, target, watched, {
      ...(checkpoint === undefined ? {} : { checkpoint }),
      onIncomplete: (incomplete) => {
        left = incomplete;
      },
    });
    return { failure: undefined };
  } catch (error) {
    sayFailure(error, left?.rows ?? 0, messages);
    const became = left === undefined ? undefined : whatBecame(left);
    if (became !== undefined) messages.say(`readsets: ${became}`);
    return { failure: { error }, left };
  }
}

function sayFailure(error: unknown, rows: number, messages: Messages): void {
  if (isClosedPipe(error)) return;
  if (error instanceof Interrupted) {
    messages.say(`readsets: Interrupted after ${counted(rows, 'row')}.`);
    return;
  }
  messages.say(errorLine(error));
  if (process.env.READSETS_DEBUG) console.error(error);
}

function whatBecame({ path, untouched, partialPath }: IncompleteOutput): string | undefined {
  if (path === undefined) return undefined;
  const file = `${path} ${untouched === true ? 'is untouched' : 'was not written'}`;
  return partialPath === undefined
    ? `Nothing was written; ${file}.`
    : `The rows so far are in ${partialPath}; ${file}.`;
}

/** A format with a look at what is about to be written. */
function watching(format: RowFormat, watch: (batch: readonly object[]) => void): RowFormat {
  return {
    ...format,
    open: (resumed) => {
      const encoder = format.open(resumed);
      return {
        rows: (batch) => {
          watch(batch);
          return encoder.rows(batch);
        },
        end: () => {
          watch([]);
          return encoder.end();
        },
      };
    },
  };
}
