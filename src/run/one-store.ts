import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { BoundList, Chunk } from '../paging/paged-async-iterable.js';
import type { ReadSetQuery } from '../query/read-set-query.js';
import { MAX_IN_FLIGHT } from '../request/in-flight.js';
import { merge } from '../streams/merge.js';
import { Run } from './run.js';
import { deliverItem } from './reduce.js';
import type { ClientState } from './state.js';
import { isReplaced, pagesOfSplit, work } from './worker.js';
import { WorkerPool, type SplitStores } from './worker-pool.js';

/**
 * Reads one store without an inventory: page by page as one list, and after a cut with as many workers as the quota
 * allows.
 */
export async function* readOneStore(
  { client, list, settings, onEvent }: BoundList<ReadSetListItem>,
  query: ReadSetQuery,
  splitStores: SplitStores,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const run = new Run({
    clients: [client],
    list: settings,
    concurrency: MAX_IN_FLIGHT,
    order: 'arrival',
    onStoreError: 'stop',
    splitStores,
    onEvent: (event) => {
      if ('operation' in event) onEvent?.(event);
    },
    sequenceStoreIds: [],
    storeFilter: { sent: undefined, accepts: () => true },
    query,
    limit: Infinity,
    resume: undefined,
    checkpoint: undefined,
    checkpointEveryMs: 0,
    input: undefined,
    selection: {},
  });
  run.emit({ type: 'clients-resolved', clients: [[client, '']] });
  const store = run.addStore(run.state.clients[0] as ClientState, list.sequenceStoreId as string);
  const pool = new WorkerPool(splitStores, run.queue, run.inFlight, Infinity, signal);

  pool.enter(store);
  const split = pool.take(store);
  if (split === undefined) return;
  const place = { store, split };
  const onItem = (): void => deliverItem(run.state, place);
  for await (const page of pagesOfSplit(store, split, run, pool, signal)) {
    const deliveredAt = performance.now();
    yield { items: page.items, onItem };
    run.inFlight.recordConsumer(performance.now() - deliveredAt);
    run.acknowledge();
    if (isReplaced(store, split, page, run, pool)) break;
  }
  pool.leave(store);
  if (!run.queue.hasNext(store)) return;

  const group = { sources: pool.assign([store], signal), concurrency: pool.maxOpen };
  yield* merge(
    [group],
    (each, context) => work(each, run, pool, context.signal),
    { order: 'arrival', readAhead: 1, onSourceError: 'stop' },
    signal,
  );
}
