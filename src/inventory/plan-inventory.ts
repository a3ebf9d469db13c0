import type { OmicsClient } from '@aws-sdk/client-omics';
import { openScope } from '../lifetime/scope.js';
import type { Split } from '../splits/split.js';
import { regionOf } from '../client/region-of.js';
import { walkList } from '../lists/paged-list.js';
import { sequenceStoreListing } from '../read-sets/list-sequence-stores.js';
import {
  checkInventory,
  type CheckedInventory,
  type InventoryConfig,
  type InventoryInput,
} from './inventory-options.js';

/** How {@link planInventory} finds the stores. */
export interface PlanInventoryConfig extends Pick<
  InventoryConfig,
  'client' | 'clients' | 'pageSize' | 'signal' | 'rateLimiter' | 'retry' | 'requestTimeoutMs'
> {}

/** What {@link planInventory} plans for: what {@link inventory} lists, without a limit, which splits do not share. */
export type PlanInventoryInput = Omit<InventoryInput, 'limit'>;

const CONFIG_MEMBERS = [
  'client',
  'clients',
  'pageSize',
  'signal',
  'rateLimiter',
  'retry',
  'requestTimeoutMs',
] as const satisfies readonly (keyof PlanInventoryConfig)[];
const INPUT_MEMBERS = [
  'sequenceStoreIds',
  'storeFilter',
  'filter',
  'where',
] as const satisfies readonly (keyof PlanInventoryInput)[];

/**
 * The splits of an inventory, for others to read: one a store, given or discovered, in plain JSON. {@link readSplit}
 * reads one, in this process or on another machine; all of them together give what {@link inventory} gives. Only
 * stores are asked for, with one request for a hundred of them, and none where they are given,
 * or where nothing can satisfy the condition. A store that the condition rules out by its id has no split.
 *
 * @throws {InvalidOptionError} at the call, naming everything that is invalid
 * @throws {RequestFailedError} when the stores cannot be discovered; what is in flight for other clients then ends
 * @throws {RepeatedTokenError} when the service gives a token twice
 * @throws {RejectedTokenError} when the service takes its own token again and again no longer
 * @throws {LoopbackHostPrefixError} when a loopback client lacks `disableHostPrefix`
 *
 * @example
 * ```ts
 * for (const split of await planInventory({ client })) {
 *   for await (const readSet of readSplit({ client }, split)) console.log(readSet.id);
 * }
 * ```
 */
export function planInventory(config: PlanInventoryConfig, input: PlanInventoryInput = {}): Promise<Split[]> {
  const plan = checkInventory(config, input, { config: CONFIG_MEMBERS, input: INPUT_MEMBERS });
  if (!plan.question.plan.satisfiable) return Promise.resolve([]);
  // What fails for one client ends the lists of the others.
  const scope = openScope(plan.list.signal);
  const splits = plan.clients.map((client) =>
    planClient(client, plan, scope.signal).catch((error: unknown) => {
      scope.abort(error);
      throw error;
    }),
  );
  return Promise.all(splits)
    .then((all) => all.flat())
    .finally(() => {
      scope.release();
    });
}

/** The splits of the stores of one client. */
async function planClient(
  client: OmicsClient,
  { sequenceStoreIds, stores, list, question, which }: CheckedInventory,
  signal: AbortSignal,
): Promise<Split[]> {
  const region = await regionOf(client);
  const ids = new Set(sequenceStoreIds);
  if (sequenceStoreIds === undefined) {
    const listing = sequenceStoreListing(stores, list.pageSize);
    for await (const { items } of walkList(client, listing, list, undefined, signal)) {
      for (const { id } of items) ids.add(id as string);
    }
  }
  const asked = [...ids].filter((id) => question.mayHold(id));
  return asked.map((sequenceStoreId) => ({ region, sequenceStoreId, ...which }));
}
