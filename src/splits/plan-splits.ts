import type { CreationTimes } from './creation-times.js';
import type { Seen } from './observed-times.js';
import { SHORTEST_MS } from './unwalked-times.js';

/** What is known of a walk that is under way, at the end of a page. */
export interface WalkView {
  readonly times: CreationTimes;
  /** Pages that came. */
  readonly pages: number;
  /** Pages that it was expected to have, where it is a piece that was cut. */
  readonly expectedPages: number | undefined;
  readonly seen: Seen | undefined;
}

/** A walk has to come this far before it is cut: most stores are smaller, and then it would be for nothing. */
const PAGES_BEFORE_A_CUT = 2;
/** What is walked again when a walk is cut must be less than this share of what is left. */
const WASTE = 0.5;
/** Pages that are walked again at most. */
export const WASTED_AT_MOST = 64;

/**
 * Whether to cut a walk when nothing else is left for an idle slot: whether what is left of it is worth walking its
 * pages once more. All of it is walked again, in pieces: a list that was in order so far need not be so to its end.
 */
export function planSplits(
  { times, pages, expectedPages, seen }: WalkView,
  nowMs: number,
): 'cut' | 'walk-on' {
  if (seen === undefined || pages < PAGES_BEFORE_A_CUT || pages > WASTED_AT_MOST) return 'walk-on';
  if (seen.toMs - seen.fromMs < 2 * SHORTEST_MS || isCrowded(seen)) return 'walk-on';
  return pages <= WASTE * pagesLeft({ times, pages, expectedPages, seen }, nowMs) ? 'cut' : 'walk-on';
}

/** Whether more than half of what came in no order lies in so short a time that it cannot be cut. */
function isCrowded({ order, sample }: Seen): boolean {
  const half = sample.length >> 1;
  return order === 'none' && sample.some((time, i) => (sample[i + half] ?? Infinity) - time < SHORTEST_MS);
}

/** How many pages a walk is expected to go on for. */
function pagesLeft(
  { times, pages, expectedPages, seen }: WalkView & { readonly seen: Seen },
  nowMs: number,
): number {
  const { order, page, fromMs, toMs } = seen;
  if (order === 'none' || page === undefined) {
    // Where nothing is known, or less than is there, a walk is expected to go on for twice as long as it did.
    const isUnknown = expectedPages === undefined || pages > 2 * expectedPages;
    return isUnknown ? 2 * pages : Math.max(expectedPages, pages) - pages;
  }
  const aheadMs = order === 'ascending' ? Math.min(times.beforeMs, nowMs) - toMs : fromMs - times.afterMs;
  return aheadMs / page.spanMs;
}
