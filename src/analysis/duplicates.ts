import { DuplicateFinder, type Duplicates } from './duplicate-finder.js';
import type { ReadSetLike } from './read-set-like.js';
import { readSetReducer } from './read-set-reducer.js';
import { reduceStream, type Reducer, type Stream } from './reducer.js';

/** The reducer of {@link findDuplicates}, for {@link analyze}. */
export function duplicates(): Reducer<ReadSetLike, Duplicates> {
  return readSetReducer(() => {
    const finder = new DuplicateFinder();
    return {
      step: (readSet) => {
        finder.add(readSet);
      },
      finish: () => finder.result(),
    };
  });
}

/**
 * Finds read sets whose etags are the same in algorithm and sources, within a store and across stores, Regions and
 * accounts.
 *
 * An etag is of the bases, whatever the name or the sample. Read sets without one, or with one that has no
 * algorithm or no `source1`, are counted in `withoutEtag`; an empty `source2` is none. A read set that the stream has twice is no duplicate of itself. Every status counts, `DELETED` too: filter the stream for
 * others.
 *
 * It is one pass. Memory, measured for a million read sets: 51 MiB where all etags differ, 81 MiB where each comes twice,
 * 21 MiB where all are the same. Groups and their read sets are made when they are come to, so that going through them
 * takes no more; an array of them, as `[...groups]` and JSON are, does. 96 bits of SHA-256 stand for each etag: the chance that two
 * different ones among a million are taken for one is 6e-18.
 *
 * @throws {InvalidOptionError} at the call; while reading, when something comes that is no read set
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
