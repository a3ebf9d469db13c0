import type { OmicsClient, ReadSetListItem } from '@aws-sdk/client-omics';
import { HealthOmicsStreamsError } from '../errors.js';
import type { Chunk } from '../pages/item-iterator.js';
import type { Page } from '../pages/page.js';
import type { ListEvent } from './events.js';
import type { CheckedInventory } from './inventory-options.js';
import { readSetListing } from './list-read-sets.js';
import { sequenceStoreListing } from './list-sequence-stores.js';
import { walkList, type ClientListing } from './paged-list.js';
import type { Counts, StoreTally, Tally } from './report.js';

/** How many read sets a store gives before the next one has its turn. */
export const TURN = 10;

/** What all the walks of one run of an inventory share. */
export interface RunSettings extends CheckedInventory {
  readonly tally: Tally;
}

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

/** The clients of an inventory, each with its Region. */
export async function* members({ clients }: RunSettings): AsyncGenerator<Member, void, undefined> {
  for (const client of clients) yield { client, region: await regionOf(client) };
}

/** The stores of one client, given or discovered, each noted in the books before anything of it is asked for. */
export async function* findStores(
  member: Member,
  run: RunSettings,
  signal: AbortSignal,
): AsyncGenerator<InventoryStore, void, undefined> {
  const { tally, sequenceStoreIds, onStoreError, clients } = run;
  const note = (sequenceStoreId: string, name?: string): InventoryStore => ({
    ...member,
    sequenceStoreId,
    books: tally.expect(member.region, sequenceStoreId, name),
  });
  if (sequenceStoreIds !== undefined) {
    yield* sequenceStoreIds.map((id) => note(id));
    return;
  }
  const listing = sequenceStoreListing(run.stores, run.list.pageSize);
  try {
    for await (const page of walkCounted(member, listing, run, tally.discovery, signal)) {
      yield* page.items.map(({ id, name }) => note(id as string, name));
    }
  } catch (error) {
    if (signal.aborted || onStoreError === 'stop' || !(error instanceof HealthOmicsStreamsError)) throw error;
    // Of several clients some could be asked: the inventory is partial. If none could, there is no inventory.
    if (tally.discoveryFailed(error) === clients.length) throw error;
    run.onEvent({ type: 'discovery-failed', region: member.region, error });
  }
}

/** The Region of a client; empty where it has none, which the first request then says better. */
async function regionOf(client: OmicsClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    return '';
  }
}

/**
 * The read sets of one store, a turn at a time. With `onStoreError: 'continue'` a failure is told as an event, and the
 * store ends there.
 */
export async function* readStore(
  store: InventoryStore,
  run: RunSettings,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { region, sequenceStoreId, books } = store;
  const listing = readSetListing(sequenceStoreId, run.readSets, run.list.pageSize);
  const onItem = (): void => {
    books.readSets += 1;
  };
  let readSets = 0;
  run.tally.storeStarted(books);
  run.onEvent({ type: 'store-started', region, sequenceStoreId });
  try {
    for await (const page of walkCounted(store, listing, run, books, signal)) {
      readSets += page.items.length;
      for (let i = 0; i < page.items.length; i += TURN) {
        yield { items: page.items.slice(i, i + TURN), onItem };
      }
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
