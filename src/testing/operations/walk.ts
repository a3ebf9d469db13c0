import { passes, type CompiledFilter } from '../stores/filter.js';
import type { ListSource } from '../stores/ordered-source.js';
import type { TokenContent } from '../tokens.js';

/** One page of a walk: the places of its items, and where the next page starts; undefined after the last page. */
export interface WalkPage {
  readonly places: readonly number[];
  readonly next: TokenContent | undefined;
}

/**
 * The page of a walk that starts at a place. A page that `isEmpty` names has no items and takes none from the next; it
 * may come after the last item too. The last page that is not followed by an empty one has no next.
 */
export const walkPage = (
  source: ListSource<Readonly<Record<string, unknown>>>,
  filter: CompiledFilter,
  { position, page }: TokenContent,
  limit: number,
  isEmpty: (page: number) => boolean,
): WalkPage => {
  const { length } = source;
  const places: number[] = [];
  const wanted = isEmpty(page) ? 0 : limit;
  let place = position;
  for (; place < length; place += 1) {
    if (!passes(filter, source, place)) continue;
    if (places.length === wanted) break; // one more than wanted: there is a next page, and it starts here
    places.push(place);
  }
  const isLast = place >= length && !isEmpty(page + 1);
  return { places, next: isLast ? undefined : { position: Math.min(place, length), page: page + 1 } };
};
