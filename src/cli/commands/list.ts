import { READ_SET_COLUMNS } from '../../display/table.js';
import {
  CheckpointError,
  fileCheckpointStore,
  listSequenceStores,
  READ_SET_FIELDS,
  take,
  valueAt,
  type ListEvent,
} from '../../index.js';
import { existsSync } from 'node:fs';
import { exitCodeOf } from '../exit.js';
import type { ListFlags, StoresFlags } from '../flags/flags.js';
import { messages } from '../messages.js';
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
import { WaitReporter } from '../waits.js';

export async function stores(flags: StoresFlags): Promise<number> {
  const output = chooseOutput(flags, ROW_FORMATS);
  const format = rowFormat(flags, output, SEQUENCE_STORE_FIELDS, SEQUENCE_STORE_COLUMNS);
  return withClient(flags, async (client, { signal, outputSignal }) => {
    const waits = flags.quiet === true ? undefined : new WaitReporter(flags, messages);
    const onEvent = (event: ListEvent): void => waits?.onEvent(event);
    const all = listSequenceStores({ ...requestConfig(flags), client, signal, onEvent });
    const rows = flags.limit === undefined ? all : all.pipe(take(flags.limit));
    const stopWatching = waits?.watch();
    const { failure } = await runRows({ ...output, rows, format, outputSignal });
    stopWatching?.();
    return exitCodeOf(failure);
  });
}

export async function list(flags: ListFlags): Promise<number> {
  if (flags.explain === true) return explain(flags);
  const output = chooseOutput(flags, ROW_FORMATS);
  const format = rowFormat(flags, output, READ_SET_FIELDS, READ_SET_COLUMNS);
  await checkReportPath(flags.report, flags.output);
  const path = await checkpointPath(flags, output.formatName);
  const checkpoint = path === undefined ? undefined : fileCheckpointStore(path);
  try {
    const resume = flags.resume === true ? await checkpoint?.load() : undefined;
    if (flags.resume === true && resume === undefined) await checkNoRowsLost(flags.output ?? '');
    const onRow = inexactCountReporter((note) => messages.printNotes([note]));
    const { acceptPartial } = flags;
    let isAdvised = false;
    const adviseResume = (): void => {
      isAdvised = true;
      messages.printNotes([`Resume with: ${resumeCommand(process.argv.slice(2))}`]);
    };
    return await runInventory(flags, {
      resume,
      onForcedExit: () => {
        if (path !== undefined && existsSync(path) && !isAdvised) adviseResume();
      },
      write: async (run, outputSignal) => {
        const rows = { rows: run, run, acceptPartial, format, checkpoint, onRow, outputSignal };
        const { failure, incomplete } = await runRows({ ...output, ...rows });
        isAdvised = true;
        if (isUnusable(failure?.error)) {
          messages.printNotes([startOverAdvice(flags)]);
        } else if (path !== undefined && (failure === undefined || incomplete?.rows === 0)) {
          // The output is complete, so a checkpoint that cannot be removed does not fail the run.
          await removeCheckpoint(path).catch((error: unknown) => messages.printError(error));
        } else if (path !== undefined && incomplete !== undefined) {
          adviseResume();
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
 * Returns a function that reports the first read set with a count that is not a whole number from 0 to 2^53. The SDK
 * reads counts as JavaScript numbers, which are not exact above that.
 */
export function inexactCountReporter(report: (note: string) => void): (readSet: object) => void {
  let reported = false;
  return (readSet) => {
    if (reported) return;
    const inexact = ['totalReadCount', 'totalBaseCount'].find((count) => {
      const value = valueAt(readSet, `sequenceInformation.${count}`);
      return typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0);
    });
    if (inexact === undefined) return;
    reported = true;
    const [id, store] = [valueAt(readSet, 'id'), valueAt(readSet, 'sequenceStoreId')];
    report(
      `The ${inexact} of read set ${String(id)} in store ${String(store)} is not a whole number from 0 to 2^53, so it may ` +
        'be wrong. Other read sets like it are not reported.',
    );
  };
}
