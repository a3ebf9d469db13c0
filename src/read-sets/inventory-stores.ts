import type { OmicsClient, ReadSetListItem } from '@aws-sdk/client-omics';
import { HealthOmicsStreamsError } from '../errors.js';
import type { Chunk } from '../pages/item-iterator.js';
import type { Counts } from '../pages/counts.js';
import type { Page } from '../pages/page.js';
import { within } from '../splits/creation-times.js';
import { walkFilter } from '../where/walk-filter.js';
import type { SplitProgress } from '../splits/split-progress.js';
import type { Lane } from '../request/lane.js';
import type { Crew } from './crew.js';
import type { ListEvent } from './events.js';
import type { CheckedInventory } from './inventory-options.js';
import type { InventoryStore, KnownStores, Member } from './known-stores.js';
import { readSetListing } from './read-set-listing.js';
import { sequenceStoreListing } from './list-sequence-stores.js';
import { walkList, type ClientListing } from './paged-list.js';
import { hasEnded, type Tally } from './report.js';

/** How many read sets a store gives before the next one has its turn. */
export const TURN = 10;

/** What all the walks of one run of an inventory share. */
export interface RunSettings extends CheckedInventory, StoreRun {}

/** What the walks of one store need of it. */
export interface StoreRun extends Pick<CheckedInventory, 'list' | 'question' | 'onEvent' | 'onStoreError'> {
  /** Told what the lists of a Region tell. */
  readonly onListEvent: (event: ListEvent, region: string) => void;
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
  if (!run.question.plan.satisfiable && sequenceStoreIds === undefined) {
    known.discovered(member);
    return;
  }
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
 * The read sets of one store, a turn at a time: of all its splits that no other walk takes. With
 * `onStoreError: 'continue'` a failure is told as an event, and the store ends there.
 */
export async function* readStore(
  store: InventoryStore,
  run: StoreRun,
  crew: Crew,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { region, sequenceStoreId, books } = store;
  if (books.startedMs === undefined) {
    run.tally.storeStarted(books);
    run.onEvent({ type: 'store-started', region, sequenceStoreId });
  }
  try {
    for (let split = crew.take(store); split !== undefined; split = crew.take(store)) {
      if (hasEnded(books)) break;
      yield* readSplitOf(store, split, run, crew, signal);
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof HealthOmicsStreamsError)) throw error;
    if (!hasEnded(books)) {
      run.tally.storeEnded(books, { error });
      run.onEvent({ type: 'store-failed', region, sequenceStoreId, error });
    }
    if (run.onStoreError === 'stop') throw error;
  } finally {
    if (crew.leave(store) && !signal.aborted && !hasEnded(books)) {
      run.tally.storeEnded(books);
      run.onEvent({ type: 'store-done', region, sequenceStoreId, readSets: store.came });
    }
  }
}

/** The read sets of one split, a turn at a time, to its end or until it is cut. */
export async function* readSplitOf(
  store: InventoryStore,
  split: SplitProgress,
  run: StoreRun,
  crew: Crew,
  signal: AbortSignal,
  turn = TURN,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { books } = store;
  const onItem = (): void => {
    run.known.handed(store, split);
  };
  for await (const { items, nextToken } of walkSplit(store, split, run, crew, signal)) {
    store.came += items.length;
    crew.notify();
    for (let i = 0; i < items.length; i += turn) yield { items: items.slice(i, i + turn), onItem };
    if (hasEnded(books)) return;
    if (nextToken !== undefined && (divide(store, split) || crew.cut(store, split))) return;
  }
}

/** Walks one value after another, or side by side, in place of all at once, where that takes fewer requests. */
function divide({ books, splits, walks }: InventoryStore, split: SplitProgress): boolean {
  const values = split.isWhole ? walks.chooseAgain() : undefined;
  if (values === undefined) return false;
  splits.divide(split, values);
  books.walks = walks.choice;
  return true;
}

/** The pages of one split, without what was given out before. What is left when a token is rejected goes back to the store. */
async function* walkSplit(
  store: InventoryStore,
  split: SplitProgress,
  run: StoreRun,
  crew: Crew,
  signal: AbortSignal,
): AsyncGenerator<Page<ReadSetListItem>, void, undefined> {
  const { sequenceStoreId, books, splits, walks } = store;
  const filter = within(walkFilter(run.question, split.value), split.times);
  const listing = readSetListing(sequenceStoreId, filter, run.list.pageSize);
  const observed: typeof listing = {
    ...listing,
    request: async (client, token, attemptSignal) => {
      const answer = await listing.request(client, token, attemptSignal);
      split.observed.note(answer.items);
      if (split.isWhole) walks.note(answer.items);
      return answer;
    },
    accepts: (readSet) => listing.accepts(readSet) && split.isNew(readSet),
  };
  const list = {
    ...run.list,
    startingToken: split.startingToken,
    takeOver: () => splits.startAgain(split),
    onLane: (lane: Lane) => {
      crew.lane = lane;
    },
  };
  for await (const page of walkCounted(store, observed, { ...run, list }, books, signal)) {
    if (split.isAbandoned()) return;
    splits.came(split, page);
    yield page;
    if (split.isAbandoned()) return;
  }
}

/** Walks a list with the events of an inventory, and counts its requests as they are sent. */
function walkCounted<T>(
  { client, region }: Member,
  listing: ClientListing<T>,
  { list, tally, onListEvent }: Pick<StoreRun, 'list' | 'tally' | 'onListEvent'>,
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
