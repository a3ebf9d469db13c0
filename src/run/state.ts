import type { OmicsClient } from '@aws-sdk/client-omics';
import { IdSet } from '../paging/id-set.js';
import { noCounts, sumCounts, type Counts } from '../paging/page.js';
import type { ReadSetQuery } from '../query/read-set-query.js';
import { StrategyChooser, type FilterValue, type ReadStrategy } from '../query/strategy.js';
import type { Checkpoint, StoreCheckpoint } from './checkpoint.js';
import { ALL_TIMES, TimeObserver, type CreationTimes } from './creation-times.js';
import type { Guess, Piece } from './cut-planning.js';
import { timesOf, type Split } from './split.js';

/** The state of one store: `pending` while the inventory runs, `cancelled` if it ended before the store did. */
export type StoreOutcome = 'pending' | 'complete' | 'failed' | 'cancelled';

/** The state of a run; see {@link InventoryReport}. */
export type RunOutcome = 'pending' | 'complete' | 'limited' | 'partial' | 'failed' | 'cancelled';

/** A client of a run. */
export interface ClientState {
  readonly client: OmicsClient;
  readonly region: string;
  /** Its index among the clients, from 0. */
  readonly index: number;
  /** Whether all its stores are known. */
  discovered: boolean;
}

/** A new split of a store. */
export interface NewSplit {
  readonly times: CreationTimes;
  readonly value: FilterValue | undefined;
  /** How often it was started again without a new item. */
  readonly restarts?: number;
  /** If the split is a remainder to cut pieces off: the guessed distribution of its read sets. */
  readonly guess?: Guess;
}

/** A split of a store, and how far it has been read and delivered. */
export class SplitState {
  /** Changes only for a remainder, when a piece is cut off it. */
  times: CreationTimes;
  readonly value: FilterValue | undefined;
  /** The token to start with, and the ids of its page that an earlier run delivered. */
  readonly startingToken: string | undefined;
  readonly deliveredBefore: ReadonlySet<string>;
  readonly observer: TimeObserver;
  /** How often it was started again without a new item. */
  readonly restarts: number;
  /** If it is a remainder, from which pieces are cut: the guessed distribution of its read sets. */
  guess: Guess | undefined;
  /** If it is a piece: the remainder that it was cut off. */
  readonly cutFrom: { readonly remainder: SplitState; readonly piece: Piece } | undefined;
  /** `'replaced'`: other splits cover the read sets that it has not received. */
  phase: 'waiting' | 'reading' | 'read' | 'replaced' = 'waiting';
  /** Pages received, their new read sets, and those that were dropped. */
  pages = 0;
  items = 0;
  duplicates = 0;
  /** The received pages that are not delivered completely, in order. */
  readonly undelivered: UndeliveredPage[] = [];
  /** The token of the first of them, or of the next page. */
  resumeToken: string | undefined;

  constructor(
    { times, value, restarts = 0, guess }: NewSplit,
    cutFrom?: SplitState['cutFrom'],
    { nextToken, delivered, observed }: Pick<Split, 'nextToken' | 'delivered' | 'observed'> = {},
  ) {
    this.times = times;
    this.value = value;
    this.restarts = restarts;
    this.guess = guess;
    this.cutFrom = cutFrom;
    this.startingToken = this.resumeToken = nextToken;
    this.deliveredBefore = new Set(delivered);
    this.observer = new TimeObserver(observed);
  }

  /** Whether it is the whole store. */
  get isWhole(): boolean {
    return this.value === undefined && this.times.afterMs === -Infinity && this.times.beforeMs === Infinity;
  }
}

interface UndeliveredPage {
  readonly nextToken: string | undefined;
  readonly ids: readonly (string | undefined)[];
  delivered: number;
}

