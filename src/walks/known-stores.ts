import type { OmicsClient } from '@aws-sdk/client-omics';
import { sealCheckpoint, type Checkpoint, type StoreCheckpoint } from '../checkpoint/checkpoint.js';
import { CheckpointError } from '../errors.js';
import { countsOf } from '../pages/counts.js';
import type { Remaining, SplitProgress } from '../splits/split-progress.js';
import { StoreSplits, type SplitMemory } from '../splits/store-splits.js';
import { hasSeveralWays } from '../pushdown/choose-walks.js';
import { StoreWalks } from '../pushdown/store-walks.js';
import type { ReadSetQuestion } from '../pushdown/read-set-question.js';
import type { StoreTally, Tally } from '../report/tally.js';
import type { ListSettings } from '../lists/list-config.js';
import type { Split } from '../splits/split.js';
import type { SplitStores } from './split-stores.js';

/** What was asked for, and how it is listed. */
export interface KnownStoresPlan {
  /** What was asked, in plain JSON. */
  readonly asked: unknown;
  /** The filter and the condition in plain JSON, where they are given. */
  readonly which: Pick<Split, 'filter' | 'where'>;
  readonly question: ReadSetQuestion;
  readonly list: ListSettings;
  readonly splitStores: SplitStores;
  readonly resume: Checkpoint | undefined;
}

/** One client of an inventory, with the Region it speaks for, and its place among the clients. */
export interface RegionalClient {
  readonly client: OmicsClient;
  readonly region: string;
  readonly index: number;
}

/** A store to list, its tally, and what of it is still to do. */
export interface InventoryStore extends RegionalClient {
  readonly sequenceStoreId: string;
  readonly tally: StoreTally;
  readonly splits: StoreSplits;
  readonly walks: StoreWalks;
  /** Read sets that came, those included that are on their way to the consumer. */
  came: number;
}

/** The clients and stores that one run of an inventory knows of: what a checkpoint holds, and begins with. */
export class KnownStores {
  readonly #plan: KnownStoresPlan;
  readonly #tally: Tally;
  readonly #clients: (RegionalClient & { discovered: boolean })[] = [];
  readonly #stores: InventoryStore[] = [];
  readonly #ids: Set<string>[] = [];
  /** What was handed out last, and may still be at work on. */
  #last: { readonly store: InventoryStore; readonly split: SplitProgress } | undefined;

  constructor(plan: KnownStoresPlan, tally: Tally) {
    this.#plan = plan;
    this.#tally = tally;
  }

  /** Notes the clients, and the stores of an earlier run. */
  begin(clients: readonly RegionalClient[]): void {
    for (const client of clients) {
      const earlier = this.#plan.resume?.clients[client.index];
      if (earlier !== undefined && earlier.region !== client.region) {
        throw new CheckpointError(
          'another-client',
          `Its client ${client.index + 1} is for ${earlier.region}, and that of this run for ${client.region}.`,
        );
      }
      this.#clients.push({ ...client, discovered: earlier?.discovered ?? false });
      this.#ids.push(new Set());
    }
    const { stores = [], splits = [] } = this.#plan.resume ?? {};
    const remaining = new Map<string, Remaining[]>();
    for (const split of splits) {
      const key = placeOf(split);
      remaining.set(key, [...(remaining.get(key) ?? []), split]);
    }
    for (const earlier of stores) this.#restore(earlier, remaining.get(placeOf(earlier)) ?? []);
  }

  /** The stores of a client that are still to do. */
  left({ index }: RegionalClient): InventoryStore[] {
    return this.#stores.filter((store) => store.index === index && store.tally.outcome !== 'complete');
  }

