import type { ReadSetPlace } from './read-set-places.js';

/** Read sets whose etags are the same: the same bases, of whatever name and in whatever store. */
export interface DuplicateGroup {
  etag: { algorithm: string; source1: string; source2?: string };
  /** The bases of each, where the list says it of one of them. */
  gigabases?: number;
  /** Two or more, by store and id. */
  readSets: ReadSetPlace[];
}

/**
 * Groups of duplicates, each of which is made when it is come to: `for (const group of groups)`, `[...groups]`. In JSON
 * they are an array.
 */
export class DuplicateGroups implements Iterable<DuplicateGroup> {
  /** How many there are. */
  readonly length: number;
  readonly #at: (index: number) => DuplicateGroup;

  /** @internal */
  constructor(length: number, at: (index: number) => DuplicateGroup) {
    this.length = length;
    this.#at = at;
  }

  *[Symbol.iterator](): Generator<DuplicateGroup, void, undefined> {
    for (let i = 0; i < this.length; i += 1) yield this.#at(i);
  }

  toJSON(): DuplicateGroup[] {
    return [...this];
  }
}
