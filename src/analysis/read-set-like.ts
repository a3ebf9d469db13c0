import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { InvalidOptionError } from '../errors.js';
import { describe } from '../options/problems.js';
import { timeMs } from '../text/iso-time.js';
import type { Reducer, Reduction } from './reducer.js';

/** A read set from the service, from a `map`, or from parsed JSON. Every member may be missing. */
export interface ReadSetLike extends Partial<Omit<ReadSetListItem, 'creationTime'>> {
  /** A Date, or an ISO 8601 date or date-time, in UTC if it has no zone. Any other value counts as missing. */
  creationTime?: Date | string | undefined;
}

/** The service counts in 64 bits. */
const MAX_COUNT = 2 ** 64;

/** When a read set was created, in milliseconds since 1970; `undefined` if unknown. */
export function createdMsOf({ creationTime }: ReadSetLike): number | undefined {
  return timeMs(creationTime);
}

/** The number of bases of a read set; `undefined` if unknown. */
export function basesOf({ sequenceInformation }: ReadSetLike): number | undefined {
  const bases: unknown = sequenceInformation?.totalBaseCount;
  return typeof bases === 'number' && Number.isInteger(bases) && bases >= 0 && bases < MAX_COUNT
    ? bases
    : undefined;
}

/** Whether a read set has a number of bases, valid or not. */
export function hasBases({ sequenceInformation }: ReadSetLike): boolean {
  const bases: unknown = sequenceInformation?.totalBaseCount;
  return bases !== undefined && bases !== null;
}

/**
 * Makes a reducer of read sets whose `step` throws an {@link InvalidOptionError} for any other item. Without this check,
 * a page of read sets would count as one read set without values.
 */
export function readSetReducer<R>(start: () => Reduction<ReadSetLike, R>): Reducer<ReadSetLike, R> {
  return {
    start() {
      const reduction = start();
      let index = 0;
      return {
        step(item) {
          const got = describeOther(item);
          if (got !== undefined) {
            throw new InvalidOptionError([{ option: `stream[${index}]`, expected: 'a read set', got }]);
          }
          index += 1;
          return reduction.step(item);
        },
        finish: () => reduction.finish(),
      };
    },
  };
}

/** Describes an item that cannot be a read set; `undefined` for one that can. */
function describeOther(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return describe(item);
  if (Array.isArray(item)) return `${describe(item)}: pass a stream of read sets, not of arrays`;
  if ('items' in item && Array.isArray(item.items)) return 'a page: pass the list itself, not its `.pages()`';
  if ('readSets' in item && Array.isArray(item.readSets)) {
    return 'a response of the service: pass the read sets in its `readSets`';
  }
  return undefined;
}
