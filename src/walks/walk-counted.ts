import type { OmicsClient } from '@aws-sdk/client-omics';
import type { ListEvent } from '../lists/events.js';
import type { ListSettings } from '../lists/list-config.js';
import { walkList, type ClientListing } from '../lists/paged-list.js';
import type { Counts } from '../pages/counts.js';
import type { Page } from '../pages/page.js';
import type { Tally } from '../report/tally.js';

/** How a list is walked, and who is told of it. */
export interface ToldWalk {
  readonly list: ListSettings;
  readonly tally: Tally;
  /** Told what the lists of a Region tell. */
  readonly onListEvent: (event: ListEvent, region: string) => void;
}

/** Walks a list, tells its events with their Region, and counts its requests as they are sent. */
export function walkCounted<T>(
  { client, region }: { readonly client: OmicsClient; readonly region: string },
  listing: ClientListing<T>,
  { list, tally, onListEvent }: ToldWalk,
  counts: Counts,
  signal: AbortSignal,
): AsyncGenerator<Page<T>, void, undefined> {
  const onSend = (): void => {
    counts.requests += 1;
  };
  const tell = (event: ListEvent): void => {
    tally.note(counts, event);
    onListEvent(event, region);
  };
  return walkList(client, listing, { ...list, onSend }, tell, signal);
}
