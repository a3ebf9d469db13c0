import { cutAt, clearOf, type CreationTimes } from './creation-times.js';
import type { Seen } from './observed-times.js';

/**
 * What to walk in place of a split whose token is no longer taken, the part with more news first. `undefined` where it
 * cannot be cut: then it is walked again as it is.
 *
 * Nothing is taken to have been seen whole: what was delivered is left out by its id, and every part is walked to its
 * own end. Cutting makes the walks shorter, so that tokens that live for a few pages only suffice in the end.
 */
export function cutAfterRejection(
  times: CreationTimes,
  seen: Pick<Seen, 'fromMs' | 'toMs' | 'order' | 'sample'> | undefined,
): readonly [CreationTimes, CreationTimes] | undefined {
  if (seen === undefined) return undefined;
  const { fromMs, toMs, order, sample } = seen;
  switch (order) {
    case 'ascending': {
      const cut = cutAt(times, toMs > fromMs ? toMs : toMs + 1);
      return cut && [cut[1], cut[0]];
    }
    case 'descending':
      return cutAt(times, fromMs);
    case 'none': {
      const middleMs = sample[sample.length >> 1] ?? fromMs;
      const clearMs = clearOf(middleMs);
      return cutAt(times, clearMs > fromMs ? clearMs : middleMs > fromMs ? middleMs : toMs);
    }
  }
}
