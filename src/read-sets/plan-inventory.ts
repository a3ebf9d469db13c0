import type { OmicsClient } from '@aws-sdk/client-omics';
import { regionOf } from '../client/quota-key.js';
import { sequenceStoresOperation } from '../paging/operations.js';
import { pagesOf } from '../paging/paged-async-iterable.js';
import type { RunSettings } from '../run/settings.js';
import type { Split } from '../run/split.js';
import { linkAbort } from '../streams/abort.js';
import {
  INVENTORY_CONFIG,
  INVENTORY_INPUT,
  inventorySettings,
  type InventoryConfig,
  type InventoryInput,
} from './inventory-config.js';

/** Options of {@link planInventory}. */
export interface PlanInventoryConfig extends Pick<
  InventoryConfig,
  | 'client'
  | 'clients'
  | 'pageSize'
  | 'signal'
  | 'rateLimiter'
  | 'retry'
  | 'requestTimeoutMs'
  | 'maxEmptyPages'
> {}

/** The input of {@link planInventory}: that of {@link inventory}, without a limit, which splits cannot share. */
export type PlanInventoryInput = Omit<InventoryInput, 'limit'>;

const { client, clients, pageSize, signal, rateLimiter, retry, requestTimeoutMs, maxEmptyPages } =
  INVENTORY_CONFIG;
const CONFIG = { client, clients, pageSize, signal, rateLimiter, retry, requestTimeoutMs, maxEmptyPages };
const { limit: _, ...INPUT } = INVENTORY_INPUT;

/**
 * Plans an inventory for several workers: returns one split for each store, given or discovered, as JSON.
 * {@link readSplit} reads a split, in this process or on another machine; all splits together have the read sets of
 * {@link inventory}. The only requests are for stores: one per hundred stores, and none if the stores are given or if
 * nothing can satisfy the condition. A store that the condition rules out by its id has no split.
 *
 * @throws {InvalidOptionError} at the call, with everything that is invalid
 * @throws {RequestFailedError} if the stores cannot be discovered; requests for other clients then end
 * @throws {RepeatedTokenError} if the service repeats a token
 * @throws {EndlessListError} if the service keeps returning pages that are empty or repeated
 * @throws {RejectedTokenError} if the service keeps rejecting its own token
 * @throws {LoopbackHostPrefixError} if a loopback client lacks `disableHostPrefix`
 *
 * @example
 * ```ts
 * for (const split of await planInventory({ client })) {
 *   for await (const readSet of readSplit({ client }, split)) console.log(readSet.id);
 * }
 * ```
 */
export function planInventory(config: PlanInventoryConfig, input: PlanInventoryInput = {}): Promise<Split[]> {
  const settings = inventorySettings(config, input, CONFIG, INPUT);
  if (!settings.query.plan.satisfiable) return Promise.resolve([]);
  // A failure of one client ends the lists of the others.
  const link = linkAbort(settings.list.signal);
  const splits = settings.clients.map((each) =>
    splitsOfClient(each, settings, link.signal).catch((error: unknown) => {
      link.abort(error);
      throw error;
    }),
  );
  return Promise.all(splits)
    .then((all) => all.flat())
    .finally(() => {
      link.unlink();
    });
}

async function splitsOfClient(
  omics: OmicsClient,
  { sequenceStoreIds, storeFilter, list: settings, query, selection }: RunSettings,
  ended: AbortSignal,
): Promise<Split[]> {
  const region = await regionOf(omics);
  const ids = new Set(sequenceStoreIds);
  if (storeFilter !== undefined) {
    const list = sequenceStoresOperation(storeFilter, settings.pageSize);
    const bound = { client: omics, list, settings, onEvent: undefined };
    for await (const { items } of pagesOf(bound, ended)) {
      for (const { id } of items) ids.add(id as string);
    }
  }
  const admitted = [...ids].filter((id) => query.admitsStore(id));
  return admitted.map((sequenceStoreId) => ({ region, sequenceStoreId, ...selection }));
}
