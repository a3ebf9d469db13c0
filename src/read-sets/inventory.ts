import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { mergeSources } from '../fan-out/merge-sources.js';
import { closingIterator } from '../lifetime/closing-iterator.js';
import { ItemIterator, type Chunk } from '../pages/item-iterator.js';
import { InFlight } from '../request/in-flight.js';
import {
  checkInventory,
  type InventoryConfig,
  type InventoryInput,
  type CheckedInventory,
} from './inventory-options.js';
import { findStores, members, readStore, TURN, type RunSettings } from './inventory-stores.js';
import { Tally, type InventoryReport } from './report.js';

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
  return new Inventory(checkInventory(config, input));
}

/** A listing of many stores, made by {@link inventory}. */
export class Inventory extends AsyncIterableX<ReadSetListItem> {
  readonly #plan: CheckedInventory;
  #tally: Tally;

  /** @internal */
  constructor(plan: CheckedInventory) {
    super();
    this.#plan = plan;
    this.#tally = new Tally(plan.asked, Date.now);
  }

  /**
   * How the latest iteration stands, in plain JSON: every store with its outcome and counts. Once the iteration has
   * ended, however it did, no store is `pending`.
   */
  report(): Promise<InventoryReport> {
    return Promise.resolve(this.#tally.report());
  }

  /** Starts an iteration; it also ends when `signal`, which ix hands from operator to operator, aborts. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<ReadSetListItem, void, undefined> {
    const plan = this.#plan;
    const tally = new Tally(plan.asked, Date.now);
    this.#tally = tally;
    const turns = closingIterator((ended) => runInventory(plan, tally, ended), plan.list.signal, signal);
    return new ItemIterator(turns, [plan.list.signal, signal]);
  }
}

/** One iteration: the stores in turn, the turns to the consumer, and what happens into the books. */
function runInventory(
  plan: CheckedInventory,
  tally: Tally,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  // Also an iteration that is closed before it begins has ended.
  const cancel = (): void => {
    tally.end('cancelled');
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });

  const inFlight = new InFlight(plan.concurrency);
  const run: RunSettings = {
    ...plan,
    list: { ...plan.list, inFlight },
    tally,
    onEvent: untilItThrows(plan.onEvent),
  };
  // No more stores are open than it takes to reach the limit if each has one full page.
  const enough = Math.ceil(plan.limit / plan.list.pageSize);
  const readAhead = plan.order === 'input' ? Math.ceil(plan.list.pageSize / TURN) : 1;
  const settings = { order: plan.order, readAhead, onSourceError: 'stop' } as const;
  // Each client has stores of its own open: one whose lane is slow must not fill the places of the others.
  const turns = mergeSources(
    members(run),
    (member, { signal: ended }) =>
      mergeSources(
        findStores(member, run, ended),
        (store, context) => closingIterator((closed) => readStore(store, run, closed), context.signal),
        { ...settings, concurrency: () => Math.min(enough, 2 * inFlight.wanted()) },
        ended,
      ),
    { ...settings, concurrency: () => Infinity },
    signal,
  );
  return deliver(turns, plan.limit, tally);
}

/** A callback that is not called again once it threw: the error ends the run, and other stores may still be starting. */
function untilItThrows<Event>(callback: (event: Event) => void): (event: Event) => void {
  let threw = false;
  return (event) => {
    if (threw) return;
    threw = true;
    callback(event);
    threw = false;
  };
}

/** Hands the turns on until there are no more or the limit is reached, and notes how it ended. */
async function* deliver(
  turns: AsyncGenerator<Chunk<ReadSetListItem>, void, undefined>,
  limit: number,
  tally: Tally,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
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
    tally.end('failed', error);
    throw error;
  } finally {
    tally.end('cancelled');
  }
}
