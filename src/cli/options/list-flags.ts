import type { Command } from 'commander';
import { READ_SET_FIELDS } from '../../rows/read-set-fields.js';
import { addHelpNotes } from './help-notes.js';
import { addInventoryFlags, type InventoryFlags } from './inventory-flags.js';
import { addConnectionFlags, addOutputFlags, addRequestFlags, type OutputFlags } from './shared-flags.js';
import { addWhereFlags } from './where-flags.js';

/** The flags of `readsets list`. */
export interface ListFlags extends InventoryFlags, OutputFlags {
  readonly resume?: boolean;
}

const EXAMPLES = [
  'list --status ARCHIVED --fields id,name,sampleId --output archived.csv',
  "list --name 'NA12*' --file-type BAM,CRAM --missing reference-arn",
  'list --store 1234567890 --created-after 2026-01-01 --limit 20',
];

export function addListFlags(command: Command): Command {
  addWhereFlags(command);
  addOutputFlags(command);
  command.option(
    '--resume',
    'continue the --output file of an interrupted run with the same flags, or start it',
  );
  for (const add of [addInventoryFlags, addConnectionFlags, addRequestFlags]) add(command);
  addHelpNotes(command, READ_SET_FIELDS, EXAMPLES);
  return command;
}
