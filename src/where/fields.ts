import {
  CreationType,
  ETagAlgorithm,
  FileType,
  ReadSetStatus,
  type ReadSetListItem,
} from '@aws-sdk/client-omics';
import { timeMs } from '../text/iso-time.js';
import type { ReadSetField } from './read-set-where.js';

/** What a field holds, which decides the operators that fit it. */
export type FieldKind = 'text' | 'number' | 'time' | 'object';

/** The members of the service's filter that hold one word. */
export type WordMember =
  'name' | 'status' | 'referenceArn' | 'sampleId' | 'subjectId' | 'generatedFrom' | 'creationType';

/** One field of a read set, as conditions see it. */
export interface Field {
  readonly kind: FieldKind;
  /** The words known today, where there is a list of them. */
  readonly words?: readonly string[];
  /** The member of the service's filter that asks for it. */
  readonly member?: WordMember;
}

const TEXT: Field = { kind: 'text' };
const NUMBER: Field = { kind: 'number' };
const OBJECT: Field = { kind: 'object' };

/** A value as its kind has it; of another type it is missing. */
const VALUES: Readonly<Record<FieldKind, (value: unknown) => unknown>> = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  number: (value) => (typeof value === 'number' && !Number.isNaN(value) ? value : undefined),
  time: timeMs,
  object: (value) => (typeof value === 'object' && value !== null ? value : undefined),
};

/** Every field that can be asked about. */
export const FIELDS: Readonly<Record<ReadSetField, Field>> = {
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

/** Their names. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly ReadSetField[];

/** The field that each member of the service's filter asks for. */
export const MEMBER_FIELDS = Object.fromEntries(
  FIELD_NAMES.map((name) => [FIELDS[name].member, name]).filter(([member]) => member !== undefined),
) as Readonly<Record<WordMember, ReadSetField>>;

/** Their names. */
export const WORD_MEMBERS = Object.keys(MEMBER_FIELDS) as readonly WordMember[];

/** Whether a name is that of a field. */
export function isField(name: string): name is ReadSetField {
  return Object.hasOwn(FIELDS, name);
}

/**
 * Gets a field's value: a time in milliseconds, and `undefined` for what is missing. A value of another type than the
 * service's model has there is missing too, and so is an empty `referenceArn`. A time may be its ISO 8601 text, as it is
 * in what comes back from JSON.
 */
export function fieldReader(name: ReadSetField): (readSet: ReadSetListItem) => unknown {
  const path = name.split('.');
  const valueOf = VALUES[FIELDS[name].kind];
  return (readSet) => {
    let value: unknown = readSet;
    for (const member of path) value = memberOf(value, member);
    return name === 'referenceArn' && value === '' ? undefined : valueOf(value);
  };
}

/** Gets the word that a member of the filter compares; that of a missing one is empty. */
export function wordReader(member: WordMember): (readSet: ReadSetListItem) => string {
  const valueOf = fieldReader(MEMBER_FIELDS[member]);
  return (readSet) => {
    const value = valueOf(readSet);
    return typeof value === 'string' ? value : '';
  };
}

function memberOf(value: unknown, member: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[member];
}
