import type { OmicsClient, ReadSetListItem } from '@aws-sdk/client-omics';
import { HealthOmicsStreamsError } from '../errors.js';
import type { Chunk } from '../pages/item-iterator.js';
import type { Counts } from '../pages/counts.js';
import type { Page } from '../pages/page.js';
import { within } from '../splits/creation-times.js';
import type { SplitProgress } from '../splits/split-progress.js';
import type { ListEvent } from './events.js';
import type { CheckedInventory } from './inventory-options.js';
import type { InventoryStore, KnownStores, Member } from './known-stores.js';
import { readSetListing } from './list-read-sets.js';
import { sequenceStoreListing } from './list-sequence-stores.js';
import { walkList, type ClientListing } from './paged-list.js';
import type { Tally } from './report.js';

/** How many read sets a store gives before the next one has its turn. */
export const TURN = 10;

/** What all the walks of one run of an inventory share. */
export interface RunSettings extends CheckedInventory {
  readonly tally: Tally;
  readonly known: KnownStores;
}

/** The clients of an inventory, each with its Region, once all are noted. */
export async function* members({ clients, known }: RunSettings): AsyncGenerator<Member, void, undefined> {
  const all = await Promise.all(
    clients.map(async (client, index) => ({ client, region: await regionOf(client), index })),
  );
  known.begin(all);
  yield* all;
}

/** The stores of one client that are to be listed, each noted in the books before anything of it is asked for. */
export async function* findStores(
  member: Member,
  run: RunSettings,
  signal: AbortSignal,
): AsyncGenerator<InventoryStore, void, undefined> {
  const { known, tally, sequenceStoreIds, onStoreError, clients } = run;
  yield* known.left(member);
  if (known.areDiscovered(member)) return;
  const note = (id: string, name?: string): InventoryStore[] => {
    const store = known.add(member, id, name);
    return store === undefined ? [] : [store];
  };
  if (sequenceStoreIds !== undefined) {
    const given = sequenceStoreIds.flatMap((id) => note(id));
    known.discovered(member);
    yield* given;
    return;
  }
  const listing = sequenceStoreListing(run.stores, run.list.pageSize);
  try {
    for await (const page of walkCounted(member, listing, run, tally.discovery, signal)) {
      yield* page.items.flatMap(({ id, name }) => note(id as string, name));
    }
    known.discovered(member);
  } catch (error) {
    if (signal.aborted || onStoreError === 'stop' || !(error instanceof HealthOmicsStreamsError)) throw error;
    // Of several clients some could be asked: the inventory is partial. If none could, there is no inventory.
    if (tally.discoveryFailed(error) === clients.length) throw error;
    run.onEvent({ type: 'discovery-failed', region: member.region, error });
  }
}

/** The Region of a client; empty where it has none, which the first request then says better. */
export async function regionOf(client: OmicsClient): Promise<string> {
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
  const { region, sequenceStoreId, books, splits } = store;
  let { readSets } = books;
  run.tally.storeStarted(books);
  run.onEvent({ type: 'store-started', region, sequenceStoreId });
  try {
    for (let split = splits.take(); split !== undefined; split = splits.take()) {
      const progress = split;
      const onItem = (): void => {
        books.readSets += 1;
        progress.handed();
      };
      for await (const { items } of walkSplit(store, progress, run, signal)) {
        readSets += items.length;
        for (let i = 0; i < items.length; i += TURN) yield { items: items.slice(i, i + TURN), onItem };
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

/** The pages of one split, without what was given out before. What is left when a token is rejected goes back to the store. */
async function* walkSplit(
  store: InventoryStore,
  split: SplitProgress,
  run: RunSettings,
  signal: AbortSignal,
): AsyncGenerator<Page<ReadSetListItem>, void, undefined> {
  const { sequenceStoreId, books, splits } = store;
  const listing = readSetListing(sequenceStoreId, within(run.readSets, split.times), run.list.pageSize);
  const observed: typeof listing = {
    ...listing,
    request: async (client, token, attemptSignal) => {
      const answer = await listing.request(client, token, attemptSignal);
      split.observed.note(answer.items);
      return answer;
    },
    accepts: (readSet) => listing.accepts(readSet) && split.isNew(readSet),
  };
  const list = {
    ...run.list,
    startingToken: split.startingToken,
    takeOver: () => splits.startAgain(split),
  };
  for await (const page of walkCounted(store, observed, { ...run, list }, books, signal)) {
    split.came(page);
    yield page;
  }
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
