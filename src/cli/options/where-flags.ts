import { InvalidArgumentError, Option, type Command } from 'commander';
import type { InventoryInput, Pushdown, ReadSetField, ReadSetWhere, WordMember } from '../../index.js';
import { closestName, didYouMean } from '../../text/closest-name.js';
import { count, isoTime, names } from './parse.js';
import { wordValues, type WordValue } from './word-values.js';

/** A flag that takes values of one field. */
interface WordFlag {
  readonly flag: string;
  readonly field: ReadSetField;
  readonly description: string;
}

const WORD_FLAGS = {
  name: { flag: 'name <name,…>', field: 'name', description: 'with this name' },
  status: {
    flag: 'status <status,…>',
    field: 'status',
    description: 'in this status, such as ACTIVE or ARCHIVED',
  },
  referenceArn: {
    flag: 'reference-arn <arn,…>',
    field: 'referenceArn',
    description: "of this reference; '' for those without one",
  },
  sampleId: { flag: 'sample-id <id,…>', field: 'sampleId', description: 'of this sample' },
  subjectId: {
    flag: 'subject-id <id,…>',
    field: 'subjectId',
    description: 'of this subject',
  },
  generatedFrom: {
    flag: 'generated-from <text,…>',
    field: 'sequenceInformation.generatedFrom',
    description: 'generated from this',
  },
  creationType: {
    flag: 'creation-type <type,…>',
    field: 'creationType',
    description: 'created by IMPORT or UPLOAD',
  },
  fileType: { flag: 'file-type <type,…>', field: 'fileType', description: 'FASTQ, BAM, CRAM or UBAM' },
  id: { flag: 'id <id,…>', field: 'id', description: 'with this id' },
  arn: { flag: 'arn <arn,…>', field: 'arn', description: 'with this ARN' },
  description: { flag: 'description <text,…>', field: 'description', description: 'with this description' },
  alignment: {
    flag: 'alignment <text,…>',
    field: 'sequenceInformation.alignment',
    description: 'with this alignment',
  },
  statusMessage: {
    flag: 'status-message <text,…>',
    field: 'statusMessage',
    description: 'with this status message',
  },
  etagAlgorithm: {
    flag: 'etag-algorithm <name,…>',
    field: 'etag.algorithm',
    description: 'with an etag of this algorithm, such as BAM_MD5up',
  },
  etagSource1: {
    flag: 'etag-source1 <etag,…>',
    field: 'etag.source1',
    description: 'with this etag for the first source',
  },
  etagSource2: {
    flag: 'etag-source2 <etag,…>',
    field: 'etag.source2',
    description: 'with this etag for the second source',
  },
} as const satisfies Readonly<Record<string, WordFlag>>;

type WordName = keyof typeof WORD_FLAGS;
const WORD_NAMES = Object.keys(WORD_FLAGS) as readonly WordName[];

/** Flags whose single value goes to the member of the service's filter that has their name. */
const MEMBERS: ReadonlySet<WordName> = new Set([
  'name',
  'status',
  'referenceArn',
  'sampleId',
  'subjectId',
  'generatedFrom',
  'creationType',
] satisfies (WordName & WordMember)[]);

/** Which read sets: all that are given hold. */
export interface WhereFlags extends Readonly<Partial<Record<WordName, readonly WordValue[]>>> {
  readonly createdAfter?: Date;
  readonly createdBefore?: Date;
  readonly etag?: readonly WordValue[];
  readonly minBases?: number;
  readonly maxBases?: number;
  readonly minReads?: number;
  readonly maxReads?: number;
  readonly missing?: readonly ReadSetField[];
  readonly present?: readonly ReadSetField[];
  /** As JSON says it. */
  readonly where?: ReadSetWhere;
  readonly pushdown?: Pushdown;
}

/** Names of fields for `--missing` and `--present`, beside those of the flags. */
const OTHER_FIELDS: Readonly<Record<string, ReadSetField>> = {
  bases: 'sequenceInformation.totalBaseCount',
  reads: 'sequenceInformation.totalReadCount',
  'sequence-information': 'sequenceInformation',
  'creation-time': 'creationTime',
  etag: 'etag',
};

const FIELD_BY_NAME: ReadonlyMap<string, ReadSetField> = new Map([
  ...Object.values(WORD_FLAGS).map(({ flag, field }): [string, ReadSetField] => [
    flag.replace(/ .*/, ''),
    field,
  ]),
  ...Object.entries(OTHER_FIELDS),
]);

