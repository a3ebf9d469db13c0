import type { OmicsClient, ReadSetFilter, ReadSetListItem, SequenceStoreDetail } from '@aws-sdk/client-omics';
import { HealthOmicsStreamsError } from '../errors.js';
import { Problems } from '../options/problems.js';
import type { Chunk } from '../pages/item-iterator.js';
import { Items } from '../pages/items.js';
import type { Page } from '../pages/page.js';
import type { InventoryEvent, ListEvent } from './events.js';
import type { ListSettings } from './list-config.js';
import { readSetListing } from './list-read-sets.js';
import { walkList, type ClientListing } from './paged-list.js';
import type { Counts, StoreTally, Tally } from './report.js';

/** One client of an inventory, with the Region it speaks for. */
export interface Member {
  readonly client: OmicsClient;
  readonly region: string;
}

/** A store to list, and its books. */
export interface InventoryStore extends Member {
  readonly sequenceStoreId: string;
  readonly books: StoreTally;
}

/** What all the walks of one run of an inventory share. */
export interface RunSettings {
  readonly list: ListSettings;
  readonly tally: Tally;
  readonly onStoreError: 'stop' | 'continue';
  readonly onEvent: (event: InventoryEvent) => void;
}

/** How many read sets a store gives before the next one has its turn. */
const TURN = 10;

/** The stores that a client has, as they are discovered. */
export function discoverStores(
  member: Member,
  listing: ClientListing<SequenceStoreDetail>,
  run: RunSettings,
): Items<SequenceStoreDetail> {
  return new Items((signal) => walkCounted(member, listing, run, run.tally.discovery, signal));
}

/**
 * The read sets of one store, a turn at a time. With `onStoreError: 'continue'` a failure is told as an event, and the
 * store ends there.
 */
export async function* readStore(
  store: InventoryStore,
  filter: ReadSetFilter | undefined,
  run: RunSettings,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { region, sequenceStoreId, books } = store;
  const listing = readSetListing({ sequenceStoreId, filter }, run.list.pageSize, new Problems());
  const onItem = (): void => {
    books.readSets += 1;
  };
  let readSets = 0;
  run.tally.storeStarted(books);
  run.onEvent({ type: 'store-started', region, sequenceStoreId });
  try {
    for await (const page of walkCounted(store, listing, run, books, signal)) {
      readSets += page.items.length;
      for (let i = 0; i < page.items.length; i += TURN)
        yield { items: page.items.slice(i, i + TURN), onItem };
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof HealthOmicsStreamsError)) throw error;
    run.tally.storeEnded(books, { error });
    run.onEvent({ type: 'store-failed', region, sequenceStoreId, error });
    if (run.onStoreError === 'stop') throw error;
    return;
  }
  run.tally.storeEnded(books);
  run.onEvent({ type: 'store-done', region, sequenceStoreId, readSets });
}

/** Walks a list with the events of an inventory, and counts its requests as they are sent. */
function walkCounted<T>(
  { client, region }: Member,
  listing: ClientListing<T>,
  { list, tally, onEvent }: RunSettings,
  counts: Counts,
  signal: AbortSignal,
): AsyncGenerator<Page<T>, void, undefined> {
  const onSend = (): void => {
    counts.requests += 1;
  };
  const tell = (event: ListEvent): void => {
    tally.note(counts, event);
    onEvent({ ...event, region });
  };
  return walkList(client, listing, { ...list, onSend }, tell, signal);
}
