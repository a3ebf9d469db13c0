import type { FileType, ReadSetStatus } from '@aws-sdk/client-omics';
import { defined } from '../options/defined.js';
import { Column } from './columns.js';
import type { ReadSetLike } from './read-set-like.js';

/** A read set in a group of duplicates. Members that the list did not have are absent. */
export interface DuplicateReadSet {
  sequenceStoreId?: string;
  id?: string;
  arn?: string;
  status?: ReadSetStatus;
  fileType?: FileType;
}

type SharedValues = Omit<DuplicateReadSet, 'id' | 'arn'> & { readonly arnPrefix?: string };

/** Ids of up to 15 digits are stored as a number, with a leading 1 that keeps their zeros. */
const NUMERIC_ID = /^\d{1,15}$/;

/**
 * A table of read sets that takes 12 bytes per row: the id as a number, and a reference to shared values, which are
 * stored once per combination of store, status and file type. An id that is not a number of up to 15 digits takes about
 * 100 bytes more; the service's ids have 10 digits today.
 */
export class ReadSetTable {
  readonly #ids = new Column(Float64Array);
  readonly #shared = new Column(Uint32Array);
  readonly #otherIds = new Map<number, string>();
  readonly #sharedNumbers = new Map<string, number>();
  readonly #sharedValues: SharedValues[] = [];

  add(readSet: ReadSetLike): number {
    const { id } = readSet;
    const isNumeric = id !== undefined && NUMERIC_ID.test(id);
    const row = this.#ids.push(isNumeric ? Number(`1${id}`) : NaN);
    if (!isNumeric && id !== undefined) this.#otherIds.set(row, id);
    this.#shared.push(this.#sharedNumberOf(readSet));
    return row;
  }

  at(row: number): DuplicateReadSet {
    const { arnPrefix, ...shared } = this.#sharedAt(row);
    const id = this.#idAt(row);
    const readSet: DuplicateReadSet = { ...shared };
    if (id !== undefined) readSet.id = id;
    if (arnPrefix !== undefined) readSet.arn = `${arnPrefix}${id ?? ''}`;
    return readSet;
  }

  /** Orders two rows by store, id (shorter ids first) and ARN. Returns 0 if they are equal in all three. */
  compare(a: number, b: number): number {
    const [sharedA, sharedB] = [this.#sharedAt(a), this.#sharedAt(b)];
    if (sharedA === sharedB) return this.#compareIds(a, b);
    return (
      compareStrings(sharedA.sequenceStoreId, sharedB.sequenceStoreId) ||
      this.#compareIds(a, b) ||
      compareStrings(sharedA.arnPrefix, sharedB.arnPrefix)
    );
  }

  /** Whether two rows are the same read set. Rows with neither an id nor an ARN count as different. */
  isSame(a: number, b: number): boolean {
    if (this.#idAt(a) === undefined && this.#sharedAt(a).arnPrefix === undefined) return false;
    return this.compare(a, b) === 0;
  }

  #sharedAt(row: number): SharedValues {
    return this.#sharedValues[this.#shared.at(row)] ?? {};
  }

  #idAt(row: number): string | undefined {
    const id = this.#ids.at(row);
    return Number.isNaN(id) ? this.#otherIds.get(row) : String(id).slice(1);
  }

  #compareIds(a: number, b: number): number {
    const difference = this.#ids.at(a) - this.#ids.at(b); // because of the leading 1, longer ids are greater
    if (!Number.isNaN(difference)) return difference;
    const [idA = '', idB = ''] = [this.#idAt(a), this.#idAt(b)];
    return idA.length - idB.length || compareStrings(idA, idB);
  }

  #sharedNumberOf({ id = '', arn, sequenceStoreId, status, fileType }: ReadSetLike): number {
    const arnPrefix = arn?.endsWith(id) === true ? arn.slice(0, arn.length - id.length) : undefined;
    const key = JSON.stringify([arnPrefix, sequenceStoreId, status, fileType]);
    const known = this.#sharedNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.#sharedValues.push(defined({ arnPrefix, sequenceStoreId, status, fileType })) - 1;
    this.#sharedNumbers.set(key, number);
    return number;
  }
}

/** Orders strings by code units; a missing one is first. */
function compareStrings(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
