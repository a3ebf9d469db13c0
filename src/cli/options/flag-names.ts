/** Options of the library whose flag is not their own name in kebab-case. */
const FLAGS: Readonly<Record<string, string>> = { sequenceStoreIds: '--store' };

/** The flag that sets an option of the library: `--page-size` for `pageSize`, `--name` for `filter.name`. */
export function flagOf(option: string): string {
  if (option.startsWith('--')) return option;
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

/** A message of the library in the words of the command line. */
export function withFlagNames(message: string): string {
  return message
    .replace(/\bExpected `([^`]+)` to be\b/g, (_, option: string) => `Expected ${flagOf(option)} to be`)
    .replace(/\bExpected `([^`]+)` to have\b/g, (_, option: string) => `Expected ${flagOf(option)} to have`)
    .replace(/\bwhere `([^`]+)` is\b/g, (_, option: string) => `where ${flagOf(option)} is`)
    .replace(ADVISED, flagOf);
}
