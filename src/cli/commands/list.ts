import { READ_SET_COLUMNS } from '../../display/read-set-columns.js';
import { CheckpointError, READ_SET_FIELDS } from '../../index.js';
import { errorLine } from '../error-line.js';
import { keptFile, refuseToLoseRows, resumingCommand } from '../kept-file.js';
import { Messages } from '../messages.js';
import type { ListFlags } from '../options/list-flags.js';
import {
  checkOutputFlags,
  chooseFormat,
  outputTarget,
  ROW_FORMATS,
  rowFormat,
  terminalOf,
  type RowKind,
} from '../output/plan-output.js';
import { unsafeCountWatch } from '../output/unsafe-counts.js';
import { checkReportPath } from '../report-file.js';
import { runInventory } from '../run-inventory.js';
import { runRows } from '../run-rows.js';
import { explain } from './explain.js';

const READ_SETS: RowKind = { known: READ_SET_FIELDS, tableFields: READ_SET_COLUMNS };

/** `readsets list`: the read sets of the stores given, or of every store. Gives the exit code. */
export async function list(flags: ListFlags): Promise<number> {
  if (flags.explain === true) return explain(flags);
  const target = outputTarget(flags);
  const terminal = terminalOf(target);
  const format = chooseFormat(flags, ROW_FORMATS, terminal !== undefined);
  checkOutputFlags(flags, format, READ_SETS);
  checkReportPath(flags.report, flags.output);
  const kept = await keptFile(flags, format);
  const messages = new Messages(process.stderr);
  try {
    const resume = flags.resume === true ? await kept?.store.load() : undefined;
    if (flags.resume === true && resume === undefined) await refuseToLoseRows(flags.output ?? '');
    return await runInventory({
      flags,
      messages,
      resume,
      write: async (rows) => {
        const { failure, left } = await runRows({
          rows,
          target,
          format: rowFormat(flags, format, READ_SETS, terminal),
          messages,
          checkpoint: kept?.store,
          onRow: unsafeCountWatch((line) => {
            messages.say(line);
          }),
        });
        if (isRefusal(failure?.error)) messages.say(`readsets: ${startOver(flags)}`);
        else if (failure === undefined || left?.rows === 0) {
          const problem = await kept?.forget();
          if (problem !== undefined) messages.say(errorLine(problem));
        } else if (left !== undefined && kept !== undefined) {
          messages.say(`readsets: Resume with: ${resumingCommand(process.argv.slice(2))}`);
        }
        return failure;
      },
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new Error(`${error.message} ${startOver(flags)}`, { cause: error });
  }
}

/** Whether a checkpoint cannot be resumed from; one that could not be saved can be, where it is there. */
function isRefusal(error: unknown): error is CheckpointError {
  return error instanceof CheckpointError && error.problem !== 'unsaved';
}

/** What to do where a checkpoint cannot be resumed from. */
function startOver({ output = '' }: ListFlags): string {
  return `To start over, leave out --resume or delete ${output}.checkpoint.`;
}
