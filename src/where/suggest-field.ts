import { closestMatch } from 'leven';
import { FIELD_NAMES } from './fields.js';

/** Where two members of the service's filter are found among the fields. */
const BOUNDS: Readonly<Record<string, string>> = {
  createdAfter: '`creationTime: { gte }`',
  createdBefore: '`creationTime: { lt }`',
};

/** What was probably meant by a name that is no field; a nested field is also found by its last part. */
export function suggestField(name: string): string {
  const nested = FIELD_NAMES.find((field) => field.endsWith(`.${name}`));
  const close = nested ?? closestMatch(name, [...FIELD_NAMES, 'and', 'or', 'not'], { maxDistance: 3 });
  const meant = Object.hasOwn(BOUNDS, name) ? BOUNDS[name] : close === undefined ? undefined : `\`${close}\``;
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}
