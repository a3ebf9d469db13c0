import type { ETag } from '@aws-sdk/client-omics';
import { Column, DigestIndex, TextStore } from './columns.js';
import { LazyList } from './lazy-list.js';
import { basesOf, readSetReducer, type ReadSetLike } from './read-set-like.js';
import { ReadSetTable, type DuplicateReadSet } from './read-set-table.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';
import { GIGA, toGigabases } from './totals.js';

/** Read sets with the same etag: the same bases, under any name and in any store. */
export interface DuplicateGroup {
  etag: { algorithm: string; source1: string; source2?: string };
  /** The size of each read set; absent if no read set of the group has a number of bases. */
  gigabases?: number;
  /** Two or more read sets, by store and id, shorter ids first. Each is created when you access it. */
  readSets: LazyList<DuplicateReadSet>;
}

/** Read sets that repeat another one: all but one of each group. */
export interface RedundantReadSets {
  readSets: number;
  /** Their known bases. */
  gigabases: number;
  /** How many of them have an unknown number of bases. */
  basesUnknown: number;
}

/** The result of {@link findDuplicates}. */
export interface Duplicates {
  /** Read sets in the stream. */
  readSets: number;
  /** Read sets that cannot be compared: they have no etag, or one without an algorithm or a `source1`. */
  withoutEtag: number;
  redundant: RedundantReadSets;
  /** The groups, by most redundant bases, then by the store and id of the first read set. Created on access. */
  groups: LazyList<DuplicateGroup>;
}

/** The reducer of {@link findDuplicates}, for {@link analyze}. */
export function duplicates(): Reducer<ReadSetLike, Duplicates> {
  return readSetReducer(() => {
    const columns = new EtagColumns();
    const counts = { readSets: 0, withoutEtag: 0 };
    return {
      step(readSet) {
        counts.readSets += 1;
        if (!columns.add(readSet)) counts.withoutEtag += 1;
      },
      finish: () => ({ ...counts, ...groupDuplicates(columns) }),
    };
  });
}

/**
 * Finds read sets with the same etag (algorithm and sources), within a store and across stores, Regions and accounts.
 *
 * An etag identifies the bases, regardless of the name or the sample. Read sets without an etag, or with one that lacks
 * an algorithm or a `source1`, are counted in `withoutEtag`; an empty `source2` counts as missing. A read set that
 * occurs twice in the stream is not a duplicate of itself. Read sets of every status count, including `DELETED`; filter
 * the stream to exclude some.
 *
 * It takes one pass. Memory, measured for a million read sets: 51 MiB if all etags differ, 81 MiB if each occurs twice,
 * 21 MiB if all are the same. Groups and their read sets are created when you access them, so iterating takes no more
 * memory; an array of them, such as `[...groups]` or JSON, does. Etags are compared by 96 bits of SHA-256: the
 * probability of a collision among a million is 6e-18.
 *
 * @throws {InvalidOptionError} at the call; while reading, if the stream has an item that is not a read set
 *
 * @example
 * ```ts
 * const { groups, redundant, withoutEtag } = await findDuplicates(inventory({ client }));
 * console.log(redundant.readSets, redundant.gigabases, withoutEtag);
 * for (const { etag, readSets } of groups) console.log(etag.source1, readSets.map(({ id }) => id));
 * ```
 */
export function findDuplicates(stream: Stream<ReadSetLike>): Promise<Duplicates> {
  return reduceStream(stream, duplicates());
}

/** The text offset of an etag that has occurred only once. */
const NO_TEXT = 2 ** 32 - 1;

/** The read sets that have an etag, and the distinct etags, which are numbered from 0. */
class EtagColumns {
  readonly table = new ReadSetTable();
  /** The etag of each read set. */
  readonly etags = new Column(Uint32Array);
  /** The bases of each etag; NaN if unknown. */
  readonly bases = new Column(Float64Array);
  readonly texts = new TextStore();
  /** The offset in `texts` of each etag that occurs more than once, as JSON. */
  readonly textOffsets = new Column(Uint32Array);
  readonly #numbers = new DigestIndex();

  /** Returns `false` if the read set has no etag to compare. */
  add(readSet: ReadSetLike): boolean {
    const etag = etagKey(readSet.etag);
    if (etag === undefined) return false;
    const knownEtags = this.#numbers.size;
    const number = this.#numbers.numberOf(etag);
    this.table.add(readSet);
    this.etags.push(number);
    if (number === knownEtags) {
      this.bases.push(NaN);
      this.textOffsets.push(NO_TEXT);
    } else if (this.textOffsets.at(number) === NO_TEXT) {
      this.textOffsets.set(number, this.texts.add(etag));
    }
    if (Number.isNaN(this.bases.at(number))) this.bases.set(number, basesOf(readSet) ?? NaN);
    return true;
  }
}

