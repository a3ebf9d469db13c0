import { closestMatch } from 'leven';

/**
 * Returns the name that an unknown name probably means, or `undefined`. It may differ in case and by up to `letters`
 * letters. The last part of a path is enough to find it, such as `algorithm` for `etag.algorithm`.
 */
export function closestName(name: string, names: readonly string[], letters = 3): string | undefined {
  const lower = name.toLowerCase();
  const nested = names.find((known) => known.toLowerCase().endsWith(`.${lower}`));
  if (nested !== undefined) return nested;
  const byLower = new Map(names.map((known) => [known.toLowerCase(), known]));
  return byLower.get(closestMatch(lower, [...byLower.keys()], { maxDistance: letters }) ?? '');
}

/** Returns a suggestion to append to an unknown name, such as ` (did you mean id?)`, or the empty string. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
}
