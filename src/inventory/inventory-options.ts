import type {
  OmicsClient,
  ReadSetFilter,
  SequenceStoreDetail,
  SequenceStoreFilter,
} from '@aws-sdk/client-omics';
import { checkAsked, checkCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { checkCheckpointStore, type CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { CheckpointError } from '../errors.js';
import { Problems } from '../options/problems.js';
import { MAX_IN_FLIGHT } from '../request/in-flight.js';
import type { Split } from '../splits/split.js';
import type { Pushdown } from '../pushdown/choose-walks.js';
import { compileQuestion, type ReadSetQuestion } from '../pushdown/read-set-question.js';
import type { ReadSetWhere } from '../where/read-set-where.js';
import { compileSequenceStoreFilter, type CompiledFilter } from '../pushdown/service-filter.js';
import type { InventoryEvent } from '../lists/events.js';
import {
  checkClient,
  LIST_CONFIG_MEMBERS,
  listSettings,
  type ListConfig,
  type ListSettings,
} from '../lists/list-config.js';
import { checkStoreId } from '../lists/read-set-listing.js';
import { checkSplitStores, type SplitStores } from '../walks/split-stores.js';

/** How {@link inventory} goes about its stores. */
export interface InventoryConfig extends Omit<
  ListConfig,
  'client' | 'startingToken' | 'onEvent' | 'onRejectedToken'
> {
  /** The SDK's client. Give this or `clients`. */
  client?: OmicsClient | undefined;
  /** Several clients, one a Region or account, whose stores are listed side by side. Give this or `client`. */
  clients?: readonly OmicsClient[] | undefined;
  /**
   * Requests in flight at most, 1 to any number. How many there are follows the pace and the latency that is measured:
   * as many as it takes to send at the pace. Twice as many stores are open, so that one that waits for a retry leaves
   * its place to another.
   *
   * @default 48
   */
  concurrency?: number | undefined;
  /** `'arrival'` takes the stores in turn, `'input'` one after another. @default 'arrival' */
  order?: 'arrival' | 'input' | undefined;
  /**
   * Whether a store is cut by creation time into parts that are walked side by side. `'auto'` does so when one walk
   * after another cannot use the quota, as for one big store far away, and two pages have come of the store; the
   * order within it is then that of arrival. It needs a pace that says what there is to spare (not `Infinity`), and
   * cuts nothing with `order: 'input'`. A number cuts each big store into so many walks, and cannot be given with
   * `order: 'input'`; `'never'` keeps the service's order.
   *
   * @default 'auto'
   */
  splitStores?: SplitStores | undefined;
  /**
   * What of a condition the service is asked. Where a member of its filter has one of several values
   * (`status: ['ARCHIVED', 'ACTIVATING']`), `'auto'` takes one walk for each value or one walk for all, whichever takes
   * fewer requests, as the first pages show; `'always'` walks the values; `'never'` asks for nothing of the condition.
   * What comes is the same, but for a read set whose status goes on against the order of the walks while it is listed
   * (statuses are walked one after another in the order of their life cycle, `ARCHIVED` before `ACTIVATING` before
   * `ACTIVE`): it can be missed, and `'never'` walks once and cannot miss it. The ids that were given out are remembered
   * as long as several walks are possible (12 bytes each).
   *
   * @default 'auto'
   */
  pushdown?: Pushdown | undefined;
  /**
   * When a store cannot be listed: `'stop'` ends the inventory with its error; `'continue'` lists the others and tells
   * of it in the report and in a `store-failed` event.
   *
   * @default 'stop'
   */
  onStoreError?: 'stop' | 'continue' | undefined;
  /**
   * What to do when the service no longer takes a token that it gave: `'restart'` walks what is left of that store
   * again, in parts, and leaves out what was handed out, for which it remembers every id of the store while it is
   * listed (about 4 bytes each); `'error'` fails the store with a `RejectedTokenError`.
   *
   * @default 'restart'
   */
  onRejectedToken?: 'error' | 'restart' | undefined;
  /**
   * Goes on from a checkpoint: what was handed out before it was taken is left out, and counted in the report. It must
   * be one of the same input and clients; each iteration goes on from it. `undefined`, as `load()` of a store gives
   * where it has none, starts.
   */
  resume?: Checkpoint | undefined;
  /**
   * Where to save checkpoints as the inventory goes, and at its end, however it ends. A read set counts as done once the
   * one after it is asked for: one that was at work when the loop broke or threw comes again, rather than being lost.
   * (`run.checkpoint()` counts all that was handed out; a break after which nothing is to come again saves that.) Give it to the sink instead where a sink writes the rows: it
   * then saves how much of its file is good.
   */
  checkpoint?: CheckpointStore | undefined;
  /**
   * How long to wait between two savings, in milliseconds, 0 to any number; longer where saving takes more than a
   * tenth of that.
   *
   * @default 1000
   */
  checkpointEveryMs?: number | undefined;
  /** Told of each page, retry and throttle, and of each store's start and end. What it throws ends the iteration. */
  onEvent?: ((event: InventoryEvent) => void) | undefined;
}

/** What {@link inventory} lists. */
export interface InventoryInput {
  /** The stores, by id; each is listed once. Only with one client. @default every store of every client */
  sequenceStoreIds?: readonly string[] | undefined;
  /** Which stores to discover; not together with `sequenceStoreIds`. */
  storeFilter?: SequenceStoreFilter | undefined;
  /** Which read sets: the nine members of the service's filter, as {@link listReadSets} takes them. */
  filter?: ReadSetFilter | undefined;
  /**
   * Which of them: a condition over any of their fields. One that nothing can satisfy sends nothing, and a store that it
   * rules out by `sequenceStoreId` is neither walked nor in the report.
   */
  where?: ReadSetWhere | undefined;
  /** Ends after this many read sets, 1 to any number. */
  limit?: number | undefined;
}

/** {@link InventoryConfig} and {@link InventoryInput}, checked, copied, and with the defaults filled in. */
export interface CheckedInventory {
  readonly clients: readonly OmicsClient[];
  readonly list: ListSettings;
  readonly concurrency: number;
  readonly order: 'arrival' | 'input';
  readonly onStoreError: 'stop' | 'continue';
  readonly splitStores: SplitStores;
  readonly onEvent: (event: InventoryEvent) => void;
  readonly sequenceStoreIds: readonly string[] | undefined;
  readonly stores: CompiledFilter<SequenceStoreFilter, SequenceStoreDetail>;
  readonly question: ReadSetQuestion;
  readonly limit: number;
  /** The filter and the condition in plain JSON, where they are given. */
  readonly which: Pick<Split, 'filter' | 'where'>;
  readonly resume: Checkpoint | undefined;
  readonly checkpoint: CheckpointStore | undefined;
  readonly checkpointEveryMs: number;
  /** What was asked, in plain JSON. */
  readonly asked: unknown;
}

const CONFIG_MEMBERS: readonly (keyof InventoryConfig)[] = [
  ...LIST_CONFIG_MEMBERS.filter((member) => member !== 'startingToken'),
  'clients',
  'concurrency',
  'order',
  'onStoreError',
  'splitStores',
  'pushdown',
  'resume',
  'checkpoint',
  'checkpointEveryMs',
];
const INPUT_MEMBERS = [
  'sequenceStoreIds',
  'storeFilter',
  'filter',
  'where',
  'limit',
] as const satisfies readonly (keyof InventoryInput)[];

/**
 * Checks what an inventory is called with.
 *
 * @param members what there may be in both
 * @throws {InvalidOptionError} naming everything that is invalid
 */
export function checkInventory(
  config: InventoryConfig,
  input: InventoryInput,
  members: {
    readonly config: readonly (keyof InventoryConfig)[];
    readonly input: readonly (keyof InventoryInput)[];
  } = { config: CONFIG_MEMBERS, input: INPUT_MEMBERS },
): CheckedInventory {
  const problems = new Problems();
  if (!problems.members('config', config, members.config)) problems.throwIfAny();
  if (!problems.members('input', input, members.input)) problems.throwIfAny();
  const {
    concurrency = MAX_IN_FLIGHT,
    order = 'arrival',
    onStoreError = 'stop',
    onEvent = () => undefined,
    splitStores = 'auto',
    onRejectedToken = 'restart',
    checkpoint,
    checkpointEveryMs = 1000,
    resume,
  } = config;
  if (concurrency !== Infinity) problems.integer('concurrency', concurrency, 1);
  problems.oneOf('order', order, ['arrival', 'input']);
  problems.oneOf('onStoreError', onStoreError, ['stop', 'continue']);
  checkSplitStores(splitStores, problems);
  if (order === 'input' && typeof splitStores === 'number') {
    problems.add('splitStores', "'auto' or 'never' where `order` is 'input'", splitStores);
  }
  problems.function('onEvent', onEvent);
  problems.finite('checkpointEveryMs', checkpointEveryMs, 0);
  checkCheckpointStore('checkpoint', checkpoint, problems);
  problems.integer('limit', input.limit, 1);
  const clients = checkClients(config, problems);
  const plan = {
    clients,
    list: listSettings({ ...config, onRejectedToken }, {}, problems),
    concurrency,
    order,
    onStoreError,
    splitStores: order === 'input' ? ('never' as const) : splitStores,
    onEvent,
    sequenceStoreIds: checkStores(input, clients.length, problems),
    stores: compileSequenceStoreFilter(input.storeFilter, problems, 'storeFilter'),
    question: compileQuestion(input, config.pushdown, problems),
    limit: input.limit ?? Infinity,
    checkpoint,
    checkpointEveryMs,
  };
  problems.throwIfAny();
  const asked = JSON.parse(JSON.stringify(input)) as Pick<Split, 'filter' | 'where'>;
  if (resume !== undefined) checkResume(resume, asked, clients.length);
  const { filter, where } = asked;
  const which = { ...(filter === undefined ? {} : { filter }), ...(where === undefined ? {} : { where }) };
  return { ...plan, which, asked, resume };
}

/** @throws {CheckpointError} when the run cannot go on from it */
function checkResume(resume: unknown, asked: unknown, clients: number): asserts resume is Checkpoint {
  checkCheckpoint(resume);
  checkAsked(resume, asked);
  if (resume.clients.length === 0 || resume.clients.length === clients) return;
  throw new CheckpointError(
    'another-client',
    `It was saved for ${resume.clients.length}, and this run has ${clients}.`,
  );
}

/** The clients, of which there is one or several. */
function checkClients({ client, clients }: InventoryConfig, problems: Problems): readonly OmicsClient[] {
  if ((client === undefined) === (clients === undefined)) {
    const got = client === undefined ? 'neither' : 'both';
    problems.note({ option: 'client', expected: 'given, or `clients` in its place', got });
  }
  if (clients === undefined) {
    if (client !== undefined) checkClient('client', client, problems);
    return client === undefined ? [] : [client];
  }
  if (!(Array.isArray(clients) && clients.length > 0)) {
    problems.add('clients', 'an array of at least one OmicsClient', clients);
    return [];
  }
  clients.forEach((each: unknown, i) => {
    checkClient(`clients[${i}]`, each, problems);
  });
  return [...(clients as readonly OmicsClient[])];
}

/** The ids that were given, each once. */
function checkStores(
  { sequenceStoreIds, storeFilter }: InventoryInput,
  clients: number,
  problems: Problems,
): readonly string[] | undefined {
  if (sequenceStoreIds === undefined) return undefined;
  if (!Array.isArray(sequenceStoreIds)) {
    problems.add('sequenceStoreIds', 'an array of ids', sequenceStoreIds);
    return [];
  }
  sequenceStoreIds.forEach((id, i) => {
    checkStoreId(`sequenceStoreIds[${i}]`, id, problems);
  });
  if (storeFilter !== undefined) {
    problems.add('storeFilter', 'left out where `sequenceStoreIds` says which stores', storeFilter);
  }
  if (clients > 1) {
    problems.add('sequenceStoreIds', 'left out where there are several clients', sequenceStoreIds);
  }
  return [...new Set(sequenceStoreIds as readonly string[])];
}
