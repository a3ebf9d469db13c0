import { closestName, didYouMean } from '../../text/closest-name.js';
import { UsageError } from '../errors.js';

/** The fields that a kind of row can have, nested ones by their path, in the order of the SDK's object. */
export type KnownFields = readonly string[];

/** The fields of the SDK's `SequenceStoreDetail`. */
export const SEQUENCE_STORE_FIELDS: KnownFields = [
  'arn',
  'id',
  'name',
  'description',
  'sseConfig.type',
  'sseConfig.keyArn',
  'creationTime',
  'fallbackLocation',
  'eTagAlgorithmFamily',
  'status',
  'statusMessage',
  'updateTime',
];

/** @throws {UsageError} that lists the known fields, for a field that no row can have */
export function checkKnownFields(fields: readonly string[], known: KnownFields): void {
  refuseUnknown(
    '--fields',
    fields.filter((field) => membersOf(field, known).length === 0),
    known,
  );
}

/** @throws {UsageError} that lists the fields to group by, for one that is none of them */
export function checkGroupFields(fields: readonly string[], known: KnownFields): void {
  refuseUnknown(
    '--by',
    fields.filter((field) => !known.includes(field)),
    known,
  );
}

function refuseUnknown(flag: string, unknown: readonly string[], known: KnownFields): void {
  if (unknown.length === 0) return;
  throw new UsageError(
    `Expected ${flag} to name known fields, got ${unknown.map((field) => `${JSON.stringify(field)}${didYouMean(closestName(field, known))}`).join(', ')}. ` +
      `Known fields: ${known.join(', ')}.`,
  );
}

/** The fields with parents such as `etag` replaced by their members, each once. */
export function expandFields(fields: readonly string[], known: KnownFields): readonly string[] {
  return [...new Set(fields.flatMap((field) => membersOf(field, known)))];
}

function membersOf(field: string, known: KnownFields): readonly string[] {
  return known.filter((member) => member === field || member.startsWith(`${field}.`));
}
