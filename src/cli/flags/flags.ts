import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ReadSetField, ReadSetWhere } from '../../index.js';
import { closestName, didYouMean } from '../../text/closest-name.js';
import {
  amount,
  collectNames,
  count,
  endpointUrl,
  faultProbabilities,
  isoTime,
  names,
  port,
  positiveInteger,
  requestRate,
  splitStores,
  textValues,
} from './parse.js';

type Parse = (text: string, previous?: readonly string[]) => unknown;

/** A flag: its argument (`''` for none), its help text, its choices or parser, and the field that it tests. */
type Flag = readonly [
  argument: string,
  help: string,
  values?: readonly string[] | Parse,
  field?: ReadSetField,
];

/** Flags by the names of their options: `pageSize` is `--page-size`. */
export type Flags = Readonly<Record<string, Flag>>;

type FlagValue<F> = F extends readonly [string, string, infer Values, ...unknown[]]
  ? Values extends (...args: never[]) => infer Value
    ? Value
    : Values extends readonly (infer Choice)[]
      ? Choice
      : never
  : F extends readonly ['', string]
    ? true
    : string;

/** The options that the flags of a table set. Flags that are not given are absent. */
export type FlagValues<F> = { readonly [Name in keyof F]?: FlagValue<F[Name]> };

/** The flags that accept texts and patterns for one field. */
export const TEXT_FLAGS = {
  name: ['<name,…>', 'with this name', textValues, 'name'],
  status: ['<status,…>', 'in this status, such as ACTIVE or ARCHIVED', textValues, 'status'],
  referenceArn: ['<arn,…>', "with this reference; '' for no reference", textValues, 'referenceArn'],
  sampleId: ['<id,…>', 'of this sample', textValues, 'sampleId'],
  subjectId: ['<id,…>', 'of this subject', textValues, 'subjectId'],
  generatedFrom: ['<text,…>', 'generated from this', textValues, 'sequenceInformation.generatedFrom'],
  creationType: ['<type,…>', 'created by IMPORT or UPLOAD', textValues, 'creationType'],
  fileType: ['<type,…>', 'FASTQ, BAM, CRAM or UBAM', textValues, 'fileType'],
  id: ['<id,…>', 'with this id', textValues, 'id'],
  arn: ['<arn,…>', 'with this ARN', textValues, 'arn'],
  description: ['<text,…>', 'with this description', textValues, 'description'],
  alignment: ['<text,…>', 'with this alignment', textValues, 'sequenceInformation.alignment'],
  statusMessage: ['<text,…>', 'with this status message', textValues, 'statusMessage'],
  etagAlgorithm: ['<name,…>', 'with this etag algorithm, such as BAM_MD5up', textValues, 'etag.algorithm'],
  etagSource1: ['<etag,…>', 'with this etag for the first source', textValues, 'etag.source1'],
  etagSource2: ['<etag,…>', 'with this etag for the second source', textValues, 'etag.source2'],
} as const satisfies Flags;

export const BASES = 'sequenceInformation.totalBaseCount';
export const READS = 'sequenceInformation.totalReadCount';

/** The fields that `--missing` and `--present` accept, by the names of their flags. */
const FIELD_BY_NAME: ReadonlyMap<string, ReadSetField> = new Map<string, ReadSetField>([
  ...Object.entries(TEXT_FLAGS).map(([option, flag]) => [kebabCase(option), flag[3]] as const),
  ['bases', BASES],
  ['reads', READS],
  ['sequence-information', 'sequenceInformation'],
  ['creation-time', 'creationTime'],
  ['etag', 'etag'],
]);

/** The flags that select read sets. A read set must satisfy all of them. */
export const WHERE = {
  ...TEXT_FLAGS,
  createdAfter: ['<time>', 'created at or after this time: 2024-06-30, 2024-06-30T12:00:00Z', isoTime],
  createdBefore: ['<time>', 'created before this time', isoTime],
  etag: ['<etag,…>', 'with this etag for either source', textValues],
  minBases: ['<n>', 'with at least this many bases: 30e9', count],
  maxBases: ['<n>', 'with at most this many bases', count],
  minReads: ['<n>', 'with at least this many reads', count],
  maxReads: ['<n>', 'with at most this many reads', count],
  missing: ['<fields,…>', 'without any of these fields: reference-arn,sample-id,bases', fieldNames],
  present: ['<fields,…>', 'with all of these fields', fieldNames],
  where: ['<json>', 'that satisfy this condition: {"not":{"status":"ACTIVE"}}', parseCondition],
  pushdown: [
    '<policy>',
    'whether to list once per value of a flag: always, never, or auto (if it takes fewer requests; default: auto)',
    ['auto', 'always', 'never'],
  ],
  explain: [
    '',
    'print which conditions the service filters and which are checked client-side; send no requests',
  ],
} as const satisfies Flags;

