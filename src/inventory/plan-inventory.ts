import type { Split } from '../splits/split.js';
import { checkInventory, type InventoryConfig, type InventoryInput } from './inventory-options.js';
import { regionOf } from '../client/region-of.js';
import { listSequenceStores } from '../read-sets/list-sequence-stores.js';

/** How {@link planInventory} finds the stores. */
export interface PlanInventoryConfig extends Pick<
  InventoryConfig,
  'client' | 'clients' | 'pageSize' | 'signal' | 'rateLimiter' | 'retry' | 'requestTimeoutMs'
> {}

/** What {@link planInventory} plans for: what {@link inventory} lists, without a limit, which splits do not share. */
export type PlanInventoryInput = Omit<InventoryInput, 'limit'>;

/**
 * The splits of an inventory, for others to read: one a store, given or discovered, in plain JSON. {@link readSplit}
 * reads one, in this process or on another machine; all of them together give what {@link inventory} gives. Only
 * stores are asked for, with one request for a hundred of them, and none where they are given,
 * or where nothing can satisfy the condition. A store that the condition rules out by its id has no split.
 *
 * @throws {InvalidOptionError} at the call, naming everything that is invalid
 * @throws {RequestFailedError} when the stores cannot be discovered
 *
 * @example
 * ```ts
 * for (const split of await planInventory({ client })) {
 *   for await (const readSet of readSplit({ client }, split)) console.log(readSet.id);
 * }
 * ```
 */
export function planInventory(config: PlanInventoryConfig, input: PlanInventoryInput = {}): Promise<Split[]> {
  const plan = checkInventory(config, input);
  const { pageSize, signal, rateLimiter, retry, requestTimeoutMs } = config;
  const list = { pageSize, signal, rateLimiter, retry, requestTimeoutMs };
  if (!plan.question.plan.satisfiable) return Promise.resolve([]);
  const planClient = async (client: (typeof plan.clients)[number]): Promise<Split[]> => {
    const region = await regionOf(client);
    const stores = plan.sequenceStoreIds?.map((id) => ({ id }));
    const found = stores ?? listSequenceStores({ ...list, client }, { filter: input.storeFilter });
    const splits: Split[] = [];
    for await (const { id } of found) {
      if (id === undefined || !plan.question.mayHold(id)) continue;
      splits.push({ region, sequenceStoreId: id, ...plan.which });
    }
    return splits;
  };
  return Promise.all(plan.clients.map(planClient)).then((splits) => splits.flat());
}
