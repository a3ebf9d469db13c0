import { CreationType, ETagAlgorithm, FileType, ReadSetStatus } from '@aws-sdk/client-omics';
import { escapeControls } from '../../display/escape-controls.js';
import type { ReadSetField } from '../../index.js';
import { closestName, didYouMean } from '../../text/closest-name.js';
import { UsageError } from '../errors.js';
import { flagOf } from './flag-names.js';
import type { WhereFlags } from './where-flags.js';

/** A field whose words the service's model lists. */
interface Enumerated {
  readonly option: 'status' | 'fileType' | 'creationType' | 'etagAlgorithm';
  readonly field: ReadSetField;
  readonly noun: string;
  readonly words: readonly string[];
}

const ENUMERATED: readonly Enumerated[] = [
  {
    option: 'status',
    field: 'status',
    noun: 'status',
    words: Object.values(ReadSetStatus),
  },
  {
    option: 'fileType',
    field: 'fileType',
    noun: 'file type',
    words: Object.values(FileType),
  },
  {
    option: 'creationType',
    field: 'creationType',
    noun: 'creation type',
    words: Object.values(CreationType),
  },
  {
    option: 'etagAlgorithm',
    field: 'etag.algorithm',
    noun: 'etag algorithm',
    words: Object.values(ETagAlgorithm),
  },
];

/** A word that differs from a known one by so many letters is a slip; any other may be one of the future. */
const SLIP_LETTERS = 2;

/** @throws {UsageError} for a word that is all but a known one */
export function checkWords(flags: WhereFlags): void {
  for (const { option, words } of ENUMERATED) {
    for (const word of unknown(textsOf(flags, option), words)) {
      const meant = closestName(word, words, SLIP_LETTERS);
      if (meant === undefined) continue;
      throw new UsageError(
        `Expected ${flagOf(option)} to be one of ${words.join(', ')}, got ${JSON.stringify(word)}${didYouMean(meant)}. ` +
          'A condition in --where takes any word.',
      );
    }
  }
}

/** What to say of words that are asked for and not known: they may be later than this version, or a slip. */
export function wordNotes(flags: WhereFlags): readonly string[] {
  return ENUMERATED.flatMap(({ option, field, noun, words }) => {
    const asked = [...textsOf(flags, option), ...textsIn(flags.where, field)];
    return unknown(asked, words).map(
      (word) =>
        `${escapeControls(word)} is no ${noun} known to this version` +
        `${didYouMean(closestName(word, words, SLIP_LETTERS))}.`,
    );
  });
}

function unknown(asked: readonly string[], words: readonly string[]): readonly string[] {
  return [...new Set(asked)].filter((word) => word !== '' && !words.includes(word));
}

function textsOf(flags: WhereFlags, option: Enumerated['option']): readonly string[] {
  return (flags[option] ?? []).flatMap((value) => ('text' in value ? [value.text] : []));
}

/** The words that a condition compares a field with, wherever in it. */
function textsIn(condition: unknown, field: ReadSetField): readonly string[] {
  if (typeof condition !== 'object' || condition === null) return [];
  return Object.entries(condition).flatMap(([member, value]: [string, unknown]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (member === field) return values.filter((each) => typeof each === 'string');
    return ['and', 'or', 'not'].includes(member) ? values.flatMap((each) => textsIn(each, field)) : [];
  });
}
