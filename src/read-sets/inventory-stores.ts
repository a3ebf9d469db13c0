import type { OmicsClient, ReadSetFilter, ReadSetListItem, SequenceStoreDetail } from '@aws-sdk/client-omics';
import { HealthOmicsStreamsError } from '../errors.js';
import { Problems } from '../options/problems.js';
import type { Chunk } from '../pages/item-iterator.js';
import { Items } from '../pages/items.js';
import type { InventoryEvent } from './events.js';
import type { ListSettings } from './list-config.js';
import { readSetListing } from './list-read-sets.js';
import { walkList, type ClientListing } from './paged-list.js';
import type { Counts } from './report.js';

/** One client of an inventory, with the Region it speaks for. */
export interface Member {
  readonly client: OmicsClient;
  readonly region: string;
}

/** A store to list, and where its read sets are counted. */
export interface InventoryStore extends Member {
  readonly sequenceStoreId: string;
  readonly counts: Counts;
}

/** What all the walks of one run of an inventory share. */
export interface RunSettings {
  readonly list: ListSettings;
  readonly onStoreError: 'stop' | 'continue';
  readonly onEvent: (event: InventoryEvent) => void;
}

/** A read set on its way to the consumer, with the place where it will be counted. */
export interface Counted {
  readonly readSet: ReadSetListItem;
  readonly counts: Counts;
}

/** The stores that a client has, as they are discovered. */
export function discoverStores(
  { client, region }: Member,
  listing: ClientListing<SequenceStoreDetail>,
  { list, onEvent }: RunSettings,
): Items<SequenceStoreDetail> {
  return new Items((signal) =>
    walkList(
      client,
      listing,
      list,
      (event) => {
        onEvent({ ...event, region });
      },
      signal,
    ),
  );
}

/** The read sets of one store. With `onStoreError: 'continue'` a failure is told as an event, and the store ends there. */
export function readStore(
  store: InventoryStore,
  filter: ReadSetFilter | undefined,
  run: RunSettings,
): Items<Counted> {
  return new Items((signal) => walkStore(store, filter, run, signal));
}

async function* walkStore(
  { client, region, sequenceStoreId, counts }: InventoryStore,
  filter: ReadSetFilter | undefined,
  { list, onStoreError, onEvent }: RunSettings,
  signal: AbortSignal,
): AsyncGenerator<Chunk<Counted>, void, undefined> {
  const listing = readSetListing({ sequenceStoreId, filter }, list.pageSize, new Problems());
  const pages = walkList(
    client,
    listing,
    list,
    (event) => {
      onEvent({ ...event, region });
    },
    signal,
  );
  let readSets = 0;
  onEvent({ type: 'store-started', region, sequenceStoreId });
  try {
    for await (const page of pages) {
      readSets += page.items.length;
      yield { items: page.items.map((readSet) => ({ readSet, counts })) };
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof HealthOmicsStreamsError)) throw error;
    onEvent({ type: 'store-failed', region, sequenceStoreId, error });
    if (onStoreError === 'stop') throw error;
    return;
  }
  onEvent({ type: 'store-done', region, sequenceStoreId, readSets });
}