export function addWhereFlags(command: Command): Command {
  const add = (flags: string, description: string, parse: (text: string) => unknown): void => {
    command.addOption(new Option(`--${flags}`, description).argParser(parse));
  };
  command.optionsGroup('Which read sets (all that are given hold):');
  for (const { flag, description } of Object.values(WORD_FLAGS)) add(flag, description, wordValues);
  add('created-after <time>', 'created at this time or later: 2024-06-30, 2024-06-30T12:00:00Z', isoTime);
  add('created-before <time>', 'created before this time', isoTime);
  add('etag <etag,…>', 'with this etag for either source', wordValues);
  add('min-bases <n>', 'with this many bases or more: 30e9', count);
  add('max-bases <n>', 'with this many bases or fewer', count);
  add('min-reads <n>', 'with this many reads or more', count);
  add('max-reads <n>', 'with this many reads or fewer', count);
  add('missing <fields,…>', 'that have none of these: reference-arn,sample-id,bases', fieldNames);
  add('present <fields,…>', 'that have all of these', fieldNames);
  add('where <json>', 'that satisfy this condition: {"not":{"status":"ACTIVE"}}', conditionInJson);
  command.addOption(
    new Option(
      '--pushdown <policy>',
      'whether several values are requested one by one: auto does what takes fewer requests (default: auto)',
    ).choices(['auto', 'always', 'never']),
  );
  return command.option(
    '--explain',
    'say what the service would be asked for and what would be checked here; send nothing',
  );
}

/** What the flags ask for: single values of the service's own members as its filter, and the rest as a condition. */
export function askedOf(flags: WhereFlags): Pick<InventoryInput, 'filter' | 'where'> {
  const { createdAfter, createdBefore, where } = flags;
  const filter: Record<string, unknown> = {
    ...(createdAfter === undefined ? {} : { createdAfter }),
    ...(createdBefore === undefined ? {} : { createdBefore }),
  };
  const conditions: ReadSetWhere[] = where === undefined ? [] : [where];
  for (const name of WORD_NAMES) {
    const values = flags[name];
    if (values === undefined) continue;
    const [first] = values;
    if (MEMBERS.has(name) && values.length === 1 && first !== undefined && 'text' in first) {
      filter[name] = first.text;
    } else conditions.push(anyOf(WORD_FLAGS[name].field, values));
  }
  conditions.push(...otherConditions(flags));
  const [only] = conditions;
  return {
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
    ...(only === undefined ? {} : { where: conditions.length === 1 ? only : { and: conditions } }),
  };
}

function otherConditions({ etag, missing = [], present = [], ...flags }: WhereFlags): ReadSetWhere[] {
  const sources = ['etag.source1', 'etag.source2'] as const;
  return [
    ...(etag === undefined ? [] : [{ or: sources.map((source) => anyOf(source, etag)) }]),
    ...between('sequenceInformation.totalBaseCount', flags.minBases, flags.maxBases),
    ...between('sequenceInformation.totalReadCount', flags.minReads, flags.maxReads),
    ...missing.map((field) => ({ [field]: { missing: true } })),
    ...present.map((field) => ({ [field]: { present: true } })),
  ];
}

/** The field has one of these values, or matches one of these patterns. */
function anyOf(field: ReadSetField, values: readonly WordValue[]): ReadSetWhere {
  const texts = values.flatMap((value) => ('text' in value ? [value.text] : []));
  const any: ReadSetWhere[] = [
    ...(texts.length === 0 ? [] : [{ [field]: texts.length === 1 ? texts[0] : texts }]),
    ...values.flatMap((value) => ('like' in value ? [{ [field]: { like: value.like } }] : [])),
  ];
  return any.length === 1 && any[0] !== undefined ? any[0] : { or: any };
}

function between(field: ReadSetField, gte: number | undefined, lte: number | undefined): ReadSetWhere[] {
  return gte === undefined && lte === undefined ? [] : [{ [field]: { gte, lte } }];
}

/** Fields by the names that their flags have, or by their own. */
function fieldNames(text: string): readonly ReadSetField[] {
  const flags = [...FIELD_BY_NAME.keys()];
  const fields = [...FIELD_BY_NAME.values()];
  return names(text).map((name) => {
    const field = FIELD_BY_NAME.get(name) ?? fields.find((each) => each === name);
    if (field !== undefined) return field;
    const meant = didYouMean(closestName(name, [...flags, ...fields]));
    throw new InvalidArgumentError(
      `Expected names separated by commas, of ${flags.join(', ')}; got ${JSON.stringify(name)}${meant}.`,
    );
  });
}

function conditionInJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError(`Expected JSON, such as '{"status":["ARCHIVED","ACTIVATING"]}'.`);
  }
}
