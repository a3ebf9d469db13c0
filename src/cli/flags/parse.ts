import { InvalidArgumentError } from 'commander';
import { timeMs } from '../../text/iso-time.js';

/** Returns a parser of numbers in a notation and a range, which `expected` describes. */
function numbers(
  expected: string,
  notation: RegExp,
  isInRange: (value: number) => boolean = Number.isFinite,
) {
  return (text: string): number => {
    if (notation.test(text) && isInRange(Number(text))) return Number(text);
    throw new InvalidArgumentError(`Expected ${expected}.`);
  };
}

const DIGITS = /^\d+$/;
const DECIMAL = /^\d+(\.\d+)?$/;

/** Parses a whole number from 1 up, in digits. The library checks upper bounds. */
export const positiveInteger = numbers(
  'a whole number from 1 up',
  DIGITS,
  (value) => value >= 1 && Number.isSafeInteger(value),
);

export const amount = numbers('a number from 0 up', DECIMAL, () => true);

export const count = numbers('a number from 0 up, such as 30000000000 or 30e9', /^\d+(\.\d+)?(e\d+)?$/i);

/** Parses a port; 0 stands for any free port. */
export const port = numbers('a port from 0 to 65535', DIGITS, (value) => value <= 65_535);

const positiveRate = numbers('a number greater than 0, auto, or none', DECIMAL, (value) => value > 0);

/** Parses requests per second: a number above 0, `auto`, or `none` for no rate limit. */
export function requestRate(text: string): number | 'auto' {
  if (text === 'auto') return text;
  return text === 'none' ? Infinity : positiveRate(text);
}

const splits = numbers('auto, never, or a whole number from 1 up', DIGITS, (value) => value >= 1);

export function splitStores(text: string): 'auto' | 'never' | number {
  return text === 'auto' || text === 'never' ? text : splits(text);
}

export function endpointUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '') return text;
  throw new InvalidArgumentError('Expected a URL that begins with http:// or https://.');
}

/** Parses an ISO 8601 date or date-time. A date stands for its midnight; a time without an offset is in UTC. */
export function isoTime(text: string): Date {
  const ms = timeMs(text);
  if (ms !== undefined) return new Date(ms);
  throw new InvalidArgumentError(
    'Expected an ISO 8601 date or date-time, such as 2024-06-30 or 2024-06-30T12:00:00Z.',
  );
}

export function names(text: string): readonly string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.every((name) => name !== '')) return [...new Set(list)];
  throw new InvalidArgumentError('Expected names separated by commas.');
}

/** Parses names separated by commas, for a flag that can be repeated. */
export function collectNames(text: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), ...names(text)];
}

/** Parses the probabilities of faults: `throttle=0.05,internal=0.01`. */
export function faultProbabilities(text: string): Readonly<Record<string, number>> {
  const pairs = text.split(',').map((pair) => /^\s*([a-z-]+)\s*=\s*(\d+(?:\.\d+)?|\.\d+)\s*$/.exec(pair));
  if (pairs.every((pair) => pair !== null)) {
    return Object.fromEntries(pairs.map(([, kind = '', value]) => [kind, Number(value)]));
  }
  throw new InvalidArgumentError('Expected kinds with probabilities, such as throttle=0.05,internal=0.01.');
}

/** A value of a flag: an exact text, or a pattern. */
export type TextValue = { readonly text: string } | { readonly like: string };

/**
 * Parses values separated by commas. A value with `*` or `?` is a pattern. A backslash escapes a comma, star, question
 * mark or backslash. Spaces around a value are removed, except from a single value.
 */
export function textValues(text: string): readonly TextValue[] {
  const values: string[][] = [[]];
  for (const token of text.match(/\\[,*?\\]|./gsu) ?? []) {
    if (token === ',') values.push([]);
    else values.at(-1)?.push(token);
  }
  const trimmed = values.length === 1 ? values : values.map(trim);
  if (values.length > 1 && trimmed.some(({ length }) => length === 0)) {
    throw new InvalidArgumentError(
      'Expected values separated by commas. To use a comma in a value, put a backslash before it.',
    );
  }
  return trimmed.map(textValue);
}

function trim(tokens: readonly string[]): string[] {
  const isText = (token: string): boolean => token.trim() !== '';
  return tokens.slice(Math.max(0, tokens.findIndex(isText)), tokens.findLastIndex(isText) + 1);
}

function textValue(tokens: readonly string[]): TextValue {
  if (!tokens.some((token) => token === '*' || token === '?')) {
    return { text: tokens.map((token) => token.replace(/^\\(.)/s, '$1')).join('') };
  }
  const like = tokens.map((token) => (token === '\\' ? '\\\\' : token === '\\,' ? ',' : token));
  return { like: like.join('') };
}
