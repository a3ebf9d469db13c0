import type { OmicsClient, ReadSetFilter, SequenceStoreFilter } from '@aws-sdk/client-omics';
import { defined } from '../options/defined.js';
import { checkOptions, Problems, type Check, type Checks } from '../options/problems.js';
import { checkClient, LIST_CONFIG, listSettings } from '../paging/list-config.js';
import { checkStoreId } from '../paging/operations.js';
import { asOneList, compileQuery } from '../query/read-set-query.js';
import { compileSequenceStoreFilter } from '../query/filter.js';
import type { ReadSetWhere } from '../query/where.js';
import { checkResume, type Checkpoint } from '../run/checkpoint.js';
import { checkCheckpointStore, type CheckpointStore } from '../run/checkpoint-store.js';
import type { InventoryEvent } from '../run/events.js';
import { checkSplitStores, type RunSettings } from '../run/settings.js';
import type { Split } from '../run/split.js';
import type { ListReadSetsConfig } from './list-read-sets.js';

/** Options of {@link inventory}. */
export interface InventoryConfig extends Omit<
  ListReadSetsConfig,
  'client' | 'startingToken' | 'onEvent' | 'onRejectedToken'
> {
  /** The SDK's client. Pass this or `clients`. */
  client?: OmicsClient | undefined;
  /** Several clients, one for each Region or account; their stores are read in parallel. Pass this or `client`. */
  clients?: readonly OmicsClient[] | undefined;
  /**
   * The most requests in flight: an integer from 1, or `Infinity`. The actual number follows the rate limit and the
   * measured latency: as many as it takes to send at that rate. Twice as many stores are open, so that a store that waits
   * for a retry does not hold up another.
   *
   * @default 48
   */
  concurrency?: number | undefined;
  /**
   * `'arrival'` serves the stores in turn; `'input'` delivers store after store and cuts none, so it excludes a number as
   * `splitStores`.
   *
   * @default 'arrival'
   */
  order?: 'arrival' | 'input' | undefined;
  /**
   * When a store cannot be read, `'stop'` ends the inventory with its error; `'continue'` reads the other stores, emits
   * `store-failed` and reports the failure.
   *
   * @default 'stop'
   */
  onStoreError?: 'stop' | 'continue' | undefined;
  /**
   * What to do when the service rejects a token that it returned earlier: `'restart'` reads the rest of the store
   * again, in smaller splits, and drops the read sets that it already received; `'error'` fails the store with a
   * `RejectedTokenError`.
   *
   * @default 'restart', or 'error' with `deduplicate: false`
   */
  onRejectedToken?: 'error' | 'restart' | undefined;
  /**
   * A checkpoint to resume from. Read sets delivered before the checkpoint are not delivered again, and are counted in
   * the report. It must belong to the same input and clients, of the same accounts. Every iteration resumes from it. `undefined`, which
   * `load()` returns if there is no checkpoint, starts from the beginning.
   */
  resume?: Checkpoint | undefined;
  /**
   * Where to save checkpoints during the run, and at its end, however it ends. A read set is done when you ask for the
   * next one. If your loop breaks or throws, the current read set is delivered again on resume. (`run.checkpoint()`
   * counts it as done: save that after a break if you do not want it again.) If a sink writes the rows, pass the store
   * to the sink instead, which also saves how many bytes of its file are good.
   */
  checkpoint?: CheckpointStore | undefined;
  /**
   * The time between two saves in milliseconds, from 0. It grows with the checkpoint, so that saving takes at most 3 % of
   * the run's time.
   *
   * @default 1000
   */
  checkpointEveryMs?: number | undefined;
  /**
   * Receives each page, retry and throttle, and the start and end of each store. An error that it throws, or with which its
   * promise rejects, ends the iteration.
   */
  onEvent?: ((event: InventoryEvent) => void) | undefined;
}

/** The input of {@link inventory}. */
export interface InventoryInput {
  /** The ids of the stores; each is read once. Only with one client. @default every store of every client */
  sequenceStoreIds?: readonly string[] | undefined;
  /** Which stores to discover; not with `sequenceStoreIds`. */
  storeFilter?: SequenceStoreFilter | undefined;
  /** The service's filter with its nine members, as in {@link listReadSets}. */
  filter?: ReadSetFilter | undefined;
  /**
   * A condition over any fields of a read set. If nothing can satisfy it, no request is sent. A store that it rules out by
   * `sequenceStoreId` is neither read nor reported.
   */
  where?: ReadSetWhere | undefined;
  /** Ends after this many read sets; an integer from 1. */
  limit?: number | undefined;
}

const { startingToken: _, ...INVENTORY_LIST_CONFIG } = LIST_CONFIG;

