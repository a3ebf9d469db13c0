import { OmicsClient, type ReadSetFilter, type ReadSetListItem } from '@aws-sdk/client-omics';
import { Problems } from '../../src/options/problems.js';
import type { Page } from '../../src/paging/page.js';
import { compileQuery, type ReadSetQuery } from '../../src/query/read-set-query.js';
import type { ReadSetWhere } from '../../src/query/where.js';
import type { Checkpoint } from '../../src/run/checkpoint.js';
import { ALL_TIMES, type Observation } from '../../src/run/creation-times.js';
import type { RunEvent } from '../../src/run/events.js';
import { applyEvent, deliverItem, endRun } from '../../src/run/reduce.js';
import type { RunSettings } from '../../src/run/settings.js';
import {
  RunState,
  type EventSubject,
  type NewSplit,
  type SplitState,
  type StoreState,
} from '../../src/run/state.js';
import { STORE } from '../support/read-sets.js';

export const HOUR = 3_600_000;

/** What a list has shown whose pages span one hour each, in order. */
export const ordered = (
  order: 'ascending' | 'descending',
  fromHour: number,
  toHour: number,
): Observation => ({
  fromMs: fromHour * HOUR,
  toMs: toHour * HOUR,
  order,
  sample: [fromHour * HOUR, toHour * HOUR],
  page: { spanMs: HOUR, items: 100 },
});

export const unordered = (sample: readonly number[]): Observation => ({
  fromMs: Math.min(...sample),
  toMs: Math.max(...sample),
  order: 'none',
  sample: [...sample].sort((a, b) => a - b),
  page: { spanMs: HOUR, items: 100 },
});

/** One read set an hour. */
export const spread = unordered(Array.from({ length: 200 }, (_, n) => n * HOUR));
/** More than half of the read sets at one time. */
export const crowded = unordered(Array.from({ length: 200 }, (_, n) => (n < 120 ? 5 * HOUR : n * HOUR)));

export function queryOf(
  selection: { filter?: ReadSetFilter; where?: ReadSetWhere } = {},
  pushdown?: 'auto' | 'always' | 'never',
): ReadSetQuery {
  return compileQuery(selection, pushdown, new Problems());
}

export const items = (...ids: readonly (string | undefined)[]): ReadSetListItem[] =>
  ids.map((id) => ({ id }) as Partial<ReadSetListItem> as ReadSetListItem);

/** A page of a store with these ids. */
export const pageOf = (
  nextToken: string | undefined,
  ids: readonly (string | undefined)[],
  duplicates = 0,
): Page<ReadSetListItem> => ({
  operation: 'ListReadSets',
  sequenceStoreId: STORE,
  number: 1,
  items: items(...ids),
  received: ids.length + duplicates,
  duplicates,
  token: undefined,
  nextToken,
  attempts: 1,
  elapsedMs: 1,
  requestId: undefined,
});

/** A state that events are applied to, one after another, on a clock that is set by hand. */
export class Fold {
  readonly state: RunState;
  nowMs = 0;

  readonly #settings: RunSettings;

  constructor({ deduplicate = true, ...settings }: Partial<RunSettings> & { deduplicate?: boolean } = {}) {
    const list = { pageSize: 100, deduplicate };
    this.#settings = { input: {}, query: queryOf(), list, ...settings } as RunSettings;
    this.state = new RunState(this.#settings);
  }

  apply(event: RunEvent, subject: EventSubject): void {
    applyEvent(this.state, event, subject, this.nowMs);
  }

  /** Starts the run with clients for these Regions. */
  start(...regions: readonly string[]): this {
    this.state.startedMs = this.nowMs;
    const own = regions.length === 0 ? ['us-east-1'] : regions;
    Object.assign(this.#settings, { clients: own.map((region) => new OmicsClient({ region })) });
    this.state.addClients(own);
    return this;
  }

  end(outcome: Parameters<typeof endRun>[1], error?: unknown): void {
    endRun(this.state, outcome, this.nowMs, error);
  }

  addStore(id = STORE, name?: string): StoreState {
    const [client] = this.state.clients;
    return this.state.addStore(client!, id, name);
  }

  /** The first store is being read. Returns it with its first split. */
  startStore(id = STORE): { store: StoreState; split: SplitState } {
    const store = this.state.stores.at(0) ?? this.addStore(id);
    const [split] = store.splits;
    this.apply(
      { type: 'store-started', region: 'us-east-1', sequenceStoreId: id },
      { client: store.client, store },
    );
    split!.phase = 'reading';
    return { store, split: split! };
  }

  /** A page is received. Its ids enter the store's ids, as `paginate` does it. */
  receive(
    store: StoreState,
    split: SplitState,
    nextToken: string | undefined,
    ids: readonly (string | undefined)[],
    duplicates = 0,
  ): void {
    for (const id of ids) if (id !== undefined) store.ids?.add(id);
    const received = pageOf(nextToken, ids, duplicates);
    this.apply(
      {
        type: 'page',
        operation: 'ListReadSets',
        sequenceStoreId: STORE,
        page: 1,
        items: ids.length,
        duplicates,
        attempts: 1,
        elapsedMs: 1,
      },
      { client: store.client, store, split, received },
    );
  }

  /** The consumer receives so many items. The last one is not done. */
  deliver(split: SplitState, count: number): void {
    for (let n = 0; n < count; n += 1) deliverItem(this.state, split);
  }
}

/** A split of all creation times. */
export const wholeSplit: NewSplit = { times: ALL_TIMES, value: undefined };

/** A checkpoint after a restart of the process: JSON text, parsed. */
export const throughText = (checkpoint: Checkpoint): Checkpoint =>
  JSON.parse(JSON.stringify(checkpoint)) as Checkpoint;
