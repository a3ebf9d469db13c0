import { cutAt, type CreationTimes } from './creation-times.js';
import type { SeenTimes } from './split.js';

/**
 * What to walk in place of a split whose token is no longer taken, the part with more news first. `undefined` where it
 * cannot be cut: then it is walked again as it is.
 *
 * Nothing is taken to have been seen whole: what was delivered is left out by its id, and every part is walked to its
 * own end. Cutting makes the walks shorter, so that tokens that live for a few pages only suffice in the end.
 */
export function cutAfterRejection(
  times: CreationTimes,
  seen: SeenTimes | undefined,
): readonly [CreationTimes, CreationTimes] | undefined {
  if (seen === undefined) return undefined;
  const [from, to, middle] = [Date.parse(seen.from), Date.parse(seen.to), Date.parse(seen.middle)];
  switch (seen.order) {
    case 'ascending': {
      const cut = cutAt(times, to > from ? to : to + 1);
      return cut && [cut[1], cut[0]];
    }
    case 'descending':
      return cutAt(times, from);
    case 'none':
      return cutAt(times, middle > from ? middle : to);
  }
}
