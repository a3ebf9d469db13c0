import type { OmicsClient, ReadSetListItem } from '@aws-sdk/client-omics';
import { CheckpointError } from '../errors.js';
import { IdSet } from '../paging/id-set.js';
import { noCounts, sumCounts, type Counts, type Page } from '../paging/page.js';
import { StrategyChooser, type FilterValue, type ReadStrategy } from '../query/strategy.js';
import type { InFlight } from '../request/in-flight.js';
import type { StoreCheckpoint } from './checkpoint.js';
import { ALL_TIMES, TimeObserver, type CreationTimes, type Observation } from './creation-times.js';
import type { Guess, SplitProgress, StoreProgress } from './cut-planning.js';
import type { RunEvent } from './events.js';
import type { RunSettings } from './settings.js';
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
  /** Its account, from its credentials, a received ARN or the checkpoint. */
  accountId: string | undefined;
  /** Whether the account is that of the credentials or of an ARN. */
  isAccountKnown: boolean;
  /** Whether all its stores are known. */
  discovered: boolean;
}

/** A new split of a store, or one that an earlier run began. */
export interface NewSplit extends Pick<Split, 'nextToken' | 'delivered' | 'observed'> {
  readonly times: CreationTimes;
  readonly value?: FilterValue | undefined;
  /** How often it was started again without a new item. */
  readonly restarts?: number;
  /** If it is a remainder, from which pieces are cut: the guessed distribution of its read sets. */
  readonly guess?: Guess;
  /** If it is a piece: the remainder that it was cut off, and its size. */
  readonly cutFrom?: { readonly remainder: SplitState; readonly size: number | undefined };
}

/** A split of a store, and how far it has been read and delivered. */
export class SplitState implements SplitProgress {
  readonly store: StoreState;
  /** Changes only for a remainder, when a piece is cut off it. */
  times: CreationTimes;
  readonly value: FilterValue | undefined;
  readonly restarts: number;
  guess: Guess | undefined;
  readonly cutFrom: NewSplit['cutFrom'];
  /** The token to start with, and the ids of its page that an earlier run delivered. */
  readonly startingToken: string | undefined;
  readonly deliveredBefore: ReadonlySet<string>;
  readonly observer: TimeObserver;
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

  constructor(store: StoreState, split: NewSplit) {
    this.store = store;
    this.times = split.times;
    this.value = split.value;
    this.restarts = split.restarts ?? 0;
    this.guess = split.guess;
    this.cutFrom = split.cutFrom;
    this.startingToken = this.resumeToken = split.nextToken;
    this.deliveredBefore = new Set(split.delivered);
    this.observer = new TimeObserver(split.observed);
  }

  /** Whether it is the whole store. */
  get isWhole(): boolean {
    return this.value === undefined && this.times.afterMs === -Infinity && this.times.beforeMs === Infinity;
  }

  get observation(): Observation | undefined {
    return this.observer.observation;
  }

  get expectedPages(): number | undefined {
    return this.cutFrom?.remainder.guess?.expectedPages(this.cutFrom.size);
  }
}

interface UndeliveredPage {
  readonly nextToken: string | undefined;
  readonly ids: readonly (string | undefined)[];
  delivered: number;
}

/** The closing read of a store so far. */
export interface ClosingRead {
  /** Rounds begun. */
  rounds: number;
  /** Consecutive rounds without a change of status, and how many of them end the closing read. */
  quiet: number;
  quietNeeded: 1 | 2;
  /** Read sets and duplicates of the store when the round began. */
  received: number;
  duplicates: number;
}

/** A store of a run: its counts, and the splits that remain to be read. */
export class StoreState implements StoreProgress {
  readonly client: ClientState;
  readonly sequenceStoreId: string;
  readonly name: string | undefined;
  /** The store at the end of the earlier runs. */
  readonly earlier: StoreCheckpoint | undefined;
  readonly pageSize: number;
  readonly counts: Counts;
  outcome: StoreOutcome;
  startedMs: number | undefined;
  endedMs: number | undefined;
  error: unknown;
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
  pieces = 0;
  readonly closing: ClosingRead;
  /** Whether the service ignores time bounds, which makes cutting useless. */
  ignoresBounds = false;

