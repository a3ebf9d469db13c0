import { InvalidArgumentError, type Command, type Option } from 'commander';
import { collect } from './parse.js';

/** Makes every flag of a command that takes a value refuse a second one, which would take the place of the first. */
export function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if (option.required && option.parseArg !== collect) takeOnce(option);
  }
}

function takeOnce(option: Option): void {
  const parse = option.parseArg as ((text: string, before: unknown) => unknown) | undefined;
  const takesSeveral = option.flags.endsWith(',…>');
  option.argParser((text: string, before: unknown): unknown => {
    if (before !== undefined) {
      throw new InvalidArgumentError(
        takesSeveral ? 'Given twice; separate values by commas.' : 'Given twice.',
      );
    }
    return parse === undefined ? text : parse(text, before);
  });
}
