import { timeOf } from '../iso-time.js';
import { arraySource, OrderedSource } from './ordered-source.js';
import type { EmulatorStore, ReadSetOrder, ReadSetRecord, ReadSetSource } from './store.js';
import { toJson } from './to-json.js';

/** Where a store is, and how its read sets are listed. */
export interface StorePlacement {
  readonly region: string;
  readonly accountId: string;
  readonly order: ReadSetOrder;
  readonly seed: number;
}

/** A store as it is served: its details with everything filled in, and its read sets by place and by id. */
export class StoredStore {
  /** What GetSequenceStore answers. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What ListSequenceStores answers: the details without what only GetSequenceStore has. */
  readonly listed: Readonly<Record<string, unknown>>;
  readonly creationTime: number;
  readonly id: string;
  readonly readSets: OrderedSource;
  readonly #source: ReadSetSource;
  readonly #arn: string;
  #indexes: Map<string, number> | undefined;

  constructor(store: EmulatorStore, { region, accountId, order, seed }: StorePlacement) {
    const { readSets, propagatedSetLevelTags, s3Access, ...given } = store;
    this.#source =
      readSets === undefined ? arraySource([]) : isArray(readSets) ? arraySource(readSets) : readSets;
    this.#arn = store.arn ?? `arn:aws:omics:${region}:${accountId}:sequenceStore/${store.id}`;
    this.readSets = new OrderedSource(this.#source, order, seed);
    this.listed = {
      creationTime: '2023-01-01T00:00:00.000Z',
      status: 'ACTIVE',
      sseConfig: { type: 'KMS' },
      ...given,
      arn: this.#arn,
    };
    this.details = {
      ...this.listed,
      ...(propagatedSetLevelTags === undefined ? {} : { propagatedSetLevelTags }),
      s3Access: s3Access ?? { s3Uri: `s3://${bucketOf(accountId, region)}/${store.id}/` },
    };
    this.creationTime = timeOf(this.listed.creationTime);
    this.id = store.id;
  }

  /** The read set with its ARN and store filled in where it has none. */
  complete(record: ReadSetRecord): ReadSetRecord {
    if (record.arn !== undefined && record.sequenceStoreId !== undefined) return record;
    return {
      ...record,
      arn: record.arn ?? `${this.#arn}/readSet/${record.id}`,
      sequenceStoreId: record.sequenceStoreId ?? this.id,
    };
  }

  /** JSON of the read set at a place of the list. */
  jsonAt(place: number): string {
    const record = this.readSets.at(place);
    if (record.arn !== undefined && record.sequenceStoreId !== undefined) return toJson(record);
    if (record.arn !== undefined || record.sequenceStoreId !== undefined)
      return toJson(this.complete(record));
    // what is missing goes before the rest as text, which is faster than copying the record
    return `{"arn":"${this.#arn}/readSet/${record.id}","sequenceStoreId":"${this.id}",${toJson(record).slice(1)}`;
  }

  find(id: string): ReadSetRecord | undefined {
    const index = this.#source.indexOf?.(id) ?? this.#lookUp(id);
    return index < 0 ? undefined : this.#source.at(index);
  }

  #lookUp(id: string): number {
    const indexes = (this.#indexes ??= new Map<string, number>());
    for (let index = indexes.size; index < this.#source.length; index += 1) {
      const { id: other } = this.#source.at(index);
      indexes.set(other, indexes.get(other) ?? index);
    }
    return indexes.get(id) ?? -1;
  }
}

const isArray = (readSets: readonly ReadSetRecord[] | ReadSetSource): readSets is readonly ReadSetRecord[] =>
  Array.isArray(readSets);

/** The bucket that read sets' `s3Uri` name. */
export const bucketOf = (accountId: string, region: string): string =>
  `${accountId}-emulated-omics-${region}`;
