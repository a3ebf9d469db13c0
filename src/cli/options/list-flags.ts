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
    'continue the --output file of an interrupted run with the same flags, or start it',
  );
  return addRequestFlags(command).option(
    '--explain',
    'say what the service would be asked for and what would be checked here; send nothing',
  );
}
