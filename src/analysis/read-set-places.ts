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
  readonly #otherIds = new Map<number, string | undefined>();
  readonly #kindNumbers = new Map<string, number>();
  readonly #knownKinds: (Omit<ReadSetPlace, 'id' | 'arn'> & { arnPrefix: string | undefined })[] = [];

  /** Adds a read set and gives its place. */
  add(readSet: ReadSetLike): number {
    const { id } = readSet;
    const isPacked = id !== undefined && PACKED_ID.test(id);
    const place = this.#ids.push(isPacked ? Number(`1${id}`) : NaN);
    if (!isPacked) this.#otherIds.set(place, id);
    this.#kinds.push(this.#kindOf(readSet));
    return place;
  }

  at(place: number): ReadSetPlace {
    const { arnPrefix, ...kind } = this.#knownKinds[this.#kinds.at(place)] ?? { arnPrefix: undefined };
    const packed = this.#ids.at(place);
    const id = Number.isNaN(packed) ? this.#otherIds.get(place) : String(packed).slice(1);
    return {
      ...kind,
      ...(id === undefined ? {} : { id }),
      ...(arnPrefix === undefined ? {} : { arn: `${arnPrefix}${id ?? ''}` }),
    };
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
