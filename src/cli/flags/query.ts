import {
  CreationType,
  ETagAlgorithm,
  FileType,
  ReadSetStatus,
  type ReadSetFilter,
} from '@aws-sdk/client-omics';
import { escapeControls } from '../../display/text.js';
import { compileWhere, type InventoryInput, type ReadSetField, type ReadSetWhere } from '../../index.js';
import { closestName, didYouMean } from '../../text/closest-name.js';
import { flagProblems } from '../error-messages.js';
import { isInvalidOption, UsageError } from '../exit.js';
import { BASES, kebabCase, READS, TEXT_FLAGS, type WhereFlags } from './flags.js';
import type { TextValue } from './parse.js';

type TextFlag = keyof typeof TEXT_FLAGS;

/** Flags whose single text is sent as the service filter's member of the same name. */
const FILTER_MEMBERS: readonly TextFlag[] = [
  'name',
  'status',
  'referenceArn',
  'sampleId',
  'subjectId',
  'generatedFrom',
  'creationType',
] satisfies (TextFlag & keyof ReadSetFilter)[];

/** Converts the flags to a query: single texts become the service filter, the rest a condition. */
export function queryOf(flags: WhereFlags): Pick<InventoryInput, 'filter' | 'where'> {
  const { createdAfter, createdBefore, where, etag, missing = [], present = [] } = flags;
  const filter: Record<string, unknown> = {};
  if (createdAfter !== undefined) filter.createdAfter = createdAfter;
  if (createdBefore !== undefined) filter.createdBefore = createdBefore;
  const conditions: ReadSetWhere[] = where === undefined ? [] : [where];
  for (const name of Object.keys(TEXT_FLAGS) as TextFlag[]) {
    const values = flags[name];
    if (values === undefined) continue;
    const [first] = values;
    if (FILTER_MEMBERS.includes(name) && values.length === 1 && first !== undefined && 'text' in first) {
      filter[name] = first.text;
    } else {
      conditions.push(anyOf(TEXT_FLAGS[name][3], values));
    }
  }
  if (etag !== undefined) conditions.push({ or: [anyOf('etag.source1', etag), anyOf('etag.source2', etag)] });
  conditions.push(...between(BASES, flags.minBases, flags.maxBases));
  conditions.push(...between(READS, flags.minReads, flags.maxReads));
  conditions.push(...missing.map((field) => ({ [field]: { missing: true } })));
  conditions.push(...present.map((field) => ({ [field]: { present: true } })));
  return {
    filter: Object.keys(filter).length === 0 ? undefined : filter,
    where: conditions.length > 1 ? { and: conditions } : conditions[0],
  };
}

/** The condition that a field has one of these texts or matches one of these patterns. */
function anyOf(field: ReadSetField, values: readonly TextValue[]): ReadSetWhere {
  const texts = textsOf(values);
  const tests: ReadSetWhere[] = [
    ...(texts.length === 0 ? [] : [{ [field]: texts.length === 1 ? texts[0] : texts }]),
    ...values.flatMap((value) => ('like' in value ? [{ [field]: { like: value.like } }] : [])),
  ];
  return tests.length === 1 && tests[0] !== undefined ? tests[0] : { or: tests };
}

function textsOf(values: readonly TextValue[] = []): string[] {
  return values.flatMap((value) => ('text' in value ? [value.text] : []));
}

function between(field: ReadSetField, gte: number | undefined, lte: number | undefined): ReadSetWhere[] {
  return gte === undefined && lte === undefined ? [] : [{ [field]: { gte, lte } }];
}

/** @throws {UsageError} that locates each problem in the JSON of `--where` */
function checkWhere(where: ReadSetWhere): void {
  try {
    compileWhere(where);
  } catch (error) {
    if (!isInvalidOption(error)) throw error;
    const message = flagProblems(error.problems, (path) => `--${path}`);
    throw new UsageError(message, { cause: error });
  }
}

/** The flags whose values the service's model lists, with those values. */
const KNOWN_VALUES = Object.entries({
  status: ReadSetStatus,
  fileType: FileType,
  creationType: CreationType,
  etagAlgorithm: ETagAlgorithm,
}).map(([flag, values]) => ({ flag: flag as TextFlag, known: Object.values<string>(values) }));

/** A value within this edit distance of a known value is a typo. Any other value may be newer than this version. */
const TYPO_DISTANCE = 2;

/** @throws {UsageError} for invalid JSON of `--where`, or a value that is probably a typo of a known value */
export function checkQuery(flags: WhereFlags): void {
  if (flags.where !== undefined) checkWhere(flags.where);
  for (const { flag, known } of KNOWN_VALUES) {
    for (const value of unknownOf(textsOf(flags[flag]), known)) {
      const meant = closestName(value, known, TYPO_DISTANCE);
      if (meant === undefined) continue;
      throw new UsageError(
        `Expected --${kebabCase(flag)} to be one of ${known.join(', ')}, got ${JSON.stringify(value)}${didYouMean(meant)}. ` +
          'To use any other value, use --where.',
      );
    }
  }
}

/** Describes the unknown values in the flags and in `--where`. */
export function unknownValueNotes(flags: WhereFlags): readonly string[] {
  return KNOWN_VALUES.flatMap(({ flag, known }) => {
    const values = [...textsOf(flags[flag]), ...textsIn(flags.where, TEXT_FLAGS[flag][3])];
    return unknownOf(values, known).map((value) => {
      const meant = didYouMean(closestName(value, known, TYPO_DISTANCE));
      return `Unknown ${kebabCase(flag).replace('-', ' ')}: ${escapeControls(value)}${meant}.`;
    });
  });
}

function unknownOf(values: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== '' && !known.includes(value));
}

/** The texts that a condition compares a field with, at any depth. */
function textsIn(condition: unknown, field: ReadSetField): readonly string[] {
  if (typeof condition !== 'object' || condition === null) return [];
  return Object.entries(condition).flatMap(([member, value]: [string, unknown]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (member === field) return values.filter((each) => typeof each === 'string');
    return ['and', 'or', 'not'].includes(member) ? values.flatMap((each) => textsIn(each, field)) : [];
  });
}
