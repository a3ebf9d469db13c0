import type {
  ETag,
  ReadSetListItem,
  SequenceInformation,
  SequenceStoreDetail,
  SseConfig,
} from '@aws-sdk/client-omics';
import { describe } from '../options/problems.js';
import { startOf } from '../text/messages.js';

/**
 * The type of a value in a response. Returns the path below the value and the problem, such as `.name is null, not a
 * string`, or `undefined` if the value has the type.
 */
export type ValueType = (value: unknown) => string | undefined;

/** The ids of stores and read sets, from the service's model. */
const ID = /^[0-9]{10,36}$/;

export const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);

const id: ValueType = (value) => (isId(value) ? undefined : not('an id of 10 to 36 digits', value));
const text: ValueType = (value) => (typeof value === 'string' ? undefined : not('a string', value));
const time: ValueType = (value) => {
  const isTime = value instanceof Date && !Number.isNaN(value.getTime());
  return isTime ? undefined : not('a valid time', value);
};
const scalar: ValueType = (value) =>
  typeof value === 'object' && value !== null ? not('a string or a number', value) : undefined;
const optionalText = optional(text);

/** A read set of one store. Members that the service's model does not have are not checked. */
export function readSetOf(sequenceStoreId: string): ValueType {
  return objectOf({
    id,
    arn: text,
    sequenceStoreId: (value) => (value === sequenceStoreId ? undefined : not(`"${sequenceStoreId}"`, value)),
    status: text,
    fileType: text,
    creationTime: time,
    subjectId: optionalText,
    sampleId: optionalText,
    name: optionalText,
    description: optionalText,
    referenceArn: optionalText,
    statusMessage: optionalText,
    creationType: optionalText,
    sequenceInformation: optional(
      objectOf({
        totalReadCount: scalar,
        totalBaseCount: scalar,
        generatedFrom: scalar,
        alignment: scalar,
      } satisfies MemberTypes<SequenceInformation>),
    ),
    etag: optional(
      objectOf({ algorithm: scalar, source1: scalar, source2: scalar } satisfies MemberTypes<ETag>),
    ),
  } satisfies MemberTypes<ReadSetListItem>);
}

/** A store in a list of stores. */
export const sequenceStore = objectOf({
  id,
  arn: text,
  creationTime: time,
  name: optionalText,
  description: optionalText,
  sseConfig: optional(objectOf({ type: scalar, keyArn: scalar } satisfies MemberTypes<SseConfig>)),
  fallbackLocation: optionalText,
  eTagAlgorithmFamily: optionalText,
  status: optionalText,
  statusMessage: optionalText,
  updateTime: optional(time),
} satisfies MemberTypes<SequenceStoreDetail>);

function optional(type: ValueType): ValueType {
  return (value) => (value === undefined || value === null ? undefined : type(value));
}

/** A type for every member of an object of the SDK. */
type MemberTypes<T> = { readonly [Member in keyof T]-?: ValueType };

function objectOf(types: Readonly<Record<string, ValueType>>): ValueType {
  const members = Object.entries(types);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return not('an object', value);
    for (const [member, type] of members) {
      const problem = type((value as Readonly<Record<string, unknown>>)[member]);
      if (problem !== undefined) return `.${member}${problem}`;
    }
    return undefined;
  };
}

function not(expected: string, value: unknown): string {
  if (value === undefined) return ' is missing';
  const shown = typeof value === 'string' ? JSON.stringify(startOf(value, 40)) : describe(value);
  return ` is ${shown}, not ${expected}`;
}
