import { listSequenceStores, take } from '../../index.js';
import { clientOf, requestConfig } from '../client.js';
import { exitCodeOf } from '../exit.js';
import { Interruption } from '../interruption.js';
import { Messages } from '../messages.js';
import type { StoresFlags } from '../options/stores-flags.js';
import { SEQUENCE_STORE_FIELDS } from '../output/fields.js';
import {
  checkOutputFlags,
  chooseFormat,
  outputTarget,
  ROW_FORMATS,
  rowFormat,
  terminalOf,
  type RowKind,
} from '../output/plan-output.js';
import { SEQUENCE_STORE_COLUMNS } from '../output/table-columns.js';
import { retryNotes } from '../retry-notes.js';
import { runRows } from '../run-rows.js';

const STORES: RowKind = { known: SEQUENCE_STORE_FIELDS, tableFields: SEQUENCE_STORE_COLUMNS };

/** `readsets stores`: the sequence stores of the account and Region. Gives the exit code. */
export async function stores(flags: StoresFlags): Promise<number> {
  const target = outputTarget(flags);
  const terminal = terminalOf(target);
  const format = chooseFormat(flags, ROW_FORMATS, terminal !== undefined);
  checkOutputFlags(flags, format, STORES);
  const interruption = new Interruption();
  const client = clientOf(flags);
  const messages = new Messages(process.stderr);
  try {
    const all = listSequenceStores({
      ...requestConfig(flags),
      client,
      signal: interruption.signal,
      ...(flags.quiet === true ? {} : { onEvent: retryNotes(messages) }),
    });
    const { failure } = await runRows({
      rows: flags.limit === undefined ? all : all.pipe(take(flags.limit)),
      target,
      format: rowFormat(flags, format, STORES, terminal),
      messages,
    });
    return exitCodeOf(failure);
  } finally {
    client.destroy();
    interruption.dispose();
  }
}
