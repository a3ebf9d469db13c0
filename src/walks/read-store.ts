import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { HealthOmicsStreamsError } from '../errors.js';
import type { InventoryEvent } from '../lists/events.js';
import { readSetListing } from '../lists/read-set-listing.js';
import type { Chunk } from '../pages/item-iterator.js';
import type { Page } from '../pages/page.js';
import type { ReadSetQuestion } from '../pushdown/read-set-question.js';
import { walkFilter } from '../pushdown/walk-filter.js';
import { hasEnded } from '../report/tally.js';
import type { Lane } from '../request/lane.js';
import { within } from '../splits/creation-times.js';
import type { SplitProgress } from '../splits/split-progress.js';
import type { InventoryStore, KnownStores } from './known-stores.js';
import { walkCounted, type ToldWalk } from './walk-counted.js';
import type { WalkScheduler } from './walk-scheduler.js';

/** What the walks of one store share with those of all others. */
export interface StoreRun extends ToldWalk {
  readonly question: ReadSetQuestion;
  readonly known: KnownStores;
  readonly onStoreError: 'stop' | 'continue';
  readonly onEvent: (event: InventoryEvent) => void;
}

/** How many read sets a store gives before the next one has its turn. */
export const CHUNK_ITEMS = 10;

/**
 * The read sets of one store, a chunk at a time: of all its splits that no other walk takes. With
 * `onStoreError: 'continue'` a failure is told as an event, and the store ends there.
 */
export async function* readStore(
  store: InventoryStore,
  run: StoreRun,
  scheduler: WalkScheduler,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { region, sequenceStoreId, tally } = store;
  if (tally.startedMs === undefined) {
    run.tally.storeStarted(tally);
    run.onEvent({ type: 'store-started', region, sequenceStoreId });
  }
  try {
    for (let split = scheduler.take(store); split !== undefined; split = scheduler.take(store)) {
      if (hasEnded(tally)) break;
      yield* readSplitOf(store, split, run, scheduler, signal);
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof HealthOmicsStreamsError)) throw error;
    if (!hasEnded(tally)) {
      run.tally.storeEnded(tally, { error });
      run.onEvent({ type: 'store-failed', region, sequenceStoreId, error });
    }
    if (run.onStoreError === 'stop') throw error;
  } finally {
    if (scheduler.leave(store) && !signal.aborted && !hasEnded(tally)) {
      run.tally.storeEnded(tally);
      run.onEvent({ type: 'store-done', region, sequenceStoreId, readSets: store.came });
    }
  }
}

/** The read sets of one split, a chunk at a time, to its end or until it is cut. */
export async function* readSplitOf(
  store: InventoryStore,
  split: SplitProgress,
  run: StoreRun,
  scheduler: WalkScheduler,
  signal: AbortSignal,
  chunkItems = CHUNK_ITEMS,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { tally } = store;
  const onItem = (): void => {
    run.known.handed(store, split);
  };
  for await (const { items, nextToken } of walkSplit(store, split, run, scheduler, signal)) {
    store.came += items.length;
    scheduler.notify();
    for (let i = 0; i < items.length; i += chunkItems)
      yield { items: items.slice(i, i + chunkItems), onItem };
    if (hasEnded(tally)) return;
    if (nextToken !== undefined && (divide(store, split) || scheduler.cut(store, split))) return;
  }
}

/** Walks one value after another, or side by side, in place of all at once, where that takes fewer requests. */
function divide({ tally, splits, walks }: InventoryStore, split: SplitProgress): boolean {
  const values = split.isWhole ? walks.chooseAgain() : undefined;
  if (values === undefined) return false;
  splits.divide(split, values);
  tally.walks = walks.choice;
  return true;
}

/** The pages of one split, without what was given out before. What is left when a token is rejected goes back to the store. */
async function* walkSplit(
  store: InventoryStore,
  split: SplitProgress,
  run: StoreRun,
  scheduler: WalkScheduler,
  signal: AbortSignal,
): AsyncGenerator<Page<ReadSetListItem>, void, undefined> {
  const { sequenceStoreId, tally, splits, walks } = store;
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
      scheduler.lane = lane;
    },
  };
  for await (const page of walkCounted(store, observed, { ...run, list }, tally, signal)) {
    if (split.isAbandoned()) return;
    splits.came(split, page);
    yield page;
    if (split.isAbandoned()) return;
  }
}
