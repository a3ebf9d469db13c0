import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { regionOf } from '../client/quota-key.js';
import type { Chunk } from '../paging/paged-async-iterable.js';
import { InFlight } from '../request/in-flight.js';
import { abortable, linkAbort, withinGraceOf } from '../streams/abort.js';
import { merge } from '../streams/merge.js';
import { deliveredReadSets, type Checkpoint } from './checkpoint.js';
import { SaveSchedule } from './checkpoint-store.js';
import { findStores } from './discovery.js';
import { publishRunEvent, type EventSubject, type RunEvent } from './events.js';
import { checkpointOf, reportOf } from './projections.js';
import { acknowledge, applyEvent } from './reduce.js';
import type { InventoryReport } from './report.js';
import type { RunContext, RunSettings } from './settings.js';
import { SplitQueue } from './split-queue.js';
import { RunState, type ClientState, type StoreState } from './state.js';
import { CHUNK_ITEMS, work } from './worker.js';
import { WorkerPool } from './worker-pool.js';

/** One run: a queue of splits, workers that read them, and a state that folds every event. */
export class Run implements RunContext {
  readonly settings: RunSettings;
  readonly state: RunState;
  readonly queue: SplitQueue;
  readonly inFlight: InFlight;
  #isListenerBroken = false;

  constructor(settings: RunSettings) {
    const { list, concurrency } = settings;
    this.settings = settings;
    this.state = new RunState({ ...settings, ...list });
    this.inFlight = new InFlight(concurrency);
    const emit = (event: RunEvent, subject: EventSubject): void => this.emit(event, subject);
    this.queue = new SplitQueue(list.pageSize, emit, Date.now);
  }

  emit(event: RunEvent, subject?: EventSubject): void {
    applyEvent(this.state, event, subject, Date.now());
    const isPublic = publishRunEvent(event);
    // An error of `onEvent` ends the run. Until all workers have stopped, it is not called again.
    if (!isPublic || this.#isListenerBroken) return;
    this.#isListenerBroken = true;
    this.settings.onEvent(event, subject?.client.region ?? '');
    this.#isListenerBroken = false;
  }

  addStore(client: ClientState, id: string, name?: string): StoreState {
    this.emit({ type: 'store-found', id, name }, { client });
    return this.state.stores.at(-1) as StoreState;
  }

  report(): InventoryReport {
    return reportOf(this.state, Object.keys(this.settings.selection).length > 0, Date.now());
  }

  /** The checkpoint of everything that the consumer is done with. */
  checkpoint(): Checkpoint {
    return checkpointOf(this.state, this.settings.selection, Date.now());
  }

  /** Counts every delivered item as done. */
  acknowledge(): void {
    acknowledge(this.state);
  }

  /**
   * Iterates over the run: resolves the clients, starts the workers and delivers their read sets. Nothing is sent
   * before the first `next()`.
   *
   * @param signal aborts when the iteration ends, for any reason
   * @param callerSignals abort when the caller wants to stop, but not when the consumer leaves
   */
  iterate(
    signal: AbortSignal,
    callerSignals: readonly (AbortSignal | undefined)[],
  ): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
    // An iteration that is closed before it starts has also ended.
    const cancel = (): void => this.emit({ type: 'run-ended', outcome: 'cancelled' });
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return this.#deliver(signal, callerSignals);
  }

  /** Delivers chunks until the end or the limit, saves checkpoints meanwhile, and records how the run ends. */
  async *#deliver(
    signal: AbortSignal,
    callerSignals: readonly (AbortSignal | undefined)[],
  ): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
    const { limit, resume, checkpoint: store, checkpointEveryMs, list } = this.settings;
    const caller = linkAbort(...callerSignals);
    const schedule = new SaveSchedule(checkpointEveryMs);
    const save = (): Promise<void> => schedule.run(async () => store?.save(this.checkpoint()));
    let remaining = limit - (resume === undefined ? 0 : deliveredReadSets(resume));
    let saved: Promise<void> | undefined;
    let chunks: AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> | undefined;
    let failed = false;
    this.emit({ type: 'run-started' });
    try {
      if (remaining > 0) {
        await this.#resolveClients();
        chunks = this.#startWorkers(signal);
      }
      while (chunks !== undefined && remaining > 0) {
        const next = await chunks.next();
        if (next.done === true) break;
        const { items, onItem } = next.value;
        const deliveredAt = performance.now();
        yield { items: items.length > remaining ? items.slice(0, remaining) : items, onItem };
        this.inFlight.recordConsumer(((performance.now() - deliveredAt) * list.pageSize) / items.length);
        remaining -= items.length;
        this.acknowledge();
        if (store === undefined || !schedule.isDue) continue;
        saved = save();
        await abortable(saved, caller.signal);
      }
      this.emit({ type: 'run-ended', outcome: remaining > 0 ? 'complete' : 'limited' });
    } catch (error) {
      failed = true;
      this.emit({ type: 'run-ended', outcome: 'failed', error });
      throw error;
    } finally {
      this.emit({ type: 'run-ended', outcome: 'cancelled' });
      await chunks?.return();
      // A save never starts before the last one has ended, even if an abort did not wait for it.
      const last = Promise.resolve(saved)
        .catch(() => undefined)
        .then(() => (store === undefined ? undefined : save()));
      await withinGraceOf(caller.signal, failed ? last.catch(() => undefined) : last);
      caller.unlink();
    }
  }

  async #resolveClients(): Promise<void> {
    const { clients } = this.settings;
    const regions = await Promise.all(clients.map((client) => regionOf(client)));
    this.emit({ type: 'clients-resolved', clients: clients.map((client, i) => [client, regions[i] ?? '']) });
  }

  /** Starts workers on the stores of every client, and merges their read sets. */
  #startWorkers(signal: AbortSignal): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
    const { order, splitStores, list, limit } = this.settings;
    // Open only as many stores as it takes to reach the limit if each has one full page.
    const maxPages = Math.ceil(limit / list.pageSize);
    const pools = new Map<ClientState, WorkerPool>();
    // Each client has its own limit, so that one with a low quota does not use up the slots of the others.
    const groups = this.state.clients.map((client) => {
      const pool = new WorkerPool(splitStores, this.queue, this.inFlight, maxPages, signal);
      pools.set(client, pool);
      return { sources: pool.assign(findStores(client, this, signal), signal), concurrency: pool.maxOpen };
    });
    const readAhead = order === 'input' ? Math.ceil(list.pageSize / CHUNK_ITEMS) : 1;
    return merge(
      groups,
      (store, context) => work(store, this, pools.get(store.client) as WorkerPool, context.signal),
      { order, readAhead, onSourceError: 'stop' },
      signal,
    );
  }
}
