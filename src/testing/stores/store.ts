/**
 * A read set as the service lists it: the JSON of the SDK's `ReadSetListItem`. Members not named here, null and values
 * that the service does not know today pass through as they are.
 */
export interface ReadSetRecord {
  readonly id: string;
  /** @default an ARN made from Region, account, store and id */
  readonly arn?: string | null;
  /** @default the store it is in */
  readonly sequenceStoreId?: string | null;
  readonly status: string;
  readonly fileType: string;
  /** An ISO 8601 string is sent as it is; a Date with milliseconds and `Z`. */
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

/** Counts may be bigints, which are sent digit by digit. */
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

/** Read sets that are made when they are asked for: a store of any size in little memory. */
export interface ReadSetSource {
  readonly length: number;
  /** The read set at an index from 0 to length − 1; the same each time. */
  at(index: number): ReadSetRecord;
  /** Its creation time in milliseconds, where that is cheaper than the whole. */
  creationTimeOf?(index: number): number;
  /** The index of a read set's id, −1 where there is none; without it, the first metadata request reads all ids. */
  indexOf?(id: string): number;
}

/** A sequence store of an emulator: its id, its read sets, and whatever `SequenceStoreDetail` has beside. */
export interface EmulatorStore {
  /** 10 to 36 digits. */
  readonly id: string;
  /**
   * An array is read when a page is served, so a record replaced or added while the emulator runs is seen from the
   * next page on. @default none
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
  /** Answered by GetSequenceStore only. */
  readonly propagatedSetLevelTags?: readonly string[];
  /** Answered by GetSequenceStore only. */
  readonly s3Access?: Readonly<Record<string, string>>;
}

/** The order in which a store's read sets are listed: as given, by creation time, or shuffled with the seed. */
export type ReadSetOrder = 'given' | 'ascending' | 'descending' | 'random';
