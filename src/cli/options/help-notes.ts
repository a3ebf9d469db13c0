import type { Command } from 'commander';

/** Characters of a line of text below the flags. */
const WIDTH = 79;

/** Names the fields that a command's flags take, and shows commands to start from, below its flags in `--help`. */
export function addHelpNotes(command: Command, fields: readonly string[], examples: readonly string[]): void {
  const listed = command.createHelp().boxWrap(fields.join(', '), WIDTH - 2);
  const notes = [
    ...(fields.length === 0 ? [] : ['Fields:', ...listed.split('\n'), '']),
    'Examples:',
    ...examples.map((example) => `readsets ${example}`),
  ];
  command.addHelpText(
    'after',
    `\n${notes.map((line) => (/^$|:$/.test(line) ? line : `  ${line}`)).join('\n')}`,
  );
}
