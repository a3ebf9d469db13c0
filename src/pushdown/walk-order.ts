import type { WordMember } from '../where/fields.js';

/** The statuses in the order that a read set goes through them; from `ACTIVE` it can go back to `ARCHIVED`. */
const LIFE_CYCLE = [
  'PROCESSING_UPLOAD',
  'UPLOAD_FAILED',
  'ARCHIVED',
  'ACTIVATING',
  'ACTIVE',
  'DELETING',
  'DELETED',
] as const;

/**
 * The order to walk single values in. Statuses are in that of their life cycle, so that a read set that moves on while
 * they are walked is met by a later walk. Where `ACTIVATING` is not among them the way from `ARCHIVED` to `ACTIVE`, which
 * takes hours, leads out of them, and that from `ACTIVE` to `ARCHIVED` counts.
 */
export function walkOrder(member: WordMember, values: readonly string[]): readonly string[] {
  if (!isOneByOne(member)) return values;
  const isClosed = values.includes('ACTIVATING');
  const placeOf = (value: string): number => {
    const place = (LIFE_CYCLE as readonly string[]).indexOf(value);
    return value === 'ARCHIVED' && !isClosed ? LIFE_CYCLE.indexOf('ACTIVE') + 0.5 : place;
  };
  return [...values].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Whether its values are walked one after another: no other member changes while a read set lives. */
export function isOneByOne(member: WordMember | undefined): boolean {
  return member === 'status';
}
