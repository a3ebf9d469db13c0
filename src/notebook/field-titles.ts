/** A field in words: `month of creation`, `file type`, `sequence store`, `alignment`, `etag algorithm`. */
export function fieldTitle(field: string): string {
  return field
    .replace(/^sequenceInformation\./, '')
    .replace(/^creationTime\.(.*)$/, '$1 of creation')
    .replace(/([a-z])Id$/, '$1')
    .replace('.', ' ')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What the bars measure, in words. */
export const MEASURE_TITLES = { gigabases: 'gigabases', readSets: 'read sets' } as const;

/** A title as one begins: `Read sets by alignment`. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
