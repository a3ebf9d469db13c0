import type {
  ReadSetFilter,
  ReadSetListItem,
  SequenceStoreDetail,
  SequenceStoreFilter,
} from '@aws-sdk/client-omics';
import type { Problems } from '../options/problems.js';
import { wordReader, WORD_MEMBERS } from '../where/fields.js';

/** A filter of the service in two halves: what is sent, and the same question asked again of each item. */
export interface CompiledFilter<Filter, Item> {
  /** What goes to the service; it may let more through than was asked, never less. */
  readonly sent: Filter | undefined;
  /** Whether an item satisfies the filter as the caller wrote it. */
  readonly accepts: (item: Item) => boolean;
}

interface FilterMembers<Filter, Item> {
  /** Members that hold one word, and where an item has it. */
  readonly words: Partial<Record<keyof Filter, (item: Item) => string | undefined>>;
  /** Pairs of members that bound a time from below and above. */
  readonly times: readonly {
    after: keyof Filter;
    before: keyof Filter;
    of: (item: Item) => Date | undefined;
  }[];
}

const READ_SET_MEMBERS: FilterMembers<ReadSetFilter, ReadSetListItem> = {
  words: Object.fromEntries(WORD_MEMBERS.map((member) => [member, wordReader(member)])),
  times: [{ after: 'createdAfter', before: 'createdBefore', of: (readSet) => readSet.creationTime }],
};

const SEQUENCE_STORE_MEMBERS: FilterMembers<SequenceStoreFilter, SequenceStoreDetail> = {
  words: {
    name: (store) => store.name,
    status: (store) => store.status,
  },
  times: [
    { after: 'createdAfter', before: 'createdBefore', of: (store) => store.creationTime },
    { after: 'updatedAfter', before: 'updatedBefore', of: (store) => store.updateTime },
  ],
};

/** {@link compileFilter} for the nine members of ReadSetFilter. */
export function compileReadSetFilter(
  filter: ReadSetFilter | undefined,
  problems: Problems,
): CompiledFilter<ReadSetFilter, ReadSetListItem> {
  const arn: unknown = filter?.referenceArn;
  if (typeof arn === 'string' && arn !== '' && !arn.startsWith('arn:')) {
    problems.add('filter.referenceArn', "an ARN (arn:…) or '' for none", arn);
  }
  return compileFilter('filter', filter, READ_SET_MEMBERS, problems);
}

/** {@link compileFilter} for the members of SequenceStoreFilter. */
export function compileSequenceStoreFilter(
  filter: SequenceStoreFilter | undefined,
  problems: Problems,
  name = 'filter',
): CompiledFilter<SequenceStoreFilter, SequenceStoreDetail> {
  return compileFilter(name, filter, SEQUENCE_STORE_MEMBERS, problems);
}

/** The length of the service's filter strings, from its model. */
export const MAX_LENGTH = 127;

/**
 * The service does not say whether its time bounds are inclusive, nor to what fraction of a second it compares. It is
 * asked for this much more on both sides; what is too much is left out here.
 */
export const TIME_MARGIN_MS = 1000;

/**
 * Checks a filter and cuts it in two. Here, words are equal or not, and times are half-open: `>= after`, `< before`.
 */
function compileFilter<Filter extends object, Item>(
  name: string,
  filter: Filter | undefined,
  { words, times }: FilterMembers<Filter, Item>,
  problems: Problems,
): CompiledFilter<Filter, Item> {
  if (filter === undefined) return { sent: undefined, accepts: () => true };
  const known = [...Object.keys(words), ...times.flatMap(({ after, before }) => [after, before])] as string[];
  if (!problems.members(name, filter, known)) return { sent: undefined, accepts: () => false };
  const sent: Filter = { ...filter };
  const tests: ((item: Item) => boolean)[] = [];

  for (const [member, of] of Object.entries(words) as [
    keyof Filter & string,
    (item: Item) => string | undefined,
  ][]) {
    const wanted: unknown = filter[member];
    if (wanted === undefined) continue;
    problems.text(`${name}.${member}`, wanted, member === 'referenceArn' ? 0 : 1, MAX_LENGTH);
    tests.push((item) => of(item) === wanted);
  }
  for (const { after, before, of } of times) {
    for (const [member, sign] of [
      [after, -1],
      [before, 1],
    ] as const) {
      const bound = filter[member];
      if (bound === undefined) continue;
      problems.date(`${name}.${String(member)}`, bound);
      if (!(bound instanceof Date)) continue;
      const atMs = bound.getTime();
      const asked = widened(atMs, sign);
      if (asked === undefined) Reflect.deleteProperty(sent, member);
      else Object.assign(sent, { [member]: asked });
      tests.push((item) => {
        const time = of(item)?.getTime() ?? NaN;
        return sign < 0 ? time >= atMs : time < atMs;
      });
    }
  }
  return { sent, accepts: (item) => tests.every((test) => test(item)) };
}

/** Years that are written in four digits. */
const FIRST_MS = Date.parse('0001-01-01');
const LAST_MS = Date.parse('9999-12-31');

/**
 * A bound as it is sent: earlier (-1) or later (1) by the margin. `undefined` for one that is not: the service takes
 * years of four digits.
 */
export function widened(atMs: number, sign: -1 | 1): Date | undefined {
  const ms = atMs + sign * TIME_MARGIN_MS;
  return ms >= FIRST_MS && ms <= LAST_MS ? new Date(ms) : undefined;
}
