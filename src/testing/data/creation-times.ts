import { fraction } from '../random.js';

/**
 * How creation times lie between `from` and `to`: `'even'`; `'crowded'`: half of all in the last 1 % of the time;
 * `'same'`: all of one time, `from`; or a function of the index that gives a time.
 */
export type CreationTimes = 'even' | 'crowded' | 'same' | ((index: number) => Date);

/** The creation time of each index in milliseconds; the named ways ascend with the index. */
export const creationTimeRule = (
  times: CreationTimes,
  { count, from, to, seed }: { readonly count: number; readonly from: number; readonly to: number; readonly seed: number },
): ((index: number) => number) => {
  if (typeof times === 'function') return (index) => times(index).getTime();
  if (times === 'same') return () => from;
  const span = to - from;
  const at = times === 'even' ? (share: number) => share : crowd;
  // each in its own slot of time, at a place in it that the seed decides
  return (index) => from + Math.floor(span * at((index + fraction(seed, index)) / count));
};

const crowd = (share: number): number => (share < 0.5 ? share * 2 * 0.99 : 0.99 + (share - 0.5) * 2 * 0.01);