/** The check of each option of {@link InventoryConfig}. */
export const INVENTORY_CONFIG: Checks<InventoryConfig> = {
  ...INVENTORY_LIST_CONFIG,
  client: (problems, name, client) => {
    if (client !== undefined) checkClient(problems, name, client);
  },
  clients: (problems, name, clients) => {
    if (clients === undefined) return;
    if (!Array.isArray(clients) || clients.length === 0) {
      problems.add(name, 'an array of at least one OmicsClient', clients);
      return;
    }
    for (const [i, client] of clients.entries()) checkClient(problems, `${name}[${i}]`, client);
  },
  concurrency: (problems, name, value) => {
    if (value !== Infinity) problems.integer(name, value, 1);
  },
  order: (problems, name, value) => problems.oneOf(name, value, ['arrival', 'input']),
  splitStores: checkSplitStores,
  pushdown: () => undefined, // checked with the query
  onStoreError: (problems, name, value) => problems.oneOf(name, value, ['stop', 'continue']),
  resume: () => undefined, // checked with the input
  checkpoint: checkCheckpointStore,
  checkpointEveryMs: (problems, name, value) => problems.finite(name, value, 0),
};

/** The check of each member of {@link InventoryInput}. */
export const INVENTORY_INPUT: Checks<InventoryInput> = {
  sequenceStoreIds: (problems, name, ids) => {
    if (ids === undefined) return;
    if (!Array.isArray(ids)) problems.add(name, 'an array of ids', ids);
    else for (const [i, id] of ids.entries()) checkStoreId(problems, `${name}[${i}]`, id);
  },
  storeFilter: () => undefined, // checked when it is compiled
  filter: () => undefined,
  where: () => undefined,
  limit: (problems, name, value) => problems.integer(name, value, 1),
};

/**
 * Checks the arguments of an inventory and fills in the defaults.
 *
 * @param configChecks the options that the caller accepts
 * @param inputChecks the input members that it accepts
 * @throws {InvalidOptionError} with everything that is invalid
 * @throws {CheckpointError} if `resume` does not belong to this input
 */
export function inventorySettings(
  config: InventoryConfig,
  input: InventoryInput,
  configChecks: Readonly<Record<string, Check>> = INVENTORY_CONFIG,
  inputChecks: Readonly<Record<string, Check>> = INVENTORY_INPUT,
): RunSettings {
  const problems = new Problems();
  checkOptions(problems, 'config', config, configChecks);
  checkOptions(problems, 'input', input, inputChecks);
  const { client, order = 'arrival', onEvent, resume } = config;
  const clients = config.clients ?? (client === undefined ? [] : [client]);
  const { deduplicate = true, onRejectedToken = deduplicate ? 'restart' : 'error' } = config;
  const { sequenceStoreIds } = input;
  checkTogether(config, input, problems);
  const query = compileQuery(input, config.pushdown, problems);
  const list = listSettings({ ...config, onRejectedToken }, {}, problems);
  const storeFilter = compileSequenceStoreFilter(input.storeFilter, problems, 'storeFilter');
  const oneListQuery = deduplicate ? query : asOneList(query, config.splitStores, problems);
  problems.throwIfAny();
  const inputJson = JSON.parse(JSON.stringify(input)) as Pick<Split, 'filter' | 'where'>;
  if (resume !== undefined) checkResume(resume, inputJson, clients.length, query);
  const { filter, where } = inputJson;
  return {
    clients: [...clients],
    list,
    query: oneListQuery,
    concurrency: config.concurrency,
    order,
    onStoreError: config.onStoreError ?? 'stop',
    splitStores: order === 'input' ? 'never' : (config.splitStores ?? 'auto'),
    limit: input.limit ?? Infinity,
    onEvent: (event, region) => onEvent?.({ ...event, region }),
    sequenceStoreIds: [...new Set(sequenceStoreIds)],
    storeFilter: sequenceStoreIds === undefined && query.plan.satisfiable ? storeFilter : undefined,
    resume,
    checkpoint: config.checkpoint,
    checkpointEveryMs: config.checkpointEveryMs,
    input: inputJson,
    selection: defined({ filter, where }),
  };
}

/** Checks options that exclude each other. */
function checkTogether(config: InventoryConfig, input: InventoryInput, problems: Problems): void {
  const { client, clients, order, splitStores } = config;
  const { sequenceStoreIds, storeFilter } = input;
  if ((client === undefined) === (clients === undefined)) {
    const got = client === undefined ? 'neither' : 'both';
    problems.record({ option: 'client', expected: 'set, or `clients` instead', got });
  }
  if (order === 'input' && typeof splitStores === 'number') {
    problems.add('splitStores', "'auto' or 'never' if `order` is 'input'", splitStores);
  }
  if (sequenceStoreIds === undefined) return;
  if (storeFilter !== undefined) {
    problems.add('storeFilter', 'absent with `sequenceStoreIds`', storeFilter);
  }
  if (clients !== undefined && clients.length > 1) {
    problems.add('sequenceStoreIds', 'absent with several clients', sequenceStoreIds);
  }
}
