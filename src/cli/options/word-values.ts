import { InvalidArgumentError } from 'commander';

/** One of the values of a flag: a text, or a pattern. */
export type WordValue = { readonly text: string } | { readonly like: string };

/**
 * Values between commas; one with `*` or `?` in it is a pattern. A backslash escapes the comma, star, question
 * mark or backslash after it. A single value is taken as it is; of several, the spaces around each are left out.
 */
export function wordValues(given: string): readonly WordValue[] {
  const parts: string[][] = [[]];
  for (const token of given.match(/\\[,*?\\]|./gsu) ?? []) {
    if (token === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  const values = parts.map((tokens) => (parts.length === 1 ? tokens : trimmed(tokens)));
  if (values.length > 1 && values.some(({ length }) => length === 0)) {
    throw new InvalidArgumentError(
      'Expected values separated by commas; a backslash before a comma makes it part of a value.',
    );
  }
  return values.map(valueOf);
}

function trimmed(tokens: readonly string[]): string[] {
  const isText = (token: string): boolean => token.trim() !== '';
  return tokens.slice(Math.max(0, tokens.findIndex(isText)), tokens.findLastIndex(isText) + 1);
}

function valueOf(tokens: readonly string[]): WordValue {
  if (!tokens.some((token) => token === '*' || token === '?')) return { text: tokens.map(plain).join('') };
  const like = tokens.map((token) => (token === '\\' ? '\\\\' : token === '\\,' ? ',' : token));
  return { like: like.join('') };
}

function plain(token: string): string {
  return token.length === 2 && token.startsWith('\\') ? token.slice(1) : token;
}
