import { CheckpointError, HealthOmicsStreamsError } from '../errors.js';
import type { PagingEvent } from '../paging/events.js';
import { sequenceStoresOperation } from '../paging/operations.js';
import { paginate } from '../paging/paginate.js';
import { recognizeArn, type ClientState, type RunContext, type StoreState } from './state.js';

/** Yields the stores of one client that remain to be read: those of an earlier run, then the given or discovered ones. */
export async function* findStores(
  client: ClientState,
  run: RunContext,
  signal: AbortSignal,
): AsyncGenerator<StoreState, void, undefined> {
  const { sequenceStoreIds, storeFilter, query, list, onStoreError } = run.settings;
  const { state } = run;
  const earlier = state.stores.filter((store) => store.client === client);
  yield* earlier.filter(({ outcome }) => outcome !== 'complete');
  if (client.discovered) return;

  const known = new Set(earlier.map(({ sequenceStoreId }) => sequenceStoreId));
  const add = (id: string, name?: string): StoreState[] => {
    if (known.has(id) || !query.admitsStore(id)) return [];
    known.add(id);
    return [state.addStore(client, id, name)];
  };
  if (storeFilter === undefined) {
    const stores = sequenceStoreIds.flatMap((id) => add(id));
    client.discovered = true;
    yield* stores;
    return;
  }
  const settings = {
    ...list,
    inFlight: run.inFlight,
    ids: undefined,
    emit: (event: PagingEvent) => run.emit(event, { client }),
  };
  try {
    const operation = sequenceStoresOperation(storeFilter, list.pageSize);
    for await (const { items } of paginate(client.client, operation, settings, signal)) {
      recognizeArn(client, items);
      yield* items.flatMap(({ id, name }) => add(id as string, name));
    }
    client.discovered = true;
  } catch (error) {
    if (signal.aborted || onStoreError === 'stop' || !(error instanceof HealthOmicsStreamsError)) throw error;
    if (error instanceof CheckpointError) throw error;
    run.emit({ type: 'discovery-failed', region: client.region, error }, { client });
    // If some clients discovered their stores, the inventory is partial. If none did, it has failed.
    if (state.failedDiscoveries === state.clients.length) throw error;
  }
}
