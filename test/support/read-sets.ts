import type { EmulatorStore, ReadSetRecord } from 'healthomics-streams/testing';

export const STORE = '1234567890';

/** A read set with the required members. */
export const readSet = (number: number, more: Partial<ReadSetRecord> = {}): ReadSetRecord => ({
  id: String(3_000_000_000 + number),
  status: 'ACTIVE',
  fileType: 'FASTQ',
  creationTime: new Date(Date.UTC(2024, 0, 1) + number * 1000).toISOString(),
  ...more,
});

/** Consecutive read sets. Their ids follow from their positions. */
export const readSets = (count: number, from = 0): ReadSetRecord[] =>
  Array.from({ length: count }, (_, n) => readSet(from + n));

export const idsOf = (records: readonly ReadSetRecord[]): string[] => records.map(({ id }) => id);

export const storeId = (number: number): string => String(1_000_000_000 + number);

/** Stores with these numbers of read sets. Every read set has a different id. */
export const storesOf = (...sizes: readonly number[]): (EmulatorStore & { readSets: ReadSetRecord[] })[] =>
  sizes.map((size, n) => ({ id: storeId(n), readSets: readSets(size, n * 1_000_000) }));

/** Returns the error that a promise rejects with or a function throws. Fails if there is no error. */
export async function errorOf(work: PromiseLike<unknown> | (() => unknown)): Promise<unknown> {
  let value: unknown;
  try {
    value = await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error;
  }
  throw new Error(`Expected an error, got ${JSON.stringify(value)}`);
}
