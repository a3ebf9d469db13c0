import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { HealthOmicsStreamsError } from '../errors.js';
import type { PagingEvent } from '../paging/events.js';
import type { ListOperation, Page } from '../paging/page.js';
import { readSetsOperation } from '../paging/operations.js';
import { paginate } from '../paging/paginate.js';
import type { Chunk } from '../paging/paged-async-iterable.js';
import { narrowToValue } from '../query/read-set-query.js';
import type { QuotaLimiter } from '../request/rate-limiter.js';
import { narrowToTimes } from './creation-times.js';
import type { RunContext } from './settings.js';
import { deliverItem } from './reduce.js';
import type { SplitState, StoreState } from './state.js';
import type { WorkerPool } from './worker-pool.js';

/** The number of read sets of a store to deliver before serving the next store. */
export const CHUNK_ITEMS = 10;

/**
 * One worker: reads splits of a store, one after another, and yields their read sets in chunks. With
 * `onStoreError: 'continue'`, a failure becomes an event and ends the store.
 */
export async function* work(
  store: StoreState,
  run: RunContext,
  pool: WorkerPool,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { client, sequenceStoreId } = store;
  const id = { region: client.region, sequenceStoreId };
  const subject = { client, store };
  if (store.startedMs === undefined) run.emit({ type: 'store-started', ...id }, subject);
  try {
    for (let split = pool.take(store); split !== undefined; split = pool.take(store)) {
      if (store.hasEnded()) break;
      const place = { store, split };
      const onItem = (): void => deliverItem(run.state, place);
      for await (const page of pagesOfSplit(store, split, run, pool, signal)) {
        for (let i = 0; i < page.items.length; i += CHUNK_ITEMS) {
          yield { items: page.items.slice(i, i + CHUNK_ITEMS), onItem };
        }
        if (store.hasEnded()) return;
        if (isReplaced(store, split, page, run, pool)) break;
      }
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof HealthOmicsStreamsError)) throw error;
    if (!store.hasEnded()) run.emit({ type: 'store-failed', ...id, error }, subject);
    if (run.settings.onStoreError === 'stop') throw error;
  } finally {
    if (pool.leave(store) && !signal.aborted && !store.hasEnded()) {
      const readSets = store.earlierReadSets + store.received;
      run.emit({ type: 'store-done', ...id, readSets }, subject);
    }
  }
}

/** The pages of one split. If its token is rejected, the rest goes back to the queue. */
export function pagesOfSplit(
  store: StoreState,
  split: SplitState,
  run: RunContext,
  pool: WorkerPool,
  signal: AbortSignal,
): AsyncGenerator<Page<ReadSetListItem>, void, undefined> {
  const { list } = run.settings;
  const settings = {
    ...list,
    inFlight: run.inFlight,
    startingToken: split.startingToken,
    ids: store.ids,
    emit: (event: PagingEvent, received?: Page<ReadSetListItem>) =>
      run.emit(event, { client: store.client, store, split, received }),
    handOver: () => run.queue.restart(store, split),
    onLimiter: (limiter: QuotaLimiter) => (pool.limiter = limiter),
  };
  return paginate(store.client.client, operationOf(store, split, run), settings, signal);
}

/** ListReadSets of a split. It observes every response before items are dropped. */
function operationOf(store: StoreState, split: SplitState, run: RunContext): ListOperation<ReadSetListItem> {
  const { query, list } = run.settings;
  const filter = narrowToTimes(narrowToValue(query, split.value), split.times);
  const operation = readSetsOperation(store.sequenceStoreId, filter, list.pageSize);
  return {
    ...operation,
    async request(client, token, signal) {
      const response = await operation.request(client, token, signal);
      split.observer.add(response.items);
      if (split.isWhole) store.chooser.addPage(response.items);
      return response;
    },
    accepts: (readSet) => operation.accepts(readSet) && !split.deliveredBefore.has(readSet.id ?? ''),
  };
}

/** Decides at the end of a page whether other splits now cover the rest of this one. */
export function isReplaced(
  store: StoreState,
  split: SplitState,
  { nextToken }: Page<ReadSetListItem>,
  run: RunContext,
  pool: WorkerPool,
): boolean {
  run.queue.checkBounds(store, split);
  const replaced =
    split.phase === 'replaced' ||
    (nextToken !== undefined && (run.queue.changeStrategy(store, split) || pool.cut(store, split)));
  pool.notify();
  return replaced;
}
