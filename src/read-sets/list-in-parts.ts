import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { mergeSources } from '../fan-out/merge-sources.js';
import { closingIterator } from '../lifetime/closing-iterator.js';
import type { Chunk } from '../pages/item-iterator.js';
import { InFlight, MAX_IN_FLIGHT } from '../request/in-flight.js';
import type { ReadSetQuestion } from '../pushdown/read-set-question.js';
import { WalkScheduler } from '../walks/walk-scheduler.js';
import { readSplitOf, readStore, type StoreRun } from '../walks/read-store.js';
import { KnownStores, type InventoryStore } from '../walks/known-stores.js';
import type { SplitStores } from '../walks/split-stores.js';
import type { CheckedList, ClientListing } from '../lists/paged-list.js';
import { Tally } from '../report/tally.js';

/** The list of one store, with the question that it can be narrowed by. */
type ReadSetList = CheckedList<
  ReadSetListItem,
  ClientListing<ReadSetListItem> & { readonly question: ReadSetQuestion }
>;

/** The read sets of one store: by one walk, a page at a time, and once it is cut by as many as the quota allows. */
export async function* listInParts(
  { client, listing, settings, onEvent }: ReadSetList,
  splitStores: SplitStores,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { sequenceStoreId = '', question } = listing;
  const inFlight = new InFlight(MAX_IN_FLIGHT);
  const list = { ...settings, inFlight };
  const tally = new Tally(undefined, Date.now);
  const known = new KnownStores(
    { asked: undefined, which: {}, question, resume: undefined, list, splitStores },
    tally,
  );
  const regionalClient = { client, region: '', index: 0 };
  known.begin([regionalClient]);
  const store = known.add(regionalClient, sequenceStoreId);
  if (store === undefined) return;
  const run: StoreRun = {
    list,
    question,
    tally,
    known,
    onEvent: () => undefined,
    onListEvent: (event) => onEvent?.(event),
    onStoreError: 'stop',
  };

  const scheduler = new WalkScheduler(splitStores, inFlight, Infinity, signal);
  const walks = scheduler.assign([store], signal);
  await walks.next();
  const whole = scheduler.take(store);
  if (whole === undefined) return;
  for await (const chunk of readSplitOf(store, whole, run, scheduler, signal, settings.pageSize)) {
    const givenAt = performance.now();
    yield chunk;
    inFlight.noteConsumer(performance.now() - givenAt);
    known.settle();
  }
  if (!store.splits.hasWork) return;
  yield* mergeSources(
    andThen(store, walks),
    (each, context) => closingIterator((closed) => readStore(each, run, scheduler, closed), context.signal),
    { order: 'arrival', readAhead: 1, onSourceError: 'stop', concurrency: () => 2 * inFlight.wanted() },
    signal,
  );
}

/** The walk that there is, and those that come to help it. */
async function* andThen(
  store: InventoryStore,
  walks: AsyncGenerator<InventoryStore, void, undefined>,
): AsyncGenerator<InventoryStore, void, undefined> {
  yield store;
  yield* walks;
}
