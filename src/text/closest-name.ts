import { closestMatch } from 'leven';

/**
 * The name that was probably meant by one that is unknown: it differs by its case and by `letters` at most. A path such
 * as `etag.algorithm` is also found by its last part.
 */
export function closestName(name: string, names: readonly string[], letters = 3): string | undefined {
  const lower = name.toLowerCase();
  const nested = names.find((known) => known.toLowerCase().endsWith(`.${lower}`));
  if (nested !== undefined) return nested;
  const byLower = new Map(names.map((known) => [known.toLowerCase(), known]));
  return byLower.get(closestMatch(lower, [...byLower.keys()], { maxDistance: letters }) ?? '');
}

/** What to say behind an unknown name: ` (did you mean id?)`, or nothing. */
export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}
