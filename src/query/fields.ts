import { CreationType, ETagAlgorithm, FileType, ReadSetStatus } from '@aws-sdk/client-omics';
import { timeMs } from '../text/iso-time.js';
import type { ReadSetField } from './where.js';

/** The type of a field's values. It decides which operators the field accepts. */
export type FieldKind = 'text' | 'number' | 'time' | 'object';

/** A member of the service's filter that takes one string. */
export type FilterMember =
  'name' | 'status' | 'referenceArn' | 'sampleId' | 'subjectId' | 'generatedFrom' | 'creationType';

/** A field that a condition can test. */
export interface Field {
  /** The path of the field: `etag.algorithm`. */
  readonly name: string;
  readonly kind: FieldKind;
  /** The values that the SDK knows, if the field is an enum. */
  readonly words?: readonly string[];
  /** The member of the service's filter that selects by this field. */
  readonly member?: FilterMember;
}

const TEXT = { kind: 'text' } as const;
const NUMBER = { kind: 'number' } as const;
const OBJECT = { kind: 'object' } as const;

const READ_SET: Readonly<Record<ReadSetField, Omit<Field, 'name'>>> = {
  id: TEXT,
  arn: TEXT,
  sequenceStoreId: TEXT,
  subjectId: { kind: 'text', member: 'subjectId' },
  sampleId: { kind: 'text', member: 'sampleId' },
  status: { kind: 'text', member: 'status', words: Object.values(ReadSetStatus) },
  name: { kind: 'text', member: 'name' },
  description: TEXT,
  referenceArn: { kind: 'text', member: 'referenceArn' },
  fileType: { kind: 'text', words: Object.values(FileType) },
  sequenceInformation: OBJECT,
  'sequenceInformation.totalReadCount': NUMBER,
  'sequenceInformation.totalBaseCount': NUMBER,
  'sequenceInformation.generatedFrom': { kind: 'text', member: 'generatedFrom' },
  'sequenceInformation.alignment': TEXT,
  creationTime: { kind: 'time' },
  statusMessage: TEXT,
  creationType: { kind: 'text', member: 'creationType', words: Object.values(CreationType) },
  etag: OBJECT,
  'etag.algorithm': { kind: 'text', words: Object.values(ETagAlgorithm) },
  'etag.source1': TEXT,
  'etag.source2': TEXT,
};

/** Every field of a read set that a condition can test. */
export const FIELDS = Object.fromEntries(
  Object.entries(READ_SET).map(([name, field]) => [name, { name, ...field }]),
) as Readonly<Record<ReadSetField, Field>>;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly ReadSetField[];

/** The field that each member of the service's filter selects by. */
export const MEMBER_FIELDS = Object.fromEntries(
  Object.values(FIELDS).flatMap((field) => (field.member === undefined ? [] : [[field.member, field]])),
) as Readonly<Record<FilterMember, Field>>;

/**
 * Whether the value of a member can change during a read set's life: only its status does. Lists of such values are
 * followed by a closing read.
 */
export function isChangeable(member: FilterMember | undefined): boolean {
  return member === 'status';
}

/** Converts a value for comparison. Returns `undefined` for a value of another type than the field's. */
export const CONVERT: Readonly<Record<FieldKind, (value: unknown) => unknown>> = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  number: (value) => (Number.isFinite(value) ? value : undefined),
  time: timeMs,
  object: (value) => (typeof value === 'object' && value !== null ? value : undefined),
};

/**
 * Returns a function that reads a field: a time in milliseconds, and `undefined` for a missing value. An empty
 * `referenceArn` is missing. A time may be an ISO 8601 string, as in a read set parsed from JSON.
 */
export function fieldReader({ name, kind }: Field): (item: object) => unknown {
  const path = name.split('.');
  const convert = CONVERT[kind];
  return (item) => {
    let value: unknown = item;
    for (const member of path) value = (value as Readonly<Record<string, unknown>> | null)?.[member];
    return name === 'referenceArn' && value === '' ? undefined : convert(value);
  };
}