/** A store of a run: its counts, and the splits that remain to be read. */
export class StoreState {
  readonly client: ClientState;
  readonly sequenceStoreId: string;
  readonly name: string | undefined;
  readonly counts: Counts;
  outcome: StoreOutcome;
  startedMs: number | undefined;
  endedMs: number | undefined;
  error: unknown;
  /** The time that earlier runs took for it, and the read sets that they delivered. */
  readonly earlierSeconds: number;
  readonly earlierReadSets: number;
  readonly chooser: StrategyChooser;
  /** How it is read; `undefined` if an earlier run completed it. */
  strategy: ReadStrategy | undefined;
  /** The splits that are not delivered completely, in the order to read them. */
  splits: readonly SplitState[];
  /**
   * The ids received, if duplicates are dropped. Those of a resumed store are known only if the earlier run kept them, or
   * had delivered nothing. Without them, a store is read as one list.
   */
  ids: IdSet | undefined;
  /** Read sets and pages received in this run, and how many pages are read again because their split was cut. */
  received = 0;
  pagesReceived = 0;
  pagesReadAgain = 0;
  /** Read sets of replaced splits that other splits will receive again. They are dropped and are not duplicates. */
  toReadAgain = 0;
  /** Pieces that were cut. */
  pieces = 0;
  /** Whether the service ignores time bounds, which makes cutting useless. */
  ignoresBounds = false;

  /** @param earlier the store and its remaining splits in the checkpoint of an earlier run */
  constructor(
    client: ClientState,
    { sequenceStoreId, name }: Pick<StoreCheckpoint, 'sequenceStoreId'> & { name?: string | undefined },
    { query, deduplicate }: Pick<RunState, 'query' | 'deduplicate'>,
    earlier?: { readonly store: StoreCheckpoint; readonly splits: readonly Split[] },
  ) {
    this.client = client;
    this.sequenceStoreId = sequenceStoreId;
    this.name = name;
    this.counts = sumCounts(earlier?.store ?? noCounts());
    this.outcome = earlier?.store.complete === true ? 'complete' : 'pending';
    this.earlierSeconds = earlier?.store.seconds ?? 0;
    this.earlierReadSets = this.counts.readSets;
    const values = earlier?.splits.map(({ value }) => value);
    this.chooser = new StrategyChooser(query, values);
    this.strategy = this.outcome === 'complete' ? undefined : this.chooser.strategy;
    this.splits =
      earlier?.splits.map((split) => {
        return new SplitState({ times: timesOf(split), value: split.value }, undefined, split);
      }) ?? this.chooser.values.map((value) => new SplitState({ times: ALL_TIMES, value }));
    const delivered = earlier?.store.delivered;
    const areIdsKnown = delivered !== undefined || (deduplicate && this.counts.readSets === 0);
    this.ids = areIdsKnown ? new IdSet(delivered) : undefined;
  }

  /** Whether it is complete or has failed. */
  hasEnded(): boolean {
    return this.endedMs !== undefined;
  }
}

/** The source of a delivered item. */
export interface DeliveredFrom {
  readonly store: StoreState;
  readonly split: SplitState;
}

/** Everything that is known about a run. */
export class RunState {
  /** The input of the inventory, as JSON. */
  readonly input: unknown;
  readonly query: ReadSetQuery;
  readonly pageSize: number;
  readonly deduplicate: boolean;
  readonly resume: Checkpoint | undefined;
  clients: readonly ClientState[] = [];
  readonly stores: StoreState[] = [];
  /** The counts of the requests that discovered the stores. */
  readonly discovery: Counts;
  startedMs: number | undefined;
  endedMs: number | undefined;
  outcome: RunOutcome = 'pending';
  error: unknown;
  /** The clients whose stores cannot be discovered. */
  failedDiscoveries = 0;
  /** The item that the consumer is working on. It is done when the consumer asks for the next one. */
  unacknowledged: DeliveredFrom | undefined;

  constructor(settings: Pick<RunState, 'input' | 'query' | 'pageSize' | 'deduplicate' | 'resume'>) {
    this.input = settings.input;
    this.query = settings.query;
    this.pageSize = settings.pageSize;
    this.deduplicate = settings.deduplicate;
    this.resume = settings.resume;
    this.discovery = sumCounts(settings.resume?.discovery ?? noCounts());
  }
}
