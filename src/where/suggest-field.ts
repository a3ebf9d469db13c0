import { closestName, didYouMean } from '../text/closest-name.js';
import { FIELD_NAMES } from './fields.js';

/** Where two members of the service's filter are found among the fields. */
const BOUNDS: Readonly<Record<string, string>> = {
  createdAfter: 'creationTime: { gte }',
  createdBefore: 'creationTime: { lt }',
};

/** What was probably meant by a name that is no field; a nested field is also found by its last part. */
export function suggestField(name: string): string {
  const meant = Object.hasOwn(BOUNDS, name)
    ? BOUNDS[name]
    : closestName(name, [...FIELD_NAMES, 'and', 'or', 'not']);
  return didYouMean(meant === undefined ? undefined : `\`${meant}\``);
}
