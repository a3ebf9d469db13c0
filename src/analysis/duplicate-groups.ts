import { Column } from './column.js';
import { GIGA, gigabases } from './gigabases.js';
import { LazyList } from './lazy-list.js';
import type { ReadSetPlace, ReadSetPlaces } from './read-set-places.js';
import type { TextStore } from './text-store.js';

/** Read sets whose etags are the same: the same bases, of whatever name and in whatever store. */
export interface DuplicateGroup {
  etag: { algorithm: string; source1: string; source2?: string };
  /** The bases of each, where the list says it of one of them. */
  gigabases?: number;
  /** Two or more, by store and id, shorter ids first; each is made when it is come to. */
  readSets: LazyList<ReadSetPlace>;
}

/** What is kept of read sets with etags. An etag is a number from 0 up, a read set its place. */
export interface EtagColumns {
  readonly places: ReadSetPlaces;
  /** The etag of each read set. */
  readonly etags: Column;
  /** The bases of each etag, NaN where unknown. */
  readonly bases: Column;
  readonly texts: TextStore;
  /** Where in `texts` the JSON of each etag is that came more than once. */
  readonly textPlaces: Column;
}

/** Groups of duplicates, and what is redundant in them. */
export interface GroupedDuplicates {
  readonly groups: LazyList<DuplicateGroup>;
  readonly redundant: { readSets: number; gigabases: number; basesUnknown: number };
}

/**
 * Puts the read sets of each etag together, the groups with the most redundant bases first, then in the order of their
 * first read sets. No group is an object until it is come to: 4 bytes for each read set in a group, 24 for each group.
 */
export function groupDuplicates({ places, etags, bases, texts, textPlaces }: EtagColumns): GroupedDuplicates {
  const { members, ends } = membersByEtag(etags, bases.length);
  const groups = { etags: Column.uint32(), starts: Column.uint32(), counts: Column.uint32() };
  const redundantBases = Column.float64();
  const redundant = { readSets: 0, basesUnknown: 0 };
  let allRedundantBases = 0n;
  ends.forEach((end, etag) => {
    const start = etag === 0 ? 0 : (ends[etag - 1] ?? 0);
    if (end === start) return;
    const count = sortEachOnce(members.subarray(start, end), places);
    if (count < 2) return;
    groups.etags.push(etag);
    groups.starts.push(start);
    groups.counts.push(count);
    const basesEach = bases.at(etag);
    redundant.readSets += count - 1;
    if (Number.isNaN(basesEach)) redundant.basesUnknown += count - 1;
    else allRedundantBases += BigInt(basesEach) * BigInt(count - 1);
    redundantBases.push((basesEach || 0) * (count - 1));
  });
  const firstOf = (group: number): number => members[groups.starts.at(group)] ?? 0;
  const textOf = (group: number): string => texts.at(textPlaces.at(groups.etags.at(group)));
  const order = new Uint32Array(groups.etags.length)
    .map((_, group) => group)
    .sort(
      (a, b) =>
        redundantBases.at(b) - redundantBases.at(a) ||
        places.compare(firstOf(a), firstOf(b)) ||
        (textOf(a) < textOf(b) ? -1 : 1),
    );
  return {
    groups: new LazyList(order.length, (index) => {
      const group = order[index] ?? 0;
      const start = groups.starts.at(group);
      const basesEach = bases.at(groups.etags.at(group));
      return {
        etag: parseEtag(textOf(group)),
        ...(Number.isNaN(basesEach) ? {} : { gigabases: basesEach / GIGA }),
        readSets: new LazyList(groups.counts.at(group), (i) => places.at(members[start + i] ?? 0)),
      };
    }),
    redundant: {
      readSets: redundant.readSets,
      gigabases: gigabases(allRedundantBases / BigInt(GIGA), allRedundantBases % BigInt(GIGA)),
      basesUnknown: redundant.basesUnknown,
    },
  };
}

/** The read sets of the etags that several have, etag by etag as they came, and where those of each etag end. */
function membersByEtag(etags: Column, etagCount: number): { members: Uint32Array; ends: Uint32Array } {
  const counts = new Uint32Array(etagCount);
  for (let place = 0; place < etags.length; place += 1) increment(counts, etags.at(place));
  const ends = new Uint32Array(etagCount);
  let length = 0;
  counts.forEach((count, etag) => {
    ends[etag] = length; // where they begin, until they are there
    if (count > 1) length += count;
  });
  const members = new Uint32Array(length);
  for (let place = 0; place < etags.length; place += 1) {
    const etag = etags.at(place);
    if ((counts[etag] ?? 0) > 1) members[increment(ends, etag)] = place;
  }
  return { members, ends };
}

/** Adds one to an element and gives what it was before. */
function increment(numbers: Uint32Array, index: number): number {
  const before = numbers[index] ?? 0;
  numbers[index] = before + 1;
  return before;
}

/**
 * Sorts read sets by where they are, and moves those to the front that come first: lists may give a read set twice
 * when others come or go meanwhile. Gives how many they are.
 */
function sortEachOnce(members: Uint32Array, places: ReadSetPlaces): number {
  members.sort((a, b) => places.compare(a, b) || a - b);
  let count = 0;
  for (const member of members) {
    const last = members[count - 1];
    if (last !== undefined && places.isSame(last, member)) continue;
    members[count] = member;
    count += 1;
  }
  return count;
}

function parseEtag(text: string): DuplicateGroup['etag'] {
  const [algorithm = '', source1 = '', source2] = JSON.parse(text) as string[];
  return { algorithm, source1, ...(source2 === undefined ? {} : { source2 }) };
}
