import type { FileType, ReadSetStatus } from '@aws-sdk/client-omics';
import { Column } from './column.js';
import type { ReadSetLike } from './read-set-like.js';

/** Which read set it is, and what is much the same for many. */
export interface ReadSetPlace {
  sequenceStoreId?: string;
  id?: string;
  arn?: string;
  status?: ReadSetStatus;
  fileType?: FileType;
}

/** What of a read set is the same for many. */
type Kind = Omit<ReadSetPlace, 'id' | 'arn'> & { readonly arnPrefix: string | undefined };

/** Ids of so many digits are kept as a number, with a 1 before them that keeps leading zeros. */
const PACKED_ID = /^\d{1,15}$/;

/**
 * A list of read sets in 12 bytes each: the id as a number, and everything else as the number of its kind, of which
 * there are as many as stores, statuses and file types make. An id that is not of 15 digits or fewer takes about 100
 * bytes more; those of today have 10.
 */
export class ReadSetPlaces {
  readonly #ids = Column.float64();
  readonly #kinds = Column.uint32();
  readonly #otherIds = new Map<number, string>();
  readonly #kindNumbers = new Map<string, number>();
  readonly #knownKinds: Kind[] = [];

  /** Adds a read set and gives its place. */
  add(readSet: ReadSetLike): number {
    const { id } = readSet;
    const isPacked = id !== undefined && PACKED_ID.test(id);
    const place = this.#ids.push(isPacked ? Number(`1${id}`) : NaN);
    if (!isPacked && id !== undefined) this.#otherIds.set(place, id);
    this.#kinds.push(this.#kindOf(readSet));
    return place;
  }

  at(place: number): ReadSetPlace {
    const { arnPrefix, ...kind } = this.#kindAt(place);
    const id = this.#idAt(place);
    return {
      ...kind,
      ...(id === undefined ? {} : { id }),
      ...(arnPrefix === undefined ? {} : { arn: `${arnPrefix}${id ?? ''}` }),
    };
  }

  /** The order of two by store, id (shorter ones first) and ARN; 0 where they are equal in all three. */
  compare(a: number, b: number): number {
    const [kindA, kindB] = [this.#kindAt(a), this.#kindAt(b)];
    const stores = kindA === kindB ? 0 : compareTexts(kindA.sequenceStoreId, kindB.sequenceStoreId);
    return (
      stores ||
      this.#compareIds(a, b) ||
      (kindA === kindB ? 0 : compareTexts(kindA.arnPrefix, kindB.arnPrefix))
    );
  }

  /** Whether two are one read set. Nothing can be told of those without an id and an ARN. */
  isSame(a: number, b: number): boolean {
    if (this.#idAt(a) === undefined && this.#kindAt(a).arnPrefix === undefined) return false;
    return this.compare(a, b) === 0;
  }

  #kindAt(place: number): Kind {
    return this.#knownKinds[this.#kinds.at(place)] ?? { arnPrefix: undefined };
  }

  #idAt(place: number): string | undefined {
    const packed = this.#ids.at(place);
    return Number.isNaN(packed) ? this.#otherIds.get(place) : String(packed).slice(1);
  }

  #compareIds(a: number, b: number): number {
    const difference = this.#ids.at(a) - this.#ids.at(b); // the 1 before them makes longer ones greater
    if (!Number.isNaN(difference)) return difference;
    const [idA = '', idB = ''] = [this.#idAt(a), this.#idAt(b)];
    return idA.length - idB.length || compareTexts(idA, idB);
  }

  #kindOf({ id = '', arn, sequenceStoreId, status, fileType }: ReadSetLike): number {
    const arnPrefix = arn?.endsWith(id) === true ? arn.slice(0, arn.length - id.length) : undefined;
    const name = JSON.stringify([arnPrefix, sequenceStoreId, status, fileType]);
    const known = this.#kindNumbers.get(name);
    if (known !== undefined) return known;
    const number = this.#knownKinds.length;
    this.#kindNumbers.set(name, number);
    this.#knownKinds.push({
      arnPrefix,
      ...(sequenceStoreId === undefined ? {} : { sequenceStoreId }),
      ...(status === undefined ? {} : { status }),
      ...(fileType === undefined ? {} : { fileType }),
    });
    return number;
  }
}

/** By code units; without one is first. */
function compareTexts(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
