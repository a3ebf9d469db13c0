import type { OptionProblem } from '../../index.js';

/** Options of the library whose flag is not their own name in kebab-case. */
const FLAGS: Readonly<Record<string, string>> = {
  escapeFormulas: '--csv-safe',
  sequenceStoreIds: '--store',
};

/** The flag that sets an option of the library: `--page-size` for `pageSize`, `--name` for `filter.name`. */
export function flagOf(option: string): string {
  if (/^where\b/.test(option)) return flagOfField(option);
  const parts = option.replace(/\[.*$/, '').split('.');
  const [first = '', second] = parts;
  const own = second !== undefined && ['filter', 'retry'].includes(first) ? second : first;
  return FLAGS[own] ?? `--${own.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The flag of the field that a path in a condition ends with. */
function flagOfField(path: string): string {
  const names = [...path.matchAll(/\.(\w+)|\['([^']+)'\]/g)].map(
    ([, member, quoted]) => member ?? quoted ?? '',
  );
  const field = names.findLast((name) => !['and', 'or', 'not', 'like'].includes(name));
  if (field === undefined) return '--where';
  return flagOf(field.replace(/^sequenceInformation\./, '').replace('.', '-'));
}

/** Options that the library's advice names, each with a flag of its own. */
const ADVISED = /\b(?:retry\.maxAttempts|requestTimeoutMs|requestsPerSecond)\b/g;

/** A message of the library, with flags for the options that its advice names. */
export function withFlagNames(message: string): string {
  return message.replace(ADVISED, flagOf);
}

/** Problems with options, as a message of the command. */
export function flagProblems(
  problems: readonly OptionProblem[],
  flag: (option: string) => string = flagOf,
): string {
  return problems
    .map(({ option, expected, got }) => {
      const inFlags = expected.replace(/(?<=\bwhere )`(\w+)`/g, (_, other: string) => flag(other));
      return `Expected ${flag(option)} to be ${inFlags}, got ${got}.`;
    })
    .join(' ');
}
