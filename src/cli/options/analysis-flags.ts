import { Option, type Command } from 'commander';
import { READ_SET_FIELDS } from '../../rows/read-set-fields.js';
import { addHelpNotes } from './help-notes.js';
import { addInventoryFlags, type InventoryFlags } from './inventory-flags.js';
import { amount, names, positiveInteger } from './parse.js';
import { addConnectionFlags, addRequestFlags } from './shared-flags.js';
import { addWhereFlags } from './where-flags.js';

/** Formats of what a pass over read sets comes to. */
export const ANALYSIS_FORMATS = ['table', 'json', 'csv'] as const;
export type AnalysisFormat = (typeof ANALYSIS_FORMATS)[number];

/** The flags that `readsets summary`, `duplicates` and `issues` have in common. */
export interface AnalysisFlags extends InventoryFlags {
  readonly format?: AnalysisFormat;
}

/** The flags of `readsets summary`. */
export interface SummaryFlags extends AnalysisFlags {
  readonly by?: readonly string[];
  readonly maxGroups?: number;
}

/** The flags of `readsets issues`. */
export interface IssuesFlags extends AnalysisFlags {
  readonly stuckAfterHours?: number;
}

/** The flags of a command that looks at the read sets which `list` would list. */
function addAnalysisFlags(command: Command): void {
  for (const add of [addOutputFlags, addWhereFlags, addInventoryFlags, addConnectionFlags, addRequestFlags]) {
    add(command);
  }
}

function addOutputFlags(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(
      new Option(
        '--format <format>',
        'how the result is written (default: what the name of --output says, table on a terminal, else json)',
      ).choices(ANALYSIS_FORMATS),
    )
    .option('--csv-safe', 'in csv, put a single quote before what a spreadsheet would take for a formula')
    .option('--output <file>', 'write the result to this file, which is replaced once it is complete')
    .addOption(new Option('--limit <n>', 'read this many read sets at most').argParser(positiveInteger))
    .option('--quiet', 'no progress, no notes and no summary');
}

export function addSummaryFlags(command: Command): Command {
  command
    .optionsGroup('Groups:')
    .addOption(
      new Option(
        '--by <field,…>',
        'the fields to group by, separated by commas; nested ones by their path, such as etag.algorithm; ' +
          'creationTime.month for the month (default: status,fileType)',
      ).argParser(names),
    )
    .addOption(
      new Option(
        '--max-groups <n>',
        'groups at most; the rest are summed up together (default: 10000)',
      ).argParser(positiveInteger),
    );
  addAnalysisFlags(command);
  const times = ['creationTime.year', 'creationTime.month', 'creationTime.day'];
  addHelpNotes(
    command,
    [...READ_SET_FIELDS, ...times],
    [
      'summary --by fileType,creationTime.year',
      'summary --status ARCHIVED --by subjectId --format csv --output archived.csv',
    ],
  );
  return command;
}

export function addIssuesFlags(command: Command): Command {
  command
    .optionsGroup('Issues:')
    .addOption(
      new Option(
        '--stuck-after-hours <n>',
        'hours since its creation after which one that is processing or activating counts as stuck (default: 24)',
      ).argParser(amount),
    );
  addAnalysisFlags(command);
  addHelpNotes(command, [], ['issues', 'issues --stuck-after-hours 72 --format csv --output issues.csv']);
  return command;
}

export function addDuplicatesFlags(command: Command): Command {
  addAnalysisFlags(command);
  addHelpNotes(command, [], ['duplicates', 'duplicates --status ACTIVE,ARCHIVED --output duplicates.csv']);
  return command;
}
