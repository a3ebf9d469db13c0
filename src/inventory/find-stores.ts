import { regionOf } from '../client/region-of.js';
import { HealthOmicsStreamsError } from '../errors.js';
import { sequenceStoreListing } from '../read-sets/list-sequence-stores.js';
import type { InventoryStore, RegionalClient } from '../walks/known-stores.js';
import { walkCounted } from '../walks/walk-counted.js';
import type { RunSettings } from './run-settings.js';

/** The clients of an inventory, each with its Region, once all are noted. */
export async function* regionalClients({
  clients,
  known,
}: RunSettings): AsyncGenerator<RegionalClient, void, undefined> {
  const all = await Promise.all(
    clients.map(async (client, index) => ({ client, region: await regionOf(client), index })),
  );
  known.begin(all);
  yield* all;
}

/** The stores of one client that are to be listed, each noted in the tally before anything of it is asked for. */
export async function* findStores(
  client: RegionalClient,
  run: RunSettings,
  signal: AbortSignal,
): AsyncGenerator<InventoryStore, void, undefined> {
  const { known, tally, sequenceStoreIds, onStoreError, clients } = run;
  yield* known.left(client);
  if (known.areDiscovered(client)) return;
  if (!run.question.plan.satisfiable && sequenceStoreIds === undefined) {
    known.discovered(client);
    return;
  }
  const note = (id: string, name?: string): InventoryStore[] => {
    const store = run.question.mayHold(id) ? known.add(client, id, name) : undefined;
    return store === undefined ? [] : [store];
  };
  if (sequenceStoreIds !== undefined) {
    const given = sequenceStoreIds.flatMap((id) => note(id));
    known.discovered(client);
    yield* given;
    return;
  }
  const listing = sequenceStoreListing(run.stores, run.list.pageSize);
  try {
    for await (const page of walkCounted(client, listing, run, tally.discovery, signal)) {
      yield* page.items.flatMap(({ id, name }) => note(id as string, name));
    }
    known.discovered(client);
  } catch (error) {
    if (signal.aborted || onStoreError === 'stop' || !(error instanceof HealthOmicsStreamsError)) throw error;
    // Of several clients some could be asked: the inventory is partial. If none could, there is no inventory.
    if (tally.discoveryFailed(error) === clients.length) throw error;
    run.onEvent({ type: 'discovery-failed', region: client.region, error });
  }
}
