import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { CheckpointError, HealthOmicsStreamsError } from '../errors.js';
import type { PagingEvent } from '../paging/events.js';
import type { Page } from '../paging/page.js';
import { paginate } from '../paging/paginate.js';
import type { Chunk } from '../paging/paged-async-iterable.js';
import type { QuotaLimiter } from '../request/rate-limiter.js';
import type { AnyIterable } from '../streams/iterate.js';
import { merge } from '../streams/merge.js';
import { deliverItem } from './reduce.js';
import { splitOperation } from './split.js';
import { restartSplit } from './split-queue.js';
import { recognizeArn, type RunContext, type SplitState, type StoreState } from './state.js';
import type { WorkerPool } from './worker-pool.js';

/** The number of read sets of a store to deliver before serving the next store. */
const CHUNK_ITEMS = 10;

/** Starts workers on the stores of each pool, and merges their read sets. */
export function mergeWorkers(
  { settings: { order, list } }: RunContext,
  storesOf: ReadonlyMap<WorkerPool, AnyIterable<StoreState>>,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const groups = Array.from(storesOf, ([pool, stores]) => ({
    sources: pool.assign(stores),
    concurrency: pool.maxOpen,
  }));
  const readAhead = order === 'input' ? Math.ceil(list.pageSize / CHUNK_ITEMS) : 1;
  return merge(
    groups,
    ({ store, pool }, context) => work(store, pool, context.signal),
    { order, readAhead, onSourceError: 'stop' },
    signal,
  );
}

/**
 * One worker: reads splits of a store, one after another, and yields their read sets in chunks. With
 * `onStoreError: 'continue'`, a failure becomes an event and ends the store.
 */
async function* work(
  store: StoreState,
  pool: WorkerPool,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const { run } = pool;
  const { client, sequenceStoreId } = store;
  const id = { region: client.region, sequenceStoreId };
  const subject = { client, store };
  if (store.startedMs === undefined) run.emit({ type: 'store-started', ...id }, subject);
  try {
    for (let split = pool.take(store); split !== undefined; split = pool.take(store)) {
      if (store.hasEnded()) break;
      const current = split;
      const onItem = (): void => deliverItem(run.state, current);
      for await (const page of pagesOfSplit(split, pool, signal)) {
        const { items } = page;
        recognizeArn(client, items);
        for (let i = 0; i < items.length; i += CHUNK_ITEMS) {
          yield { items: items.slice(i, i + CHUNK_ITEMS), onItem };
        }
        if (store.hasEnded()) return;
        if (pool.isReplaced(split, page)) break;
      }
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof HealthOmicsStreamsError)) throw error;
    if (error instanceof CheckpointError) throw error;
    if (!store.hasEnded()) run.emit({ type: 'store-failed', ...id, error }, subject);
    if (run.settings.onStoreError === 'stop') throw error;
  } finally {
    if (pool.leave(store) && !signal.aborted && !store.hasEnded()) {
      const readSets = (store.earlier?.readSets ?? 0) + store.received;
      run.emit({ type: 'store-done', ...id, readSets }, subject);
    }
  }
}

/** The pages of one split. If its token is rejected, the rest goes back to the queue. */
export function pagesOfSplit(
  split: SplitState,
  pool: WorkerPool,
  signal: AbortSignal,
): AsyncGenerator<Page<ReadSetListItem>, void, undefined> {
  const { store, startingToken } = split;
  const { client, sequenceStoreId } = store;
  const { run } = pool;
  const { list, query } = run.settings;
  const operation = splitOperation(sequenceStoreId, query, split, list.pageSize);
  // Every response is observed before items are dropped.
  const request: typeof operation.request = async (...args) => {
    const response = await operation.request(...args);
    split.observer.add(response.items);
    if (split.isWhole) store.chooser.addPage(response.items);
    return response;
  };
  const settings = {
    ...list,
    inFlight: run.inFlight,
    startingToken,
    ids: store.ids,
    emit: (event: PagingEvent, received?: Page<ReadSetListItem>) =>
      run.emit(event, { client, store, split, received }),
    handOver: () => restartSplit(split),
    onLimiter: (limiter: QuotaLimiter) => (pool.limiter = limiter),
  };
  return paginate(client.client, { ...operation, request }, settings, signal);
}
