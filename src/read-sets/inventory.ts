import type { OmicsClient, ReadSetFilter, ReadSetListItem, SequenceStoreFilter } from '@aws-sdk/client-omics';
import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { map } from 'ix/asynciterable/operators/map';
import { fanOut } from '../fan-out/fan-out.js';
import { mergeSources } from '../fan-out/merge-sources.js';
import { closingIterator } from '../lifetime/closing-iterator.js';
import { InFlight } from '../request/in-flight.js';
import { Problems } from '../options/problems.js';
import { ItemIterator, type Chunk } from '../pages/item-iterator.js';
import { compileReadSetFilter } from '../where/service-filter.js';
import type { InventoryEvent } from './events.js';
import {
  discoverStores,
  readStore,
  type InventoryStore,
  type Member,
  type RunSettings,
} from './inventory-stores.js';
import { checkClient, listSettings, type ListConfig, type ListSettings } from './list-config.js';
import { checkStoreId } from './list-read-sets.js';
import { sequenceStoreListing } from './list-sequence-stores.js';
import { Tally, type InventoryReport } from './report.js';

/** How {@link inventory} goes about its stores. */
export interface InventoryConfig extends Omit<ListConfig, 'client' | 'startingToken' | 'onEvent'> {
  /** The SDK's client. Give this or `clients`. */
  client?: OmicsClient | undefined;
  /** Several clients, one a Region or account, whose stores are listed side by side. Give this or `client`. */
  clients?: readonly OmicsClient[] | undefined;
  /**
   * Requests in flight at most, 1 to any number. How many there are follows the pace and the latency that is measured:
   * as many as it takes to send at the pace. Twice as many stores are open, so that one that waits for a retry leaves
   * its place to another.
   *
   * @default 48
   */
  concurrency?: number | undefined;
  /** `'arrival'` takes the stores in turn, `'input'` one after another. @default 'arrival' */
  order?: 'arrival' | 'input' | undefined;
  /**
   * When a store cannot be listed: `'stop'` ends the inventory with its error; `'continue'` lists the others and tells
   * of it in the report and in a `store-failed` event.
   *
   * @default 'stop'
   */
  onStoreError?: 'stop' | 'continue' | undefined;
  /** Told of each page, retry and throttle, and of each store's start and end. What it throws ends the iteration. */
  onEvent?: ((event: InventoryEvent) => void) | undefined;
}

/** What {@link inventory} lists. */
export interface InventoryInput {
  /** The stores, by id; each is listed once. Only with one client. @default every store of every client */
  sequenceStoreIds?: readonly string[] | undefined;
  /** Which stores to discover; not together with `sequenceStoreIds`. */
  storeFilter?: SequenceStoreFilter | undefined;
  /** Which read sets: the nine members of the service's filter, as {@link listReadSets} takes them. */
  filter?: ReadSetFilter | undefined;
  /** Ends after this many read sets, 1 to any number. */
  limit?: number | undefined;
}

/**
 * The read sets of many sequence stores, given or discovered, with a report of every one of them.
 *
 * It is an ix `AsyncIterable` of the SDK's own `ReadSetListItem`. The order within a store is the service's; stores
 * are read side by side and served in turn. Nothing is sent before the first `next()`; one page an open store is held
 * in memory. `break`, an error and an abort end every request in flight. Each iteration starts afresh;
 * {@link Inventory.report} tells of the latest one.
 *
 * @throws {InvalidOptionError} at the call, naming everything that cannot be meant
 * @throws {RequestFailedError} while iterating, when the stores cannot be discovered, or with `onStoreError: 'stop'` one of them not be listed
 *
 * @example
 * ```ts
 * const run = inventory({ client, onStoreError: 'continue' }, { filter: { status: 'ARCHIVED' } });
 * for await (const readSet of run) console.log(readSet.sequenceStoreId, readSet.id);
 * for (const store of (await run.report()).stores) console.log(store.sequenceStoreId, store.outcome, store.readSets);
 * ```
 */
export function inventory(config: InventoryConfig, input: InventoryInput = {}): Inventory {
  return new Inventory(config, input);
}

/** A listing of many stores, made by {@link inventory}. */
export class Inventory extends AsyncIterableX<ReadSetListItem> {
  readonly #config: InventoryConfig;
  readonly #input: InventoryInput;
  readonly #clients: readonly OmicsClient[];
  readonly #list: ListSettings;
  #tally: Tally;

  /** @internal */
  constructor(config: InventoryConfig, input: InventoryInput) {
    super();
    const problems = new Problems();
    this.#config = { ...config };
    this.#input = { ...input };
    this.#clients = checkInventory(this.#config, this.#input, problems);
    this.#list = listSettings({ ...this.#config, startingToken: undefined }, {}, problems);
    problems.throwIfAny();
    this.#tally = new Tally(this.#input, Date.now);
  }

