import type { ETag } from '@aws-sdk/client-omics';
import { Column } from './column.js';
import { DigestIndex } from './digest-index.js';
import { DuplicateGroups, type DuplicateGroup } from './duplicate-groups.js';
import type { ReadSetLike } from './read-set-like.js';
import { ReadSetPlaces, type ReadSetPlace } from './read-set-places.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';
import { basesOf } from './totals.js';

/** What {@link findDuplicates} gives. */
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

/** The reducer of {@link findDuplicates}, for {@link analyze}. */
export function duplicates(): Reducer<ReadSetLike, Duplicates> {
  return {
    start() {
      const etags = new DigestIndex();
      // The first read set of each etag is at the etag's number; further ones are linked, the latest first.
      const firsts = new ReadSetPlaces();
      const firstBases = Column.float64();
      const further = new ReadSetPlaces();
      const before = Column.uint32();
      const groups = new Map<number, Group>();
      let [readSets, withoutEtag] = [0, 0];

      const addFurther = (first: number, etag: string, readSet: ReadSetLike): void => {
        let group = groups.get(first);
        if (group === undefined) {
          const bases = firstBases.at(first);
          group = { first, etag, bases: Number.isNaN(bases) ? undefined : bases, last: 0 };
          groups.set(first, group);
        }
        group.bases ??= basesOf(readSet);
        further.add(readSet);
        group.last = before.push(group.last) + 1;
      };
      const membersOf = (group: Group): ReadSetPlace[] => {
        const members = [firsts.at(group.first)];
        for (let link = group.last; link > 0; link = before.at(link - 1)) members.push(further.at(link - 1));
        return eachOnce(members.reverse());
      };
      return {
        step(readSet) {
          readSets += 1;
          const etag = etagText(readSet.etag);
          if (etag === undefined) {
            withoutEtag += 1;
            return;
          }
          const known = etags.size;
          const number = etags.numberOf(etag);
          if (number < known) {
            addFurther(number, etag, readSet);
            return;
          }
          firsts.add(readSet);
          firstBases.push(basesOf(readSet) ?? NaN);
        },
        finish() {
          const redundant = { readSets: 0, gigabases: 0, basesUnknown: 0 };
          let bases = 0n;
          const found: { group: Group; redundantBases: number }[] = [];
          for (const group of groups.values()) {
            const count = membersOf(group).length - 1;
            if (count === 0) continue;
            redundant.readSets += count;
            if (group.bases === undefined) redundant.basesUnknown += count;
            const redundantBases = (group.bases ?? 0) * count;
            bases += BigInt(redundantBases);
            found.push({ group, redundantBases });
          }
          redundant.gigabases = Number(bases) / 1e9;
          found.sort((a, b) => b.redundantBases - a.redundantBases || compare(a.group.etag, b.group.etag));
          const at = (index: number): DuplicateGroup => {
            const group = found[index]?.group;
            if (group === undefined) throw new RangeError(`There is no group ${index}.`);
            return {
              etag: parseEtag(group.etag),
              ...(group.bases === undefined ? {} : { gigabases: group.bases / 1e9 }),
              readSets: membersOf(group).sort(
                (a, b) => compare(a.sequenceStoreId, b.sequenceStoreId) || compare(a.id, b.id),
              ),
            };
          };
          return { readSets, withoutEtag, redundant, groups: new DuplicateGroups(found.length, at) };
        },
      };
    },
  };
}

/**
 * Finds read sets whose etags are the same in algorithm and sources, within a store and across stores, Regions and
 * accounts.
 *
 * An etag is of the bases, whatever the name or the sample. Read sets without one are counted in `withoutEtag`. A read
 * set that the stream has twice is no duplicate of itself. Every status counts, `DELETED` too: filter the stream for
 * others.
 *
 * It is one pass. Memory: 40 to 46 bytes for each different etag (measured: 40 MB for a million read sets), 16 for each
 * further one of a group, and about 0.5 KB for each group. 96 bits of SHA-256 stand for each etag: the chance that two
 * different ones among a million are taken for one is 6e-18.
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
