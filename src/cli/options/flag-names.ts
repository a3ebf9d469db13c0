/** Options of the library whose flag is not their own name in kebab-case. */
const FLAGS: Readonly<Record<string, string>> = { sequenceStoreIds: '--store' };

/** The flag that sets an option of the library: `--page-size` for `pageSize`, `--name` for `filter.name`. */
export function flagOf(option: string): string {
  const parts = option.replace(/\[.*$/, '').split('.');
  const [first = '', second] = parts;
  const own = second !== undefined && ['filter', 'retry'].includes(first) ? second : first;
  return FLAGS[own] ?? `--${own.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Options that the library's advice names, each with a flag of its own. */
const ADVISED = /\b(?:retry\.maxAttempts|requestTimeoutMs|requestsPerSecond)\b/g;

/** A message of the library in the words of the command line. */
export function withFlagNames(message: string): string {
  return message
    .replace(/\bExpected `([^`]+)` to be\b/g, (_, option: string) => `Expected ${flagOf(option)} to be`)
    .replace(/\bExpected `([^`]+)` to have\b/g, (_, option: string) => `Expected ${flagOf(option)} to have`)
    .replace(ADVISED, flagOf);
}
