#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { READ_SET_FIELDS } from '../sinks/fields.js';
import { EXIT, exitCodeOf } from './exit.js';
import * as groups from './flags/flags.js';
import { messages } from './messages.js';

interface Subcommand {
  readonly description: string;
  /** The flags below each heading of `--help`. */
  readonly flags: Readonly<Record<string, groups.Flags>>;
  /** The fields that `--help` lists. */
  readonly fields?: readonly string[];
  readonly examples?: readonly string[];
  /** Loads the module of the subcommand, and with it the library and the SDK: help and version need neither. */
  readonly load: () => Promise<(flags: never) => Promise<number>>;
}

const WHERE_FLAGS = { 'Which read sets (all conditions must hold):': groups.WHERE };
const LIST_FLAGS = {
  'Stores:': groups.STORES,
  'Connection:': groups.CONNECTION,
  'Requests:': groups.REQUESTS,
};
const ANALYSIS_FLAGS = { 'Output:': groups.ANALYSIS, ...WHERE_FLAGS, ...LIST_FLAGS };

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  list: {
    description: 'list the read sets of all stores, or of the stores you name',
    flags: { ...WHERE_FLAGS, 'Output:': groups.RESUMABLE_ROWS, ...LIST_FLAGS },
    fields: READ_SET_FIELDS,
    examples: [
      'list --status ARCHIVED --fields id,name,sampleId --output archived.csv',
      "list --name 'NA12*' --file-type BAM,CRAM --missing reference-arn",
      'list --store 1234567890 --created-after 2026-01-01 --limit 20',
    ],
    load: async () => (await import('./commands/list.js')).list,
  },
  stores: {
    description: 'list the sequence stores',
    flags: { 'Connection:': groups.CONNECTION, 'Output:': groups.ROWS, 'Requests:': groups.REQUESTS },
    load: async () => (await import('./commands/list.js')).stores,
  },
  summary: {
    description: 'count read sets and bases by any fields',
    flags: { 'Groups:': groups.GROUPS, ...ANALYSIS_FLAGS },
    fields: [...READ_SET_FIELDS, 'creationTime.year', 'creationTime.month', 'creationTime.day'],
    examples: [
      'summary --by fileType,creationTime.year',
      'summary --status ARCHIVED --by subjectId --format csv --output archived.csv',
    ],
    load: async () => (await import('./commands/analyses.js')).summary,
  },
  duplicates: {
    description: 'find read sets with the same etag',
    flags: ANALYSIS_FLAGS,
    examples: ['duplicates', 'duplicates --status ACTIVE,ARCHIVED --output duplicates.csv'],
    load: async () => (await import('./commands/analyses.js')).duplicates,
  },
  issues: {
    description:
      'find failed and stuck uploads, activations, and read sets without a reference, sample or subject',
    flags: { 'Issues:': groups.ISSUES, ...ANALYSIS_FLAGS },
    examples: ['issues', 'issues --stuck-after-hours 72 --format csv --output issues.csv'],
    load: async () => (await import('./commands/analyses.js')).issues,
  },
  emulator: {
    description: 'emulate HealthOmics on this machine until interrupted',
    flags: { 'Options:': groups.EMULATOR },
    load: async () => (await import('./commands/emulator.js')).emulator,
  },
};

async function run(): Promise<void> {
  // The reader of help or messages may close the stream early. Rows detect that in the callbacks of their writes.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await createProgram().parseAsync();
  } catch (error) {
    // commander has printed the error. It also throws after help and version, with exit code 0.
    const isPrinted = error instanceof CommanderError;
    if (!isPrinted) messages.printError(error);
    process.exitCode = !isPrinted ? exitCodeOf({ error }) : error.exitCode === 0 ? EXIT.complete : EXIT.usage;
  }
}

function createProgram(): Command {
  const packageJson = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const program = new Command('readsets')
    .description('Every read set of every AWS HealthOmics sequence store.')
    .version((JSON.parse(packageJson) as { version: string }).version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'readsets: ')) })
    .addHelpText(
      'after',
      '\nStart with `readsets summary`, or without an AWS account with `readsets emulator`.' +
        '\n\nExit codes: 0 complete, 1 failed, 2 usage, 3 some stores failed, 129 hung up, 130 interrupted, 143 terminated.' +
        '\nREADSETS_DEBUG=1 prints the stack and the causes of an error, without keys and tokens.',
    );
  for (const [name, { description, flags, fields, examples, load }] of Object.entries(SUBCOMMANDS)) {
    const command = program
      .command(name)
      .description(description)
      .showHelpAfterError(`(readsets ${name} --help lists the flags)`)
      .action(async (given: unknown) => {
        const execute = await load();
        process.exitCode = await execute(given as never);
      });
    for (const [heading, group] of Object.entries(flags)) groups.addFlags(command, heading, group);
    if (examples !== undefined) addHelpNotes(command, examples, fields);
  }
  return program;
}

const HELP_WIDTH = 79;

/** Lists fields and examples below the flags in `--help`. */
function addHelpNotes(command: Command, examples: readonly string[], fields: readonly string[] = []): void {
  const fieldLines = command
    .createHelp()
    .boxWrap(fields.join(', '), HELP_WIDTH - 2)
    .split('\n');
  const notes = [
    ...(fields.length === 0 ? [] : ['Fields:', ...fieldLines.map((line) => `  ${line}`), '']),
    'Examples:',
    ...examples.map((example) => `  readsets ${example}`),
  ];
  command.addHelpText('after', `\n${notes.join('\n')}`);
}

void run();
