import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { itemIterator } from '../paging/paged-async-iterable.js';
import type { Checkpoint } from '../run/checkpoint.js';
import type { InventoryReport } from '../run/projections.js';
import { Run } from '../run/run.js';
import type { RunSettings } from '../run/settings.js';
import { inventorySettings, type InventoryConfig, type InventoryInput } from './inventory-config.js';

/**
 * Lists the read sets of many sequence stores, given or discovered, with a report of every store.
 *
 * It is an ix `AsyncIterable` of the SDK's own `ReadSetListItem`. Stores are read in parallel and served in turn. The
 * order within a store is the service's, unless the store is read in several splits, as `splitStores: 'auto'` does with
 * large ones: then items are delivered as they arrive. Nothing is sent before the first `next()`. Memory holds a page for
 * each worker, and the ids of the stores that are being read (see `deduplicate`). `break`, an error and an abort end every
 * request in flight. Each iteration starts afresh; {@link Inventory.report} describes the latest one.
 *
 * With `onStoreError: 'continue'`, the error of a single store is reported and not thrown.
 *
 * @throws {InvalidOptionError} at the call, with everything that is invalid
 * @throws {CheckpointError} at the call, if `resume` is damaged, or belongs to another input or number of clients; while
 *   iterating, if it belongs to a client for another Region or account, or if `fileCheckpointStore` cannot save
 * @throws {RequestFailedError} while iterating, if a page of stores or of read sets cannot be fetched
 * @throws {RepeatedTokenError} while iterating, if the service repeats a token
 * @throws {EndlessListError} while iterating, if the service keeps returning pages that are empty or repeated
 * @throws {RejectedTokenError} while iterating, if the service rejects its token (see `onRejectedToken`)
 * @throws {LoopbackHostPrefixError} while iterating, if a loopback client lacks `disableHostPrefix`
 *
 * @example
 * ```ts
 * const run = inventory({ client, onStoreError: 'continue' }, { filter: { status: 'ARCHIVED' } });
 * for await (const readSet of run) console.log(readSet.sequenceStoreId, readSet.id);
 * for (const store of (await run.report()).stores) console.log(store.sequenceStoreId, store.outcome, store.readSets);
 * ```
 */
export function inventory(config: InventoryConfig, input: InventoryInput = {}): Inventory {
  return new Inventory(inventorySettings(config, input));
}

/** A list of the read sets of many stores, created by {@link inventory}. */
export class Inventory extends AsyncIterableX<ReadSetListItem> {
  /** Without this, `instanceof` would accept every async iterable of ix. */
  static override [Symbol.hasInstance](value: unknown): value is Inventory {
    return isInventory(value);
  }

  #run: Run;

  /** @internal */
  constructor(settings: RunSettings) {
    super();
    this.#run = new Run(settings);
  }

  /**
   * The state of the latest iteration as JSON: every store with its outcome and counts. After the iteration has ended,
   * for any reason, no store is `pending`.
   */
  report(): Promise<InventoryReport> {
    return Promise.resolve(this.#run.report());
  }

  /**
   * Returns a checkpoint of the latest iteration, as JSON for `resume`, at any moment. Every delivered read set counts
   * as done, so take the checkpoint only once your work on them is safe, and not behind operators that read ahead
   * (`buffer`, `mapConcurrent`). It holds about 4 bytes for each read set of the stores that are being read.
   *
   * @example
   * ```ts
   * const run = inventory({ client });
   * for await (const readSet of run) if (readSet.status === 'ARCHIVED') break;
   * const rest = inventory({ client, resume: run.checkpoint() });
   * ```
   */
  checkpoint(): Checkpoint {
    this.#run.acknowledge();
    return this.#run.checkpoint();
  }

  /**
   * The latest iteration. Its checkpoint does not count the last delivered read set as done, unless that is
   * acknowledged: an operator that threw may have lost it.
   *
   * @internal
   */
  get latest(): Run {
    return this.#run;
  }

  /** Starts an iteration. ix passes a `signal` from operator to operator; it ends the iteration too. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<ReadSetListItem, void, undefined> {
    const { settings } = this.#run;
    const run = new Run(settings);
    this.#run = run;
    const signals = [settings.list.signal, signal];
    return itemIterator((ended) => run.iterate(ended, signals), ...signals);
  }
}

/** Whether a value is an inventory. */
export function isInventory(value: unknown): value is Inventory {
  const { checkpoint, report } = Object(value) as { checkpoint?: unknown; report?: unknown };
  return typeof checkpoint === 'function' && typeof report === 'function';
}
