import { hash32, permutation } from './random.js';
import { timestampMs } from './service-model.js';

/**
 * A read set as the service lists it: the JSON of the SDK's `ReadSetListItem`. Other members, null and unknown values
 * are sent unchanged.
 */
export interface ReadSetRecord {
  readonly id: string;
  /** @default an ARN made from Region, account, store and id */
  readonly arn?: string | null;
  /** @default the id of its store */
  readonly sequenceStoreId?: string | null;
  readonly status: string;
  readonly fileType: string;
  /** An ISO 8601 string is sent unchanged; a Date is sent with milliseconds and `Z`. */
  readonly creationTime: string | Date;
  readonly subjectId?: string | null;
  readonly sampleId?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly referenceArn?: string | null;
  readonly statusMessage?: string | null;
  readonly creationType?: string | null;
  readonly sequenceInformation?: SequenceInformationRecord | null;
  readonly etag?: EtagRecord | null;
  readonly [member: string]: unknown;
}

/** Counts may be bigints, which are sent with all their digits. */
export interface SequenceInformationRecord {
  readonly totalReadCount?: number | bigint | null;
  readonly totalBaseCount?: number | bigint | null;
  readonly generatedFrom?: string | null;
  readonly alignment?: string | null;
  readonly [member: string]: unknown;
}

export interface EtagRecord {
  readonly algorithm?: string | null;
  readonly source1?: string | null;
  readonly source2?: string | null;
  readonly [member: string]: unknown;
}

/** Read sets that are created on request, so that a store of any size needs little memory. */
export interface ReadSetSource {
  readonly length: number;
  /** Returns the read set at an index from 0 to `length` − 1. The same index always returns the same read set. */
  at(index: number): ReadSetRecord;
  /** Returns its creation time in milliseconds. Provide it if that is cheaper than creating the read set. */
  creationTimeOf?(index: number): number;
  /** Returns the index of an id, or −1. Without it, the first metadata request reads all ids. */
  indexOf?(id: string): number;
}

/** A sequence store of an emulator: its id, its read sets, and the other members of `SequenceStoreDetail`. */
export interface EmulatorStore {
  /** 10 to 36 digits. */
  readonly id: string;
  /**
   * An array is read each time a page is served, so a record that you add or replace while the emulator runs appears
   * from the next page on. @default none
   */
  readonly readSets?: readonly ReadSetRecord[] | ReadSetSource;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly arn?: string;
  /** @default 2023-01-01T00:00:00.000Z */
  readonly creationTime?: string | Date;
  readonly updateTime?: string | Date | null;
  /** @default 'ACTIVE' */
  readonly status?: string | null;
  readonly statusMessage?: string | null;
  /** @default { type: 'KMS' } */
  readonly sseConfig?: { readonly type: string; readonly keyArn?: string } | null;
  readonly fallbackLocation?: string | null;
  readonly eTagAlgorithmFamily?: string | null;
  /** Returned only by GetSequenceStore. */
  readonly propagatedSetLevelTags?: readonly string[];
  /** Returned only by GetSequenceStore. */
  readonly s3Access?: Readonly<Record<string, string>>;
}

/**
 * A change to the read sets of a store while the emulator runs. All parts happen between two requests, in the order of
 * the members. New read sets are listed where you put them, whatever the `order` of the emulator.
 */
export interface StoreChange {
  /** Removes the read sets with these ids. */
  readonly remove?: readonly string[];
  /** Replaces members of read sets, by their ids: `{ '3000000001': { status: 'ARCHIVED' } }`. */
  readonly update?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Adds read sets at the head of the list. */
  readonly prepend?: readonly ReadSetRecord[];
  /** Adds read sets at the end of the list. */
  readonly append?: readonly ReadSetRecord[];
  /** Puts the list into a random order. Stable tokens from before are rejected. @default false */
  readonly shuffle?: boolean;
}

/** The order in which a store lists its read sets: as configured, by creation time, or shuffled with the seed. */
export type ReadSetOrder = 'given' | 'ascending' | 'descending' | 'random';

/** Items by their place in a list. */
export interface ListSource {
  readonly length: number;
  at(place: number): Readonly<Record<string, unknown>>;
  /** Creation time in milliseconds. */
  timeAt(place: number): number;
}

/** The contents of a list, and the member of the response that holds them. */
export interface Listing extends ListSource {
  readonly member: 'readSets' | 'sequenceStores';
  /** The number of changes so far. */
  readonly version: number;
  /** Where a place in an earlier version is now; `undefined` if the list was put into another order since. */
  placeSince(place: number, version: number): number | undefined;
  jsonAt(place: number): string;
}

/**
 * A store and the list of its read sets. The first change copies the read sets, in their order. Creation times are read once, when a date filter or an order by time first needs
 * them, and take 8 bytes per read set. An order other than `'given'` takes 4 more.
 */
export class StoredStore implements Listing {
  readonly member = 'readSets';
  readonly id: string;
  /** The store as ListSequenceStores returns it. */
  readonly listed: Readonly<Record<string, unknown>>;
  /** The store as GetSequenceStore returns it. */
  readonly details: Readonly<Record<string, unknown>>;
  #source: ReadSetSource;
  readonly #arn: string;
  #order: ReadSetOrder;
  readonly #seed: number;
  readonly #indexesById = new Map<string, number>();
  /** Additions and removals, oldest first: `by` read sets at a place. */
  readonly #moves: { readonly at: number; readonly by: number }[] = [];
  #shuffledAt = 0;
  #times: Float64Array | undefined;
  #orderedIndexes: Uint32Array | undefined;

