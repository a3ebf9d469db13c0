import { expected, expectInteger, expectKeys, expectMatch, expectNumber } from '../expect.js';
import { timeOf } from '../iso-time.js';
import { hash32, hashText } from '../random.js';
import type { ReadSetSource } from '../stores/store.js';
import { creationTimeRule, type CreationTimes } from './creation-times.js';
import { generatedReadSet } from './generated-read-set.js';

/** How many read sets, and how they lie in time. */
export interface GenerateOptions {
  /** An integer from 0 to 100,000,000. */
  readonly count: number;
  /** An integer from 0 to 4294967295: read set i depends on seed and i alone. @default 1 */
  readonly seed?: number;
  /** The earliest creation time, as an ISO 8601 string or a Date. @default '2023-01-01T00:00:00.000Z' */
  readonly from?: string | Date;
  /** No creation time reaches it. @default '2025-01-01T00:00:00.000Z' */
  readonly to?: string | Date;
  /** How creation times lie between the two, ascending with i. @default 'even' */
  readonly creationTimes?: CreationTimes;
  /**
   * The store the read sets say they are in, which ids differ by too. @default the store they are served in; stores
   * with the same seed then have the same ids
   */
  readonly sequenceStoreId?: string;
  /**
   * The share, from 0 to 1, of read sets that are odd: null members, statuses and file types not known today, names
   * with quotes, newlines, formulas, escape sequences and any script, counts above 2^53. @default 0
   */
  readonly oddShare?: number;
}

const ID_BLOCK = 1_000_000;
const ID_BLOCKS = 8_900;

/**
 * Read sets made when they are asked for: all file types and statuses, several to a sample, missing members, repeated
 * etags. A million take neither time nor memory until they are listed.
 *
 * @throws TypeError that names the option, its bound and what came
 * @example
 * ```ts
 * const stores = [{ id: '1234567890', readSets: generateReadSets({ count: 1_000_000, seed: 7 }) }];
 * ```
 */
export const generateReadSets = (options: GenerateOptions): ReadSetSource => {
  checkOptions(options);
  const { count, seed = 1, creationTimes = 'even', sequenceStoreId, oddShare = 0 } = options;
  const [from, to] = rangeOf(options);
  const creationTimeOf = creationTimeRule(creationTimes, { count, from, to, seed: hash32(seed, 0) });
  const block = (seed + (sequenceStoreId === undefined ? 0 : hashText(sequenceStoreId))) % ID_BLOCKS;
  const firstId = 1_000_000_000 + block * ID_BLOCK;
  return {
    length: count,
    creationTimeOf,
    at: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= count) {
        throw new RangeError(`No read set at ${index}: there are ${count}`);
      }
      const record = generatedReadSet({ index, seed, id: String(firstId + index), time: creationTimeOf(index), oddShare });
      return sequenceStoreId === undefined ? record : { ...record, sequenceStoreId };
    },
    indexOf: (id) => {
      const index = /^\d{10,12}$/.test(id) ? Number(id) - firstId : -1;
      return index >= 0 && index < count ? index : -1;
    },
  };
};

const rangeOf = ({ from, to }: GenerateOptions): readonly [number, number] => [
  timeOf(from ?? '2023-01-01T00:00:00.000Z'),
  timeOf(to ?? '2025-01-01T00:00:00.000Z'),
];

const checkOptions = (options: GenerateOptions): void => {
  expectKeys('options', options, ['count', 'seed', 'from', 'to', 'creationTimes', 'sequenceStoreId', 'oddShare']);
  const { count, seed, creationTimes, sequenceStoreId, oddShare } = options;
  expectInteger('count', count, 0, 100_000_000);
  if (seed !== undefined) expectInteger('seed', seed, 0, 4_294_967_295);
  if (oddShare !== undefined) expectNumber('oddShare', oddShare, 0, 1);
  if (sequenceStoreId !== undefined) {
    expectMatch('sequenceStoreId', sequenceStoreId, /^\d{10,36}$/, 'a string of 10 to 36 digits');
  }
  if (creationTimes !== undefined && typeof creationTimes !== 'function' && !NAMED.includes(creationTimes)) {
    throw expected('creationTimes', "'even', 'crowded', 'same' or a function", creationTimes);
  }
  const [from, to] = rangeOf(options);
  if (Number.isNaN(from)) throw expected('from', 'an ISO 8601 time with a zone, or a Date', options.from);
  if (Number.isNaN(to)) throw expected('to', 'an ISO 8601 time with a zone, or a Date', options.to);
  if (from > to) throw expected('from', `no later than \`to\` (${new Date(to).toISOString()})`, options.from);
};

const NAMED: readonly CreationTimes[] = ['even', 'crowded', 'same'];