/**
 * Groups read sets by etag. Groups with the most redundant bases are first, then those with the first read sets. Groups
 * are created when they are accessed; until then they take 4 bytes per read set in a group and 24 per group.
 */
function groupDuplicates({ table, etags, bases, texts, textOffsets }: EtagColumns) {
  const { rows, ends } = rowsByEtag(etags, bases.length);
  const groups = {
    etags: new Column(Uint32Array),
    starts: new Column(Uint32Array),
    counts: new Column(Uint32Array),
  };
  const redundantBases = new Column(Float64Array);
  const redundant = { readSets: 0, basesUnknown: 0 };
  let allRedundantBases = 0n;
  ends.forEach((end, etag) => {
    const start = etag === 0 ? 0 : (ends[etag - 1] ?? 0);
    if (end === start) return;
    const count = sortUnique(rows.subarray(start, end), table);
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
  const firstRowOf = (group: number): number => rows[groups.starts.at(group)] ?? 0;
  const textOf = (group: number): string => texts.at(textOffsets.at(groups.etags.at(group)));
  const order = new Uint32Array(groups.etags.length)
    .map((_, group) => group)
    .sort(
      (a, b) =>
        redundantBases.at(b) - redundantBases.at(a) ||
        table.compare(firstRowOf(a), firstRowOf(b)) ||
        (textOf(a) < textOf(b) ? -1 : 1),
    );
  return {
    groups: new LazyList<DuplicateGroup>(order.length, (index) => {
      const group = order[index] ?? 0;
      const start = groups.starts.at(group);
      const basesEach = bases.at(groups.etags.at(group));
      return {
        etag: parseEtag(textOf(group)),
        ...(!Number.isNaN(basesEach) && { gigabases: basesEach / GIGA }),
        readSets: new LazyList(groups.counts.at(group), (i) => table.at(rows[start + i] ?? 0)),
      };
    }),
    redundant: {
      ...redundant,
      gigabases: toGigabases(allRedundantBases / BigInt(GIGA), allRedundantBases % BigInt(GIGA)),
    },
  };
}

/** The rows of the etags that occur more than once, etag by etag in stream order, and the end of each etag's rows. */
function rowsByEtag(etags: Column, etagCount: number): { rows: Uint32Array; ends: Uint32Array } {
  const counts = new Uint32Array(etagCount);
  for (let row = 0; row < etags.length; row += 1) increment(counts, etags.at(row));
  const ends = new Uint32Array(etagCount);
  let length = 0;
  counts.forEach((count, etag) => {
    ends[etag] = length; // the start; the loop below moves it to the end
    if (count > 1) length += count;
  });
  const rows = new Uint32Array(length);
  for (let row = 0; row < etags.length; row += 1) {
    const etag = etags.at(row);
    if ((counts[etag] ?? 0) > 1) rows[increment(ends, etag)] = row;
  }
  return { rows, ends };
}

/** Adds one to an element and returns its previous value. */
function increment(numbers: Uint32Array, index: number): number {
  const previous = numbers[index] ?? 0;
  numbers[index] = previous + 1;
  return previous;
}

/**
 * Sorts rows in place, moves one row of each read set to the front, and returns how many these are. A list can contain a
 * read set twice if others are created or deleted while it is read.
 */
function sortUnique(rows: Uint32Array, table: ReadSetTable): number {
  rows.sort((a, b) => table.compare(a, b) || a - b);
  let count = 0;
  for (const row of rows) {
    const last = rows[count - 1];
    if (last !== undefined && table.isSame(last, row)) continue;
    rows[count] = row;
    count += 1;
  }
  return count;
}

function parseEtag(text: string): DuplicateGroup['etag'] {
  const [algorithm = '', source1 = '', source2] = JSON.parse(text) as string[];
  return { algorithm, source1, ...(source2 !== undefined && { source2 }) };
}

/** A string that is equal for equal etags; `undefined` if the etag lacks a part that is needed to compare it. */
function etagKey(etag: ETag | undefined): string | undefined {
  const { algorithm, source1, source2 } = etag ?? {};
  if (!algorithm || !source1) return undefined;
  return JSON.stringify(source2 ? [algorithm, source1, source2] : [algorithm, source1]);
}