  /**
   * How the latest iteration stands, in plain JSON: every store with its outcome and counts. Once the iteration has
   * ended, however it did, no store is `pending`.
   */
  report(): Promise<InventoryReport> {
    return Promise.resolve(this.#tally.report());
  }

  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<ReadSetListItem, void, undefined> {
    const tally = new Tally(this.#input, Date.now);
    this.#tally = tally;
    const turns = closingIterator((ended) => this.#run(tally, ended), this.#list.signal, signal);
    return new ItemIterator(turns, [this.#list.signal, signal]);
  }

  /** One iteration: the stores in turn, the turns to the consumer, and what happens into the books. */
  async *#run(tally: Tally, signal: AbortSignal): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
    const { concurrency = 48, order = 'arrival', onStoreError = 'stop', onEvent } = this.#config;
    const { filter, limit = Infinity } = this.#input;
    const inFlight = new InFlight(concurrency);
    const run: RunSettings = {
      list: { ...this.#list, inFlight },
      tally,
      onStoreError,
      onEvent: (event) => onEvent?.(event),
    };
    // No more stores are open than it takes to reach the limit if each has one full page.
    const enough = Math.ceil(limit / this.#list.pageSize);
    const turns = mergeSources(
      this.#stores(tally, run, signal),
      (store, context) => closingIterator((ended) => readStore(store, filter, run, ended), context.signal),
      { concurrency: () => Math.min(enough, 2 * inFlight.wanted()), order, onSourceError: 'stop' },
      signal,
    );
    let left = limit;
    tally.begin();
    try {
      for await (const { items, onItem } of turns) {
        yield { items: items.length > left ? items.slice(0, left) : items, onItem };
        left -= items.length;
        if (left <= 0) {
          tally.end('limited');
          return;
        }
      }
      tally.end('complete');
    } catch (error) {
      if (signal.aborted) tally.end('cancelled');
      else tally.end('failed', error);
      throw error;
    } finally {
      tally.end('cancelled');
    }
  }

  /** The stores to list, given or discovered, each noted in the books before anything of it is asked for. */
  async *#stores(
    tally: Tally,
    run: RunSettings,
    signal: AbortSignal,
  ): AsyncGenerator<InventoryStore, void, undefined> {
    const { sequenceStoreIds, storeFilter } = this.#input;
    const members: Member[] = [];
    for (const client of this.#clients) members.push({ client, region: await regionOf(client) });

    if (sequenceStoreIds !== undefined) {
      const [member] = members as [Member];
      const stores = [...new Set(sequenceStoreIds)].map((sequenceStoreId) => ({
        ...member,
        sequenceStoreId,
        books: tally.expect(member.region, sequenceStoreId),
      }));
      yield* stores;
      return;
    }
    const listing = sequenceStoreListing({ filter: storeFilter }, this.#list.pageSize, new Problems());
    const discovered = fanOut(
      members,
      (member) =>
        discoverStores(member, listing, run).pipe(
          map((store) => {
            const sequenceStoreId = store.id as string;
            return {
              ...member,
              sequenceStoreId,
              books: tally.expect(member.region, sequenceStoreId, store.name),
            };
          }),
        ),
      { signal },
    );
    yield* discovered;
  }
}

/** The Region of a client; empty where it has none, which the first request then says better. */
async function regionOf(client: OmicsClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    return '';
  }
}

/** Notes what is wrong with the configuration and the input of an inventory, then gives its clients. */
function checkInventory(
  { client, clients, ...config }: InventoryConfig,
  input: InventoryInput,
  problems: Problems,
): readonly OmicsClient[] {
  if ((client === undefined) === (clients === undefined)) {
    problems.add('client', 'given, or `clients` in its place', client === undefined ? client : 'both');
  }
  if (clients !== undefined && !(Array.isArray(clients) && clients.length > 0)) {
    problems.add('clients', 'an array of at least one OmicsClient', clients);
    return [];
  }
  const members: readonly OmicsClient[] = clients ?? [client as OmicsClient];
  members.forEach((member, i) => {
    checkClient(clients === undefined ? 'client' : `clients[${i}]`, member, problems);
  });
  if (config.concurrency !== Infinity) problems.integer('concurrency', config.concurrency, 1);
  problems.oneOf('order', config.order, ['arrival', 'input']);
  problems.oneOf('onStoreError', config.onStoreError, ['stop', 'continue']);
  problems.function('onEvent', config.onEvent);
  problems.integer('limit', input.limit, 1);
  compileReadSetFilter(input.filter, problems);

  const { sequenceStoreIds, storeFilter } = input;
  sequenceStoreListing({ filter: storeFilter }, 100, problems);
  sequenceStoreIds?.forEach((id, i) => {
    checkStoreId(`sequenceStoreIds[${i}]`, id, problems);
  });
  if (sequenceStoreIds !== undefined && storeFilter !== undefined) {
    problems.add('storeFilter', 'left out where `sequenceStoreIds` says which stores', storeFilter);
  }
  if (sequenceStoreIds !== undefined && members.length > 1) {
    problems.add('sequenceStoreIds', 'left out where there are several clients', sequenceStoreIds);
  }
  return members;
}
