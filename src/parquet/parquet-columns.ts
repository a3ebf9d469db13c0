import type { SchemaElement } from 'hyparquet-writer';

const string = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
  repetition_type: 'OPTIONAL',
});

const count = (name: string): SchemaElement => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' });

const timestamp = (name: string): SchemaElement => ({
  name,
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  repetition_type: 'OPTIONAL',
});

/** A column: one element, or those of a struct, its own first. */
const struct = (name: string, members: readonly SchemaElement[]): readonly SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: members.length },
  ...members,
];

/** The columns of a read set, as the SDK's `ReadSetListItem` has them; any may be null. */
export const PARQUET_COLUMNS: ReadonlyMap<string, readonly SchemaElement[]> = new Map(
  [
    [string('id')],
    [string('arn')],
    [string('sequenceStoreId')],
    [string('subjectId')],
    [string('sampleId')],
    [string('status')],
    [string('name')],
    [string('description')],
    [string('referenceArn')],
    [string('fileType')],
    struct('sequenceInformation', [
      count('totalReadCount'),
      count('totalBaseCount'),
      string('generatedFrom'),
      string('alignment'),
    ]),
    [timestamp('creationTime')],
    [string('statusMessage')],
    [string('creationType')],
    struct('etag', [string('algorithm'), string('source1'), string('source2')]),
  ].map((elements) => [elements[0]?.name ?? '', elements]),
);
