import type { ETag } from '@aws-sdk/client-omics';
import { Column } from './column.js';
import { DigestIndex } from './digest-index.js';
import { groupDuplicates, type DuplicateGroup, type EtagColumns } from './duplicate-groups.js';
import type { LazyList } from './lazy-list.js';
import type { ReadSetLike } from './read-set-like.js';
import { ReadSetPlaces } from './read-set-places.js';
import { TextStore } from './text-store.js';
import { basesOf } from './totals.js';

/** What `findDuplicates` gives. */
export interface Duplicates {
  /** Read sets that came. */
  readSets: number;
  /** Those of them that have no etag with an algorithm and a `source1`, of which nothing can be told. */
  withoutEtag: number;
  /** What is there more than once: all but one read set of each group. */
  redundant: {
    readSets: number;
    /** Their bases, where known. */
    gigabases: number;
    /** Read sets among them whose number of bases the list does not say. */
    basesUnknown: number;
  };
  /**
   * The groups, those with the most redundant bases first, then by the store and id of their first read sets. Each is
   * made when it is come to.
   */
  groups: LazyList<DuplicateGroup>;
}

/** In place of where the text of an etag is, of one that came once. */
const NO_TEXT = 2 ** 32 - 1;

/** Finds read sets with one etag: what it keeps of each is its place and the number of its etag, in columns. */
export class DuplicateFinder {
  readonly #etags = new DigestIndex();
  readonly #columns: EtagColumns = {
    places: new ReadSetPlaces(),
    etags: Column.uint32(),
    bases: Column.float64(),
    texts: new TextStore(),
    textPlaces: Column.uint32(),
  };
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
    const { places, etags, bases, texts, textPlaces } = this.#columns;
    places.add(readSet);
    etags.push(number);
    if (number === known) {
      bases.push(basesOf(readSet) ?? NaN);
      textPlaces.push(NO_TEXT);
      return;
    }
    if (textPlaces.at(number) === NO_TEXT) textPlaces.set(number, texts.add(etag));
    if (Number.isNaN(bases.at(number))) bases.set(number, basesOf(readSet) ?? NaN);
  }

  result(): Duplicates {
    const { groups, redundant } = groupDuplicates(this.#columns);
    return { readSets: this.#readSets, withoutEtag: this.#withoutEtag, redundant, groups };
  }
}

/** Etags are equal where these are; `undefined` for one that does not say enough to be compared. */
function etagText(etag: ETag | undefined): string | undefined {
  const { algorithm, source1, source2 } = etag ?? {};
  if (!algorithm || !source1) return undefined;
  return JSON.stringify(source2 ? [algorithm, source1, source2] : [algorithm, source1]);
}