export const STORES = {
  store: ['<id,…>', 'list only these sequence stores; repeatable (default: all)', collectNames],
  concurrency: [
    '<n>',
    'maximum requests in flight; uses no more than the request rate needs (default: 48)',
    positiveInteger,
  ],
  splitStores: [
    '<n|auto|never>',
    'parallel lists of one large store: auto (as many as the request rate allows), never, or a number (default: auto)',
    splitStores,
  ],
  order: [
    '<order>',
    'arrival interleaves stores, input lists them one after another (default: arrival)',
    ['arrival', 'input'],
  ],
  onStoreError: [
    '<policy>',
    'if a store cannot be listed, stop or continue with the others (default: stop)',
    ['stop', 'continue'],
  ],
  acceptPartial: [
    '',
    'with --on-store-error continue, replace the --output file even if stores failed (default: keep it; the rows are in FILE.partial)',
  ],
  report: ['<file>', 'write a JSON report on every store to this file, even if the run fails'],
} as const satisfies Flags;

export const CONNECTION = {
  region: ['<region>', 'AWS Region (default: AWS_REGION, then the Region of the profile)'],
  profile: ['<name>', 'profile in the AWS configuration (default: AWS_PROFILE)'],
  endpoint: [
    '<url>',
    'URL to send requests to, without a host prefix (default: AWS_ENDPOINT_URL_OMICS, then AWS_ENDPOINT_URL, then HealthOmics)',
    endpointUrl,
  ],
} as const satisfies Flags;

export const REQUESTS = {
  pageSize: ['<n>', 'rows per request, 1 to 100 (default: 100)', positiveInteger],
  maxAttempts: ['<n>', 'maximum requests for one page, including the first (default: 16)', positiveInteger],
  requestTimeoutMs: ['<n>', 'end an attempt after this many milliseconds (default: 30000)', positiveInteger],
  requestsPerSecond: [
    '<n|auto|none>',
    'request quota of the account; auto detects it, none sends without a limit (default: auto)',
    requestRate,
  ],
} as const satisfies Flags;

const formatFlag = <Name extends string>(formats: readonly Name[], elsewhere: Name) =>
  [
    '<format>',
    `output format (default: from the file extension of --output, else table on a terminal, else ${elsewhere})`,
    formats,
  ] as const;

const FILE = {
  csvSafe: ['', 'in csv, put a single quote before values that a spreadsheet reads as formulas'],
  output: ['<file>', 'write to this file; it is replaced only when the output is complete'],
} as const satisfies Flags;

const QUIET = ['', 'print no progress, notes or summary'] as const;

export const ROWS = {
  format: formatFlag(['table', 'ndjson', 'csv'], 'ndjson'),
  fields: [
    '<name,…>',
    'output only these fields, separated by commas; use a path for a nested field, such as etag.algorithm',
    names,
  ],
  ...FILE,
  limit: ['<n>', 'stop after this many rows', positiveInteger],
  quiet: QUIET,
} as const satisfies Flags;

export const RESUMABLE_ROWS = {
  ...ROWS,
  resume: [
    '',
    'resume an interrupted run into its --output file, with the same flags; start a new run if there is none',
  ],
} as const satisfies Flags;

export const ANALYSIS = {
  format: formatFlag(['table', 'json', 'csv'], 'json'),
  ...FILE,
  limit: ['<n>', 'read at most this many read sets', positiveInteger],
  quiet: QUIET,
} as const satisfies Flags;

export const GROUPS = {
  by: [
    '<field,…>',
    'fields to group by, separated by commas; use a path for a nested field, such as etag.algorithm, and ' +
      'creationTime.month for the month (default: status,fileType)',
    names,
  ],
  maxGroups: [
    '<n>',
    'maximum number of groups; all others are combined into one (default: 10000)',
    positiveInteger,
  ],
} as const satisfies Flags;