  /** @param splits the splits that remain from the earlier run */
  constructor(
    client: ClientState,
    { sequenceStoreId, name }: { readonly sequenceStoreId: string; readonly name?: string | undefined },
    { query, list }: RunSettings,
    earlier?: StoreCheckpoint,
    splits?: readonly Split[],
  ) {
    this.client = client;
    this.sequenceStoreId = sequenceStoreId;
    this.name = name;
    this.earlier = earlier;
    this.pageSize = list.pageSize;
    this.counts = sumCounts(earlier ?? noCounts());
    const { duplicates } = this.counts;
    this.closing = { rounds: 0, quiet: 0, quietNeeded: 1, received: 0, duplicates };
    this.outcome = earlier?.complete === true ? 'complete' : 'pending';
    const values = splits?.map(({ value }) => value);
    this.chooser = new StrategyChooser(query, values);
    this.strategy = this.outcome === 'complete' ? undefined : this.chooser.strategy;
    const newSplits: readonly NewSplit[] =
      splits?.map((split) => ({ ...split, times: timesOf(split) })) ??
      this.chooser.values.map((value) => ({ times: ALL_TIMES, value }));
    this.splits = newSplits.map((split) => new SplitState(this, split));
    const delivered = earlier?.delivered;
    const needsIds = list.deduplicate || this.splits.some(({ value }) => value !== undefined);
    const areIdsKnown = delivered !== undefined || (needsIds && this.counts.readSets === 0);
    this.ids = areIdsKnown ? new IdSet(delivered) : undefined;
  }

  /** Whether it is complete or has failed. */
  hasEnded(): boolean {
    return this.endedMs !== undefined;
  }
}

/** Everything that is known about a run. */
export class RunState {
  readonly settings: RunSettings;
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
  /** The split of the item that the consumer is working on. It is done when the consumer asks for the next one. */
  unacknowledged: SplitState | undefined;

  constructor(settings: RunSettings) {
    this.settings = settings;
    this.discovery = sumCounts(settings.resume?.discovery ?? noCounts());
  }

  /** Creates the clients, and the stores of an earlier run. */
  addClients(regions: readonly string[], accounts: readonly (string | undefined)[] = []): void {
    const { clients, resume } = this.settings;
    this.clients = clients.map((client, index) => {
      const region = regions[index] ?? '';
      const earlier = resume?.clients[index];
      if (earlier !== undefined && earlier.region !== region) {
        throw new CheckpointError(
          'client-mismatch',
          `Its client ${index + 1} is for ${earlier.region}, but that of this run is for ${region}.`,
        );
      }
      const discovered = earlier?.discovered ?? false;
      const { accountId } = earlier ?? {};
      const state = { client, region, index, accountId, isAccountKnown: false, discovered };
      recognizeAccount(state, accounts[index]);
      return state;
    });
    for (const store of resume?.stores ?? []) {
      const client = this.clients[store.client];
      const splits = resume?.splits.filter(
        (split) => split.client === store.client && split.sequenceStoreId === store.sequenceStoreId,
      );
      if (client) {
        this.stores.push(new StoreState(client, store, this.settings, store, splits));
      }
    }
  }

  /** Adds a store, before its first request. */
  addStore(client: ClientState, sequenceStoreId: string, name?: string): StoreState {
    const store = new StoreState(client, { sequenceStoreId, name }, this.settings);
    this.stores.push(store);
    return store;
  }
}

/**
 * Records the account of a client.
 *
 * @throws {CheckpointError} if the checkpoint was saved for another account
 */
export function recognizeAccount(client: ClientState, accountId: string | undefined): void {
  if (client.isAccountKnown || accountId === undefined) return;
  if (client.accountId !== undefined && client.accountId !== accountId) {
    const place = `Its client ${client.index + 1} is for account ${client.accountId}`;
    throw new CheckpointError('client-mismatch', `${place}, but that of this run is for ${accountId}.`);
  }
  client.accountId = accountId;
  client.isAccountKnown = true;
}

/** Records the account of a client from the ARN of a store or read set. @throws {CheckpointError} as above */
export function recognizeArn(
  client: ClientState,
  items: readonly { readonly arn?: string | undefined }[],
): void {
  if (client.isAccountKnown) return;
  recognizeAccount(client, /^arn:[^:]*:omics:[^:]*:(\d{12}):/.exec(items[0]?.arn ?? '')?.[1]);
}

/** The client, store, split and page that an event concerns. */
export interface EventSubject {
  readonly client: ClientState;
  readonly store?: StoreState;
  readonly split?: SplitState;
  /** The page of a page event. */
  readonly received?: Page<ReadSetListItem> | undefined;
}

/** The parts of a run that its workers share. */
export interface RunContext {
  readonly settings: RunSettings;
  readonly state: RunState;
  readonly inFlight: InFlight;
  /** The time in milliseconds, from a clock that is never set back. */
  now(): number;
  /** Emits an event: into the state, to its diagnostics channel and to `onEvent`. */
  emit(event: RunEvent, subject: EventSubject): void;
}