  /** Notes a store that was given or discovered; `undefined` when it is known. */
  add(client: RegionalClient, sequenceStoreId: string, name?: string): InventoryStore | undefined {
    if (this.#ids[client.index]?.has(sequenceStoreId) === true) return undefined;
    const tally = this.#tally.expect(client.region, sequenceStoreId, name);
    const walks = new StoreWalks(this.#plan.question);
    const begin = walks.values.map((value) => (value === undefined ? {} : { value }));
    const splits = new StoreSplits(begin, this.#memory);
    return this.#note({ ...client, sequenceStoreId, tally, splits, walks, came: 0 });
  }

  /** Whether all stores of a client are known. */
  areDiscovered({ index }: RegionalClient): boolean {
    return this.#clients[index]?.discovered === true;
  }

  /** Notes that all stores of a client are known. */
  discovered({ index }: RegionalClient): void {
    const client = this.#clients[index];
    if (client !== undefined) client.discovered = true;
  }

  /** Notes that the consumer has the next read set of a split, and so is done with the one before it. */
  handed(store: InventoryStore, split: SplitProgress): void {
    this.settle();
    store.tally.readSets += 1;
    this.#last = { store, split };
  }

  /** Notes that the consumer is done with all it has. */
  settle(): void {
    this.#last?.split.handed();
    this.#last = undefined;
  }

  /** What the consumer is done with, and what is still to do. */
  checkpoint(): Checkpoint {
    const { asked, which, resume } = this.#plan;
    if (resume !== undefined && this.#clients.length === 0) return resume;
    const { outcome, seconds, stores } = this.#tally.report();
    const left = this.#stores.map(({ splits }) => splits.remaining());
    return sealCheckpoint({
      asked,
      complete: outcome === 'complete' || outcome === 'limited',
      seconds,
      clients: this.#clients.map(({ region, discovered }) => ({ region, discovered })),
      discovery: countsOf(this.#tally.discovery),
      stores: this.#stores.map((store, i) => {
        const { index, region, sequenceStoreId, tally, splits } = store;
        const complete = tally.outcome === 'complete' && left[i]?.length === 0;
        const delivered = complete ? undefined : splits.delivered?.toJSON();
        return {
          client: index,
          region,
          sequenceStoreId,
          ...(tally.name === undefined ? {} : { name: tally.name }),
          complete,
          ...countsOf(tally),
          readSets: tally.readSets - (this.#last?.store === store ? 1 : 0),
          seconds: stores[i]?.seconds ?? 0,
          ...(delivered === undefined ? {} : { delivered }),
        };
      }),
      splits: this.#stores.flatMap(
        ({ index, region, sequenceStoreId }, i) =>
          left[i]?.map((remaining) => ({ client: index, region, sequenceStoreId, ...which, ...remaining })) ??
          [],
      ),
      ...(resume?.output === undefined ? {} : { output: resume.output }),
    });
  }

  #restore(earlier: StoreCheckpoint, remaining: readonly Remaining[]): void {
    const { sequenceStoreId, name, delivered } = earlier;
    const client = this.#clients[earlier.client];
    if (client === undefined) return;
    const tally = this.#tally.expect(client.region, sequenceStoreId, name, earlier);
    const splits = new StoreSplits(remaining, memoryAfter(earlier, this.#memory), delivered);
    const values = remaining.map(({ value }) => value);
    const walks = new StoreWalks(this.#plan.question, values);
    this.#note({ ...client, sequenceStoreId, tally, splits, walks, came: tally.readSets });
  }

  get #memory(): SplitMemory {
    const { list, splitStores, question } = this.#plan;
    const remember =
      list.onRejectedToken === 'restart' ||
      hasSeveralWays(question) ||
      (splitStores !== 'never' && 'while-cuttable');
    return { pageSize: list.pageSize, remember };
  }

  #note(store: InventoryStore): InventoryStore {
    this.#ids[store.index]?.add(store.sequenceStoreId);
    if (this.#tally.isPlanned && store.tally.outcome === 'pending') store.tally.walks = store.walks.choice;
    this.#stores.push(store);
    return store;
  }
}

/** Which store it is, of which client. */
function placeOf({ client, sequenceStoreId }: { client: number; sequenceStoreId: string }): string {
  return `${client} ${sequenceStoreId}`;
}

/**
 * What is remembered of a store that an earlier run began: all of it where that run did. Where it did not, nothing, since
 * a walk that starts again would then give the rest of what it knows not.
 */
function memoryAfter({ readSets, delivered }: StoreCheckpoint, memory: SplitMemory): SplitMemory {
  if (delivered !== undefined) return { ...memory, remember: true };
  return readSets > 0 ? { ...memory, remember: false } : memory;
}
