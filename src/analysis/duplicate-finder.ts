import type { ETag } from '@aws-sdk/client-omics';
import { Column } from './column.js';
import { DigestIndex } from './digest-index.js';
import { DuplicateGroups, type DuplicateGroup } from './duplicate-groups.js';
import type { ReadSetLike } from './read-set-like.js';
import { ReadSetPlaces, type ReadSetPlace } from './read-set-places.js';
import { basesOf } from './totals.js';

/** What `findDuplicates` gives. */
export interface Duplicates {
  /** Read sets that came. */
  readSets: number;
  /** Those of them that have no etag, of which nothing can be told. */
  withoutEtag: number;
  /** What is there more than once: all but one read set of each group. */
  redundant: {
    readSets: number;
    /** Their bases, where known. */
    gigabases: number;
    /** Read sets among them whose number of bases the list does not say. */
    basesUnknown: number;
  };
  /** The groups, those with the most redundant bases first. */
  groups: DuplicateGroups;
}

/** Several read sets with one etag. */
interface Group {
  readonly first: number;
  readonly etag: string;
  bases: number | undefined;
  /** The last one in `further`, from which those before it are found; plus one, 0 for none. */
  last: number;
}

/** Finds read sets with one etag: what it keeps of each is its place, in columns of numbers. */
export class DuplicateFinder {
  readonly #etags = new DigestIndex();
  /** The first read set of each etag, at the etag's number, and its bases. */
  readonly #firsts = new ReadSetPlaces();
  readonly #firstBases = Column.float64();
  /** Further ones, each with a link to the one before it in its group: its index plus one, 0 for none. */
  readonly #further = new ReadSetPlaces();
  readonly #before = Column.uint32();
  /** Those of several read sets, by the number of their etag. */
  readonly #groups = new Map<number, Group>();
  #readSets = 0;
  #withoutEtag = 0;

  add(readSet: ReadSetLike): void {
    this.#readSets += 1;
    const etag = etagText(readSet.etag);
    if (etag === undefined) {
      this.#withoutEtag += 1;
      return;
    }
    const known = this.#etags.size;
    const number = this.#etags.numberOf(etag);
    if (number < known) {
      this.#addFurther(number, etag, readSet);
      return;
    }
    this.#firsts.add(readSet);
    this.#firstBases.push(basesOf(readSet) ?? NaN);
  }

  result(): Duplicates {
    const redundant = { readSets: 0, gigabases: 0, basesUnknown: 0 };
    let bases = 0n;
    const found: { group: Group; redundantBases: number }[] = [];
    for (const group of this.#groups.values()) {
      const count = this.#membersOf(group).length - 1;
      if (count === 0) continue;
      redundant.readSets += count;
      if (group.bases === undefined) redundant.basesUnknown += count;
      const redundantBases = (group.bases ?? 0) * count;
      bases += BigInt(redundantBases);
      found.push({ group, redundantBases });
    }
    redundant.gigabases = Number(bases) / 1e9;
    found.sort((a, b) => b.redundantBases - a.redundantBases || compare(a.group.etag, b.group.etag));
    const groups = new DuplicateGroups(found.length, (index) => {
      const group = found[index]?.group;
      if (group === undefined) throw new RangeError(`There is no group ${index}.`);
      return this.#shown(group);
    });
    return { readSets: this.#readSets, withoutEtag: this.#withoutEtag, redundant, groups };
  }

  #addFurther(first: number, etag: string, readSet: ReadSetLike): void {
    let group = this.#groups.get(first);
    if (group === undefined) {
      const bases = this.#firstBases.at(first);
      group = { first, etag, bases: Number.isNaN(bases) ? undefined : bases, last: 0 };
      this.#groups.set(first, group);
    }
    group.bases ??= basesOf(readSet);
    this.#further.add(readSet);
    group.last = this.#before.push(group.last) + 1;
  }

  #membersOf(group: Group): ReadSetPlace[] {
    const members = [this.#firsts.at(group.first)];
    for (let link = group.last; link > 0; link = this.#before.at(link - 1)) {
      members.push(this.#further.at(link - 1));
    }
    return eachOnce(members.reverse());
  }

  #shown(group: Group): DuplicateGroup {
    return {
      etag: parseEtag(group.etag),
      ...(group.bases === undefined ? {} : { gigabases: group.bases / 1e9 }),
      readSets: this.#membersOf(group).sort(
        (a, b) => compare(a.sequenceStoreId, b.sequenceStoreId) || compare(a.id, b.id),
      ),
    };
  }
}

/** Etags are equal where these are; `undefined` for one that does not say enough to be compared. */
function etagText(etag: ETag | undefined): string | undefined {
  const { algorithm, source1, source2 } = etag ?? {};
  if (!algorithm || !source1) return undefined;
  return JSON.stringify(source2 ? [algorithm, source1, source2] : [algorithm, source1]);
}

function parseEtag(text: string): DuplicateGroup['etag'] {
  const [algorithm = '', source1 = '', source2] = JSON.parse(text) as string[];
  return { algorithm, source1, ...(source2 === undefined ? {} : { source2 }) };
}

/** Lists may give a read set twice when others come or go meanwhile. */
function eachOnce(members: readonly ReadSetPlace[]): ReadSetPlace[] {
  const names = new Set<string>();
  return members.filter(({ arn, sequenceStoreId, id }) => {
    const name = arn ?? JSON.stringify([sequenceStoreId, id]);
    return names.size !== names.add(name).size;
  });
}

function compare(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
