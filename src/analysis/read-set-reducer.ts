import { InvalidOptionError } from '../errors.js';
import { describe } from '../options/problems.js';
import type { ReadSetLike } from './read-set-like.js';
import type { Reducer, Reduction } from './reducer.js';

/**
 * A reducer of read sets alone. Its `step` throws an {@link InvalidOptionError} for anything else, such as a page of
 * them, which would be counted as one read set without any value.
 */
export function readSetReducer<R>(start: () => Reduction<ReadSetLike, R>): Reducer<ReadSetLike, R> {
  return {
    start() {
      const reduction = start();
      let index = 0;
      return {
        step(item) {
          const got = whatElse(item);
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

/** What came in place of a read set, in words; `undefined` where it may be one. */
function whatElse(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return describe(item);
  if (Array.isArray(item)) return `${describe(item)}: pass a stream of read sets, not of arrays`;
  if ('items' in item && Array.isArray(item.items)) return 'a page: pass the list itself, not its `.pages()`';
  if ('readSets' in item && Array.isArray(item.readSets)) {
    return 'a response of the service: pass the read sets in its `readSets`';
  }
  return undefined;
}
