import { READ_SET_COLUMNS } from '../../display/table.js';
import {
  CheckpointError,
  fileCheckpointStore,
  listSequenceStores,
  READ_SET_FIELDS,
  take,
  valueAt,
} from '../../index.js';
import { exitCodeOf } from '../exit.js';
import type { ListFlags, StoresFlags } from '../flags/flags.js';
import { messages, retryReporter } from '../messages.js';
import { SEQUENCE_STORE_COLUMNS, SEQUENCE_STORE_FIELDS } from '../output/columns.js';
import {
  checkNoRowsLost,
  checkpointPath,
  checkReportPath,
  removeCheckpoint,
  resumeCommand,
} from '../output/files.js';
import { chooseOutput, ROW_FORMATS, rowFormat } from '../output/formats.js';
import { explain, requestConfig, runInventory, runRows, withClient } from '../run.js';

export async function stores(flags: StoresFlags): Promise<number> {
  const output = chooseOutput(flags, ROW_FORMATS);
  const format = rowFormat(flags, output, SEQUENCE_STORE_FIELDS, SEQUENCE_STORE_COLUMNS);
  return withClient(flags, async (client, signal) => {
    const onEvent = flags.quiet === true ? undefined : retryReporter();
    const all = listSequenceStores({ ...requestConfig(flags), client, signal, onEvent });
    const rows = flags.limit === undefined ? all : all.pipe(take(flags.limit));
    return exitCodeOf((await runRows({ ...output, rows, format })).failure);
  });
}

export async function list(flags: ListFlags): Promise<number> {
  if (flags.explain === true) return explain(flags);
  const output = chooseOutput(flags, ROW_FORMATS);
  const format = rowFormat(flags, output, READ_SET_FIELDS, READ_SET_COLUMNS);
  checkReportPath(flags.report, flags.output);
  const path = await checkpointPath(flags, output.formatName);
  const checkpoint = path === undefined ? undefined : fileCheckpointStore(path);
  try {
    const resume = flags.resume === true ? await checkpoint?.load() : undefined;
    if (flags.resume === true && resume === undefined) await checkNoRowsLost(flags.output ?? '');
    const onRow = inexactCountReporter((note) => messages.printNotes([note]));
    return await runInventory(flags, {
      resume,
      write: async (rows) => {
        const { failure, incomplete } = await runRows({ ...output, rows, format, checkpoint, onRow });
        if (isUnusable(failure?.error)) {
          messages.printNotes([startOverAdvice(flags)]);
        } else if (path !== undefined && (failure === undefined || incomplete?.rows === 0)) {
          // The output is complete, so a checkpoint that cannot be removed does not fail the run.
          await removeCheckpoint(path).catch((error: unknown) => messages.printError(error));
        } else if (path !== undefined && incomplete !== undefined) {
          messages.printNotes([`Resume with: ${resumeCommand(process.argv.slice(2))}`]);
        }
        return failure;
      },
    });
  } catch (error) {
    if (!isUnusable(error)) throw error;
    throw new Error(`${error.message} ${startOverAdvice(flags)}`, { cause: error });
  }
}

/** Whether the error makes the checkpoint unusable. After a failed save, the previous checkpoint is still usable. */
function isUnusable(error: unknown): error is CheckpointError {
  return error instanceof CheckpointError && error.problem !== 'unsaved';
}

function startOverAdvice({ output = '' }: ListFlags): string {
  return `To start over, omit --resume or delete ${output}.checkpoint.`;
}

/**
 * Returns a function that reports the first read set with a count above 2^53. The SDK reads counts as JavaScript
 * numbers, which are not exact above that.
 */
export function inexactCountReporter(report: (note: string) => void): (readSet: object) => void {
  let reported = false;
  return (readSet) => {
    if (reported) return;
    const inexact = ['totalReadCount', 'totalBaseCount'].find((count) => {
      const value = valueAt(readSet, `sequenceInformation.${count}`);
      return typeof value === 'number' && !Number.isSafeInteger(value);
    });
    if (inexact === undefined) return;
    reported = true;
    const [id, store] = [valueAt(readSet, 'id'), valueAt(readSet, 'sequenceStoreId')];
    report(
      `The ${inexact} of read set ${String(id)} in store ${String(store)} is above 2^53, so its last digits may be ` +
        'wrong. Other read sets like it are not reported.',
    );
  };
}
