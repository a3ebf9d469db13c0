const ANY = Symbol('any characters');
const ONE = Symbol('one character');

type Token = typeof ANY | typeof ONE | string;

/**
 * Compiles a glob over whole texts: `*` is any characters or none, `?` is one, a backslash escapes the next
 * character. A character is a code point. Only the last `*` is ever gone back to, so that no pattern takes
 * more steps than its length times the text's.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const tokens = tokensOf(pattern);
  return (text) => matches(tokens, [...text]);
}

/** The one text a glob without wildcards stands for; `undefined` where it has any. */
export function literalOf(pattern: string): string | undefined {
  const tokens = tokensOf(pattern);
  const letters = tokens.filter((token): token is string => typeof token === 'string');
  return letters.length === tokens.length ? letters.join('') : undefined;
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  let escaped = false;
  for (const char of pattern) {
    if (!escaped && char === '\\') {
      escaped = true;
      continue;
    }
    tokens.push(escaped ? char : char === '*' ? ANY : char === '?' ? ONE : char);
    escaped = false;
  }
  if (escaped) tokens.push('\\');
  return tokens;
}

function matches(tokens: readonly Token[], text: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    if (tokens[token] === ANY) {
      star = token;
      starAt = at;
      token += 1;
    } else if (token < tokens.length && (tokens[token] === ONE || tokens[token] === text[at])) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      // the last `*` takes one character more
      starAt += 1;
      at = starAt;
      token = star + 1;
    } else return false;
  }
  while (tokens[token] === ANY) token += 1;
  return token === tokens.length;
}