export const ISSUES = {
  stuckAfterHours: [
    '<n>',
    'report an upload as stuck if it is still processing this long after its creation (default: 24)',
    amount,
  ],
} as const satisfies Flags;

export const EMULATOR = {
  file: [
    '<file>',
    'serve the read sets of this file, in the format of `list --format ndjson` (default: 6,207 real read sets of the HPRC)',
  ],
  port: ['<n>', 'port on 127.0.0.1 (default: a free port)', port],
  latencyMs: ['<n>', 'delay of each response in milliseconds', amount],
  quota: ['<n>', 'requests per second for each operation; more are throttled', amount],
  faults: [
    '<kind=probability,…>',
    'random faults and their probabilities: throttle=0.05,internal=0.01',
    faultProbabilities,
  ],
  denyStore: ['<id,…>', 'deny access to these stores; repeatable', collectNames],
} as const satisfies Flags;

export type WhereFlags = FlagValues<typeof WHERE>;
export type ConnectionFlags = FlagValues<typeof CONNECTION>;
export type RequestFlags = FlagValues<typeof REQUESTS>;
export type RowFlags = FlagValues<typeof ROWS>;
export type Format = NonNullable<RowFlags['format']>;
export type StoresFlags = FlagValues<typeof CONNECTION & typeof ROWS & typeof REQUESTS>;
export type EmulatorFlags = FlagValues<typeof EMULATOR>;

/** The flags of every command that lists read sets. */
export type InventoryFlags = FlagValues<
  typeof WHERE & typeof STORES & typeof CONNECTION & typeof REQUESTS & Pick<typeof ROWS, 'limit' | 'quiet'>
>;
export type ListFlags = InventoryFlags & FlagValues<typeof RESUMABLE_ROWS>;
export type AnalysisFlags = InventoryFlags & FlagValues<typeof ANALYSIS>;
export type AnalysisFormat = NonNullable<AnalysisFlags['format']>;
export type SummaryFlags = AnalysisFlags & FlagValues<typeof GROUPS>;
export type IssuesFlags = AnalysisFlags & FlagValues<typeof ISSUES>;

/** Adds flags to a command, below a heading of `--help`. */
export function addFlags(command: Command, heading: string, flags: Flags): void {
  command.optionsGroup(heading);
  for (const [name, [argument, help, values]] of Object.entries(flags)) {
    const option = new Option(`--${kebabCase(name)} ${argument}`.trim(), help);
    if (typeof values === 'object') option.choices(values);
    if (argument !== '') option.argParser(parserOf(option, values));
    command.addOption(option);
  }
}

/** Parses a flag, and rejects it if it is repeated: a repetition would silently replace the first value. */
function parserOf({ flags, parseArg }: Option, values: Flag[2]) {
  const parse = typeof values === 'function' ? values : (parseArg as Parse | undefined);
  const advice = flags.endsWith(',…>') ? '; separate values with commas' : '';
  return (text: string, previous: unknown): unknown => {
    if (previous === undefined || values === collectNames) {
      return parse === undefined ? text : parse(text, previous as readonly string[] | undefined);
    }
    throw new InvalidArgumentError(`Given twice${advice}.`);
  };
}

/** Turns `pageSize` into `page-size`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Parses fields by the names of their flags or by their own names. */
function fieldNames(text: string): readonly ReadSetField[] {
  const flags = [...FIELD_BY_NAME.keys()];
  const fields = [...FIELD_BY_NAME.values()];
  return names(text).map((name) => {
    const field = FIELD_BY_NAME.get(name) ?? fields.find((each) => each === name);
    if (field !== undefined) return field;
    throw new InvalidArgumentError(
      `Expected names separated by commas from ${flags.join(', ')}; got ${JSON.stringify(name)}` +
        `${didYouMean(closestName(name, [...flags, ...fields]))}.`,
    );
  });
}

/** Parses a condition, which the library validates. */
function parseCondition(text: string): ReadSetWhere {
  try {
    return JSON.parse(text) as ReadSetWhere;
  } catch {
    throw new InvalidArgumentError(`Expected JSON, such as '{"status":["ARCHIVED","ACTIVATING"]}'.`);
  }
}
