import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { errorLine } from './error-line.js';
import { EXIT, exitCodeOf } from './exit.js';
import {
  addDuplicatesFlags,
  addIssuesFlags,
  addSummaryFlags,
  type AnalysisFlags,
  type IssuesFlags,
  type SummaryFlags,
} from './options/analysis-flags.js';
import { addEmulatorFlags, type EmulatorFlags } from './options/emulator-flags.js';
import { refuseRepeats } from './options/given-once.js';
import { addListFlags, type ListFlags } from './options/list-flags.js';
import { addStoresFlags, type StoresFlags } from './options/stores-flags.js';

/**
 * Runs the command with the arguments of the process and gives its exit code. Each subcommand loads its own module,
 * and with it the library and the SDK, when it is due: help and version load neither.
 */
export async function run(argv: readonly string[]): Promise<number> {
  // Whoever reads help or messages may leave early. Rows notice by the callbacks of their writes.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  let exitCode: number = EXIT.complete;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    // commander has said what is wrong; it also ends this way after help and version, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.complete : EXIT.usage;
    process.stderr.write(`${errorLine(error)}\n`);
    if (process.env.READSETS_DEBUG) console.error(error);
    return exitCodeOf({ error });
  }
}

function createProgram(done: (exitCode: number) => void): Command {
  const program = new Command('readsets')
    .description('Every read set of every AWS HealthOmics sequence store.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'readsets: '));
      },
    })
    .addHelpText(
      'after',
      '\nStart with `readsets summary`, or without an account with `readsets emulator`.' +
        '\n\nExit codes: 0 complete, 1 failed, 2 usage, 3 some stores failed, 130 interrupted, 143 terminated.',
    );

  const list = program
    .command('list')
    .description('list the read sets of every store, or of the stores given');
  addListFlags(list).action(async (flags: ListFlags) => {
    done(await (await import('./commands/list.js')).list(flags));
  });

  const stores = program.command('stores').description('list the sequence stores');
  addStoresFlags(stores).action(async (flags: StoresFlags) => {
    done(await (await import('./commands/stores.js')).stores(flags));
  });

  const summary = program.command('summary').description('count read sets and their bases, by any fields');
  addSummaryFlags(summary).action(async (flags: SummaryFlags) => {
    done(await (await import('./commands/summary.js')).summary(flags));
  });

  const duplicates = program.command('duplicates').description('find read sets with the same etag');
  addDuplicatesFlags(duplicates).action(async (flags: AnalysisFlags) => {
    done(await (await import('./commands/duplicates.js')).duplicates(flags));
  });

  const issues = program
    .command('issues')
    .description('find failed and stuck uploads, and read sets without a reference, sample or subject');
  addIssuesFlags(issues).action(async (flags: IssuesFlags) => {
    done(await (await import('./commands/issues.js')).issues(flags));
  });

  const emulator = program
    .command('emulator')
    .description('serve read sets on this machine the way HealthOmics does, until interrupted');
  addEmulatorFlags(emulator).action(async (flags: EmulatorFlags) => {
    done(await (await import('./commands/emulator.js')).emulator(flags));
  });

  for (const command of program.commands) {
    refuseRepeats(command);
    command.showHelpAfterError(`(readsets ${command.name()} --help lists the flags)`);
  }
  return program;
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
