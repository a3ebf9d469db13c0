import type { Command } from 'commander';
import { addInventoryFlags, type InventoryFlags } from './inventory-flags.js';
import { addConnectionFlags, addOutputFlags, addRequestFlags, type OutputFlags } from './shared-flags.js';
import { addWhereFlags } from './where-flags.js';

/** The flags of `readsets list`. */
export interface ListFlags extends InventoryFlags, OutputFlags {
  readonly resume?: boolean;
  readonly explain?: boolean;
}

export function addListFlags(command: Command): Command {
  for (const add of [addConnectionFlags, addInventoryFlags, addWhereFlags, addOutputFlags]) add(command);
  command.option(
    '--resume',
    'go on with the file of --output where a run of the same flags was ended, or start it',
  );
  return addRequestFlags(command).option(
    '--explain',
    'say what the service is asked for and what is checked here, and send nothing',
  );
}
