import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { readSetsDone, type Checkpoint } from '../checkpoint/checkpoint.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { mergeSources } from '../fan-out/merge-sources.js';
import { closingIterator } from '../lifetime/closing-iterator.js';
import { ItemIterator, type Chunk } from '../pages/item-iterator.js';
import { InFlight } from '../request/in-flight.js';
import type { InventoryReport } from '../report/report.js';
import { Tally } from '../report/tally.js';
import { KnownStores } from '../walks/known-stores.js';
import { CHUNK_ITEMS, readStore } from '../walks/read-store.js';
import { WalkScheduler } from '../walks/walk-scheduler.js';
import { findStores, regionalClients } from './find-stores.js';
import {
  checkInventory,
  type CheckedInventory,
  type InventoryConfig,
  type InventoryInput,
} from './inventory-options.js';
import { isInventory } from './is-inventory.js';
import type { RunSettings } from './run-settings.js';
import { saving } from './saving.js';

/**
 * The read sets of many sequence stores, given or discovered, with a report of every one of them.
 *
 * It is an ix `AsyncIterable` of the SDK's own `ReadSetListItem`. The order within a store is the service's, unless the
 * store is walked in parts, as `splitStores: 'auto'` does with big ones: then it is that of arrival. Stores are read
 * side by side and served in turn. Nothing is sent before the first `next()`. One page an open walk is held in memory,
 * and the ids of what was given out while their store may be walked again (see `onRejectedToken`). `break`, an error
 * and an abort end every request in flight. Each iteration starts afresh; {@link Inventory.report} tells of the latest
 * one.
 *
 * With `onStoreError: 'continue'` the error of a single store is told in the report, and not thrown.
 *
 * @throws {InvalidOptionError} at the call, naming everything that is invalid
 * @throws {CheckpointError} at the call, when `resume` is damaged, of another input or of more or fewer clients; while
 *   iterating, when it is of a client for another Region, or when `fileCheckpointStore` cannot save
 * @throws {RequestFailedError} while iterating, when a page of stores or of read sets cannot be had
 * @throws {RepeatedTokenError} while iterating, when the service gives a token twice
 * @throws {RejectedTokenError} while iterating, when the service no longer takes its token (see `onRejectedToken`)
 * @throws {LoopbackHostPrefixError} while iterating, when a loopback client lacks `disableHostPrefix`
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
  /** ix would have each of its async iterables be an instance of this class too. */
  static override [Symbol.hasInstance](value: unknown): value is Inventory {
    return isInventory(value);
  }

  readonly #plan: CheckedInventory;
  #tally: Tally;
  #known: KnownStores;

  /** @internal */
  constructor(plan: CheckedInventory) {
    super();
    this.#plan = plan;
    [this.#tally, this.#known] = begin(plan);
  }

  /**
   * How the latest iteration stands, in plain JSON: every store with its outcome and counts. Once the iteration has
   * ended, however it did, no store is `pending`.
   */
  report(): Promise<InventoryReport> {
    return Promise.resolve(this.#tally.report());
  }

  /**
   * How far the latest iteration has come, in plain JSON that `resume` goes on from, at any moment. Every read set that
   * was handed out counts as done: take it when what came is safe, and not through operators that read ahead
   * (`buffer`, `mapConcurrent`). It holds about 4 bytes a read set of the stores that are being listed.
   *
   * @example
   * ```ts
   * const run = inventory({ client });
   * for await (const readSet of run) if (readSet.status === 'ARCHIVED') break;
   * const rest = inventory({ client, resume: run.checkpoint() });
   * ```
   */
  checkpoint(): Checkpoint {
    this.#known.settle();
    return this.#known.checkpoint();
  }

  /**
   * What each iteration goes on from.
   *
   * @internal
   */
  get resume(): Checkpoint | undefined {
    return this.#plan.resume;
  }

  /**
   * Where the inventory saves checkpoints by itself.
   *
   * @internal
   */
  get checkpointStore(): CheckpointStore | undefined {
    return this.#plan.checkpoint;
  }

  /**
   * What was handed out last is safe, whatever happens to it on its way from here.
   *
   * @internal
   */
  settle(): void {
    this.#known.settle();
  }

  /**
   * The checkpoint without what was handed out last, unless that is settled or the next was asked for: where an
   * operator threw, it may be lost.
   *
   * @internal
   */
  settledCheckpoint(): Checkpoint {
    return this.#known.checkpoint();
  }

  /** Starts an iteration; it also ends when `signal`, which ix hands from operator to operator, aborts. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<ReadSetListItem, void, undefined> {
    const plan = this.#plan;
    const [tally, known] = begin(plan);
    [this.#tally, this.#known] = [tally, known];
    const chunks = closingIterator(
      (ended) => saving(runInventory(plan, tally, known, ended), plan, known, [plan.list.signal, signal]),
      plan.list.signal,
      signal,
    );
    return new ItemIterator(chunks, [plan.list.signal, signal]);
  }
}

/** What an iteration begins with: its tally and its stores, those of a checkpoint that it goes on from, or new ones. */
function begin(plan: CheckedInventory): [Tally, KnownStores] {
  const isAsked = Object.keys(plan.which).length > 0;
  const tally = new Tally(plan.asked, Date.now, plan.resume, isAsked ? plan.question.plan : undefined);
  return [tally, new KnownStores(plan, tally)];
}

/** One iteration: the stores in turn, the chunks to the consumer, and what happens into the tally. */
function runInventory(
  plan: CheckedInventory,
  tally: Tally,
  known: KnownStores,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  // Also an iteration that is closed before it begins has ended.
  const cancel = (): void => {
    tally.end('cancelled');
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });

  const inFlight = new InFlight(plan.concurrency);
  const onEvent = untilItThrows(plan.onEvent);
  const run: RunSettings = {
    ...plan,
    list: { ...plan.list, inFlight },
    tally,
    known,
    onEvent,
    onListEvent: (event, region) => {
      onEvent({ ...event, region });
    },
  };
  const left = plan.limit - (plan.resume === undefined ? 0 : readSetsDone(plan.resume));
  // No more stores are open than it takes to reach the limit if each has one full page.
  const enough = Math.ceil(left / plan.list.pageSize);
  const readAhead = plan.order === 'input' ? Math.ceil(plan.list.pageSize / CHUNK_ITEMS) : 1;
  const settings = { order: plan.order, readAhead, onSourceError: 'stop' } as const;
  // Each client has stores of its own open: one whose lane is slow must not fill the places of the others.
  const chunks = mergeSources(
    regionalClients(run),
    (client, { signal: ended }) => {
      const scheduler = new WalkScheduler(plan.splitStores, inFlight, enough, ended);
      return mergeSources(
        scheduler.assign(findStores(client, run, ended), ended),
        (store, context) =>
          closingIterator((closed) => readStore(store, run, scheduler, closed), context.signal),
        { ...settings, concurrency: () => Math.min(enough, 2 * inFlight.wanted()) },
        ended,
      );
    },
    { ...settings, concurrency: () => Infinity },
    signal,
  );
  const noteConsumer = (ms: number, items: number): void => {
    if (items > 0) inFlight.noteConsumer((ms * plan.list.pageSize) / items);
  };
  return deliver(chunks, left, tally, noteConsumer);
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

/** Hands the chunks on until there are no more or the limit is reached, and notes how it ended. */
async function* deliver(
  chunks: AsyncGenerator<Chunk<ReadSetListItem>, void, undefined>,
  limit: number,
  tally: Tally,
  noteConsumer: (ms: number, items: number) => void,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  let left = limit;
  tally.begin();
  try {
    while (left > 0) {
      const next = await chunks.next();
      if (next.done === true) {
        tally.end('complete');
        return;
      }
      const { items, onItem } = next.value;
      const givenAt = performance.now();
      yield { items: items.length > left ? items.slice(0, left) : items, onItem };
      noteConsumer(performance.now() - givenAt, items.length);
      left -= items.length;
    }
    tally.end('limited');
  } catch (error) {
    tally.end('failed', error);
    throw error;
  } finally {
    tally.end('cancelled');
    await chunks.return();
  }
}
