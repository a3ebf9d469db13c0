/**
 * Compiles a glob that matches whole texts: `*` matches any number of characters, `?` matches one, and a backslash
 * escapes the next character. A character is a code point. A match takes (pattern length × text length) steps.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => {
    const characters = [...text];
    // Whether the parts so far match the first n characters, for each n.
    let matched = [true, ...characters.map(() => false)];
    for (const part of parts) {
      const first = matched.indexOf(true);
      if (first < 0) return false;
      const letter = letterOf(part);
      matched = matched.map((_, n) => {
        if (part === '*') return n >= first;
        return matched[n - 1] === true && (part === '?' || characters[n - 1] === letter);
      });
    }
    return matched.at(-1) === true;
  };
}

/** Returns the only text that a glob without wildcards matches, or `undefined` if it has wildcards. */
export function literalOf(pattern: string): string | undefined {
  const parts = partsOf(pattern);
  return parts.includes('*') || parts.includes('?') ? undefined : parts.map(letterOf).join('');
}

function partsOf(pattern: string): readonly string[] {
  return pattern.match(/\\.|./gsu) ?? [];
}

function letterOf(part: string): string {
  return part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
}
