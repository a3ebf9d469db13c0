import { InvalidArgumentError, type Command, type Option } from 'commander';
import { collect } from './parse.js';

/** Makes every flag of a command that takes a value refuse a second one, which would take the place of the first. */
export function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if (option.required && option.parseArg !== collect) takeOnce(option);
  }
}

function takeOnce(option: Option): void {
  const { parseArg } = option;
  const takesSeveral = option.flags.endsWith(',…>');
  option.argParser((text: string, before: unknown): unknown => {
    if (before === undefined) return parseArg === undefined ? text : parseArg(text, before as undefined);
    throw new InvalidArgumentError(takesSeveral ? 'Given twice; separate values by commas.' : 'Given twice.');
  });
}