  constructor(store: EmulatorStore & { readonly arn: string }, order: ReadSetOrder, seed: number) {
    const { readSets = [], propagatedSetLevelTags, s3Access, ...members } = store;
    this.id = store.id;
    this.#source = sourceOf(readSets);
    this.#arn = store.arn;
    this.#order = order;
    this.#seed = seed;
    this.listed = {
      creationTime: '2023-01-01T00:00:00.000Z',
      status: 'ACTIVE',
      sseConfig: { type: 'KMS' },
      ...members,
    };
    this.details = { ...this.listed, propagatedSetLevelTags, s3Access };
  }

  get length(): number {
    return this.#source.length;
  }

  at(place: number): ReadSetRecord {
    return this.#source.at(this.#indexAt(place));
  }

  timeAt(place: number): number {
    const index = this.#indexAt(place);
    return this.#creationTimes()[index] ?? this.#timeOf(index);
  }

  jsonAt(place: number): string {
    const record = this.at(place);
    if (record.arn !== undefined || record.sequenceStoreId !== undefined) {
      return toJson(this.#complete(record));
    }
    // prepending the missing members as text is faster than copying the record
    return `{"arn":"${this.#arn}/readSet/${record.id}","sequenceStoreId":"${this.id}",${toJson(record).slice(1)}`;
  }

  get version(): number {
    return this.#moves.length;
  }

  placeSince(place: number, version: number): number | undefined {
    if (version < this.#shuffledAt) return undefined;
    return this.#moves.slice(version).reduce((now, { at, by }) => (at < now ? now + by : now), place);
  }

  /** Changes the read sets. All ids to update or remove must exist. */
  change({ remove = [], update = {}, prepend = [], append = [], shuffle = false }: StoreChange): void {
    const records = Array.from({ length: this.length }, (_, place) => this.at(place));
    for (const id of remove) {
      const at = records.findIndex((record) => record.id === id);
      records.splice(at, 1);
      this.#moves.push({ at, by: -1 });
    }
    const kept = records.map((record) => {
      const members = update[record.id];
      return members === undefined ? record : { ...record, ...members };
    });
    if (prepend.length > 0) this.#moves.push({ at: 0, by: prepend.length });
    const changed: readonly ReadSetRecord[] = [...prepend, ...kept, ...append];
    if (shuffle) this.#shuffledAt = this.#moves.push({ at: 0, by: 0 });
    const order = shuffle ? permutation(changed.length, hash32(this.#seed, this.version)) : changed.keys();
    this.#source = sourceOf(Array.from(order, (place) => changed[place] as ReadSetRecord));
    this.#order = 'given';
    this.#times = undefined;
    this.#indexesById.clear();
  }

  find(id: string): ReadSetRecord | undefined {
    const index = this.#source.indexOf?.(id) ?? this.#indexOf(id);
    return index < 0 ? undefined : this.#complete(this.#source.at(index));
  }

  #indexOf(id: string): number {
    const indexes = this.#indexesById;
    for (let index = indexes.size; index < this.length; index += 1) {
      const { id: other } = this.#source.at(index);
      indexes.set(other, indexes.get(other) ?? index);
    }
    return indexes.get(id) ?? -1;
  }

  #complete(record: ReadSetRecord): ReadSetRecord {
    if (record.arn !== undefined && record.sequenceStoreId !== undefined) return record;
    return {
      ...record,
      arn: record.arn ?? `${this.#arn}/readSet/${record.id}`,
      sequenceStoreId: record.sequenceStoreId ?? this.id,
    };
  }

  /** Read sets that are added after the first request come last. */
  #indexAt(place: number): number {
    if (this.#order === 'given') return place;
    this.#orderedIndexes ??= this.#sortedIndexes();
    return this.#orderedIndexes[place] ?? place;
  }

  #sortedIndexes(): Uint32Array {
    if (this.#order === 'random') return permutation(this.length, this.#seed);
    const times = this.#creationTimes();
    const indexes = Uint32Array.from(times, (_, index) => index);
    const sign = this.#order === 'ascending' ? 1 : -1;
    const isAscending = times.every((time, index) => index === 0 || (times[index - 1] ?? 0) <= time);
    if (!isAscending) return indexes.sort((a, b) => sign * ((times[a] ?? 0) - (times[b] ?? 0)));
    return sign === 1 ? indexes : indexes.reverse();
  }

  #creationTimes(): Float64Array {
    if (this.#times !== undefined) return this.#times;
    const times = new Float64Array(this.length);
    for (let index = 0; index < times.length; index += 1) times[index] = this.#timeOf(index);
    this.#times = times;
    return times;
  }

  #timeOf(index: number): number {
    return this.#source.creationTimeOf?.(index) ?? timestampMs(this.#source.at(index).creationTime);
  }
}

/** A source that reads an array as it is at the time of each request. */
function sourceOf(readSets: readonly ReadSetRecord[] | ReadSetSource): ReadSetSource {
  if (!Array.isArray(readSets)) return readSets as ReadSetSource;
  const records = readSets as readonly ReadSetRecord[];
  return {
    get length() {
      return records.length;
    },
    at(index) {
      const record = records[index];
      if (record === undefined) throw new RangeError(`No read set at ${index}: there are ${records.length}`);
      return record;
    },
  };
}

/** JSON of a record. Dates become ISO strings with milliseconds, and bigints numbers with all their digits. */
export function toJson(record: object): string {
  try {
    return JSON.stringify(record);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const marked = JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'bigint' ? `\u0000bigint:${value}` : value,
  );
  return marked.replace(/"\\u0000bigint:(-?\d+)"/g, '$1');
}
