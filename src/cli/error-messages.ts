import { inspect } from 'node:util';
import { escapeControls } from '../display/text.js';
import type { OptionProblem } from '../index.js';
import { redact } from '../text/redact.js';
import { isInvalidOption } from './exit.js';
import { kebabCase } from './flags/flags.js';

/** An error as one line of stderr: without secrets, and with the names of flags instead of options. */
export function errorLine(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  return `readsets: ${escapeControls(redactWithEnv(messageOf(error), env))}`;
}

/** Everything about an error for `READSETS_DEBUG`: its stack, members and causes, without secrets. */
export function debugText(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  return redactWithEnv(inspect(error, { depth: 4 }), env)
    .split('\n')
    .map(escapeControls)
    .join('\n');
}

function messageOf(error: unknown): string {
  if (isInvalidOption(error)) return flagProblems(error.problems);
  if (!(error instanceof Error)) return `${String(error)}.`;
  const causes = [error, error.cause].filter((each) => each instanceof Error);
  if (causes.some(({ message }) => /^(region is missing|region not set)/i.test(message))) {
    return 'No Region is set. Use --region, set AWS_REGION, or set a Region in the profile.';
  }
  const credentials = causes.find(({ name }) => /^(Credentials|Token)?ProviderError$/.test(name));
  if (credentials !== undefined) {
    return (
      `No credentials found: ${asSentence(credentials.message)} Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ` +
      'or use --profile or AWS_PROFILE, and sign in if the profile requires it.'
    );
  }
  const message = oneLine(error.message).replace(OPTIONS_IN_ADVICE, flagOf);
  return message === '' ? `${error.name}.` : message;
}

/** Joins the lines of a message and ends it with a period. */
export function asSentence(message: string): string {
  const text = oneLine(message);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, ' ').trim();
}

/** Library options whose flag is not the kebab-case form of their name. */
const FLAGS: Readonly<Record<string, string>> = {
  escapeFormulas: '--csv-safe',
  sequenceStoreIds: '--store',
};

/** Options that the library's error messages advise to change. */
const OPTIONS_IN_ADVICE = /\b(?:retry\.maxAttempts|requestTimeoutMs|requestsPerSecond|acceptPartial)\b/g;

/** The flag that sets a library option: `--page-size` for `pageSize`, `--name` for `filter.name`. */
export function flagOf(option: string): string {
  if (/^where\b/.test(option)) return flagOfCondition(option);
  const [first = '', second] = option.replace(/\[.*$/, '').split('.');
  const name = second !== undefined && ['filter', 'retry'].includes(first) ? second : first;
  return FLAGS[name] ?? `--${kebabCase(name)}`;
}

/** The flag of the last field in a path such as `where.or[0].status.like`. */
function flagOfCondition(path: string): string {
  const members = [...path.matchAll(/\.(\w+)|\['([^']+)'\]/g)].map(
    ([, member, quoted]) => member ?? quoted ?? '',
  );
  const field = members.findLast((member) => !['and', 'or', 'not', 'like'].includes(member));
  if (field === undefined) return '--where';
  return flagOf(field.replace(/^sequenceInformation\./, '').replace('.', '-'));
}

/** Describes problems with options by the names of their flags. */
export function flagProblems(
  problems: readonly OptionProblem[],
  flag: (option: string) => string = flagOf,
): string {
  return problems
    .map(({ option, expected, got }) => {
      const inFlags = expected.replace(/(?<=\bif )`(\w+)`/g, (_, other: string) => flag(other));
      return `Expected ${flag(option)} to be ${inFlags}, got ${got}.`;
    })
    .join(' ');
}

/** Environment variables whose values are never printed, even if the service or a proxy echoes them. */
const SECRET_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_BEARER_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
];

/** Removes keys, tokens, signatures and the secrets of the environment from a text. */
export function redactWithEnv(text: string, env: NodeJS.ProcessEnv): string {
  return redact(
    text,
    SECRET_VARIABLES.map((name) => env[name] ?? ''),
  );
}
