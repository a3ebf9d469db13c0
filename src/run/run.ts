import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { accountOf, regionOf } from '../client/quota-key.js';
import { notify } from '../paging/events.js';
import type { BoundList, Chunk } from '../paging/paged-async-iterable.js';
import type { ReadSetQuery } from '../query/read-set-query.js';
import { InFlight, MAX_IN_FLIGHT } from '../request/in-flight.js';
import { attempt } from '../request/send-request.js';
import { abortable, linkAbort, withinGraceOf } from '../streams/abort.js';
import { deliveredReadSets, type Checkpoint } from './checkpoint.js';
import { SaveSchedule } from './checkpoint-store.js';
import { findStores } from './discovery.js';
import { publishRunEvent, type RunEvent } from './events.js';
import { checkpointOf, reportOf, type InventoryReport } from './projections.js';
import { acknowledge, applyEvent, deliverItem, endRun } from './reduce.js';
import type { RunSettings, SplitStores } from './settings.js';
import { hasNextSplit } from './split-queue.js';
import { RunState, type EventSubject, type RunContext } from './state.js';
import { mergeWorkers, pagesOfSplit } from './worker.js';
import { WorkerPool } from './worker-pool.js';

/** One run: workers that read splits, and a state that folds every event. */
export class Run implements RunContext {
  readonly settings: RunSettings;
  readonly state: RunState;
  readonly inFlight: InFlight;
  /** Aborts with the error of a promise that `onEvent` returned. */
  readonly listenerFailed = new AbortController();
  /** The wall time at the start, less the monotonic time. */
  readonly #startOfClock = Date.now() - performance.now();
  #isListenerBroken = false;

  constructor(settings: RunSettings) {
    this.settings = settings;
    this.state = new RunState(settings);
    this.inFlight = new InFlight(settings.concurrency ?? MAX_IN_FLIGHT);
  }

  /** The wall time in milliseconds, ignoring clock changes during the run, so that no duration is wrong or negative. */
  now(): number {
    return Math.round(this.#startOfClock + performance.now());
  }

  emit(event: RunEvent, subject: EventSubject): void {
    applyEvent(this.state, event, subject, this.now());
    const isPublic = publishRunEvent(event);
    // An error of `onEvent` ends the run. Until all workers have stopped, it is not called again.
    if (!isPublic || this.#isListenerBroken) return;
    this.#isListenerBroken = true;
    const listener = (each: typeof event): unknown => this.settings.onEvent(each, subject.client.region);
    notify(listener, event, (error) => {
      this.#isListenerBroken = true;
      this.listenerFailed.abort(error);
    });
    this.#isListenerBroken = false;
  }

  report(): InventoryReport {
    return reportOf(this.state, this.now());
  }

  /** The checkpoint of everything that the consumer is done with. */
  checkpoint(): Checkpoint {
    return checkpointOf(this.state, this.now());
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
    const cancel = (): void => endRun(this.state, 'cancelled', this.now());
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return this.#deliver(signal, callerSignals);
  }

  /** Delivers chunks until the end or the limit, saves checkpoints meanwhile, and records how the run ends. */
  async *#deliver(
    signal: AbortSignal,
    callerSignals: readonly (AbortSignal | undefined)[],
  ): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
    const { clients, list, limit, resume, checkpoint: store, checkpointEveryMs = 1000 } = this.settings;
    const caller = linkAbort(...callerSignals);
    const { signal: working } = linkAbort(signal, this.listenerFailed.signal);
    const schedule = new SaveSchedule(checkpointEveryMs);
    const save = (): Promise<void> => schedule.run(async () => store?.save(this.checkpoint()));
    let remaining = limit - (resume === undefined ? 0 : deliveredReadSets(resume));
    let saved: Promise<void> | undefined;
    let chunks: AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> | undefined;
    let failed = false;
    this.state.startedMs = this.now();
    try {
      if (remaining > 0) {
        const regions = Promise.all(clients.map((client) => regionOf(client)));
        // If credentials hang or fail to load, let the first request report it.
        const accounts = clients.map((client) =>
          attempt(() => accountOf(client), list.requestTimeoutMs, working).catch(() => undefined),
        );
        this.state.addClients(await regions, await Promise.all(accounts));
        // Each client has its own limit, so that one with a low quota does not use up the slots of the others.
        const storesOf = this.state.clients.map(
          (client) => [new WorkerPool(this, working), findStores(client, this, working)] as const,
        );
        chunks = mergeWorkers(this, new Map(storesOf), working);
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
      working.throwIfAborted();
      endRun(this.state, remaining > 0 ? 'complete' : 'limited', this.now());
    } catch (error) {
      failed = true;
      endRun(this.state, 'failed', this.now(), error);
      throw error;
    } finally {
      endRun(this.state, 'cancelled', this.now());
      await chunks?.return();
      // A save never starts before the last one has ended, even if an abort did not wait for it.
      const last = Promise.resolve(saved)
        .catch(() => undefined)
        .then(() => (store === undefined ? undefined : save()));
      await withinGraceOf(caller.signal, failed ? last.catch(() => undefined) : last);
      caller.unlink();
    }
  }
}

/**
 * Reads one store without an inventory: page by page as one list, and after a cut with as many workers as the quota
 * allows.
 */
export async function* readOneStore(
  { client, list, settings, onEvent }: BoundList<ReadSetListItem>,
  query: ReadSetQuery,
  splitStores: SplitStores,
  signal: AbortSignal,
): AsyncGenerator<Chunk<ReadSetListItem>, void, undefined> {
  const run = new Run({
    clients: [client],
    list: settings,
    query,
    order: 'arrival',
    onStoreError: 'stop',
    splitStores,
    limit: Infinity,
    onEvent: (event) => ('operation' in event ? onEvent?.(event) : undefined),
    sequenceStoreIds: [],
  });
  const { signal: working } = linkAbort(signal, run.listenerFailed.signal);
  const pool = new WorkerPool(run, working);
  const clientState = {
    client,
    region: '',
    index: 0,
    accountId: undefined,
    isAccountKnown: true,
    discovered: true,
  };
  const store = run.state.addStore(clientState, list.sequenceStoreId as string);

  pool.enter(store);
  const split = pool.take(store);
  if (split === undefined) return;
  const onItem = (): void => deliverItem(run.state, split);
  for await (const page of pagesOfSplit(split, pool, working)) {
    const deliveredAt = performance.now();
    yield { items: page.items, onItem };
    run.inFlight.recordConsumer(performance.now() - deliveredAt);
    run.acknowledge();
    if (pool.isReplaced(split, page)) break;
  }
  pool.leave(store);
  if (hasNextSplit(store)) yield* mergeWorkers(run, new Map([[pool, [store]]]), working);
  working.throwIfAborted();
}
