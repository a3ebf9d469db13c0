import type { Check, Checks, Problems } from '../options/problems.js';
import { checkSeed, checkStoreId, matching, oneOf } from './checks.js';
import { checkFaults, type Faults } from './faults.js';
import type { FilterRules } from './filter.js';
import { checkQuota, type Quota } from './quota.js';
import { isRecord, timestampMs, type LatencyRequest, type PageRequest } from './service-model.js';
import type { EmulatorStore, ReadSetOrder, StoreChange, StoredStore } from './stores.js';

/**
 * Selects the pages of a list that have a token but no items: a probability (at least 0 and less than 1, seeded), the
 * numbers of the pages, from 1, or a pure function, which is called for each page and for the page after it. An empty
 * page does not use up any read sets and can follow the last one: `[2, 3]` turns a list of one page into three.
 */
export type EmptyPages = number | readonly number[] | ((page: PageRequest) => boolean);

/**
 * The delay of every response, in milliseconds from 0: a constant, a uniform distribution between two bounds (seeded),
 * or a function of the request.
 */
export type Latency =
  number | { readonly min: number; readonly max: number } | ((request: LatencyRequest) => number);

/** The emulator's contents, and its behavior where the service's is not documented. */
export interface EmulatorOptions {
  /** The Region of ARNs and of `clientConfig()`. Requests for every Region are served. @default 'us-east-1' */
  readonly region?: string;
  /** The account in ARNs: 12 digits. @default '123456789012' */
  readonly accountId?: string;
  /** The port on 127.0.0.1: an integer from 0 to 65535. 0 selects a free port. @default 0 */
  readonly port?: number;
  /** The stores, in the order in which they are listed. @default none */
  readonly stores?: readonly EmulatorStore[];
  /** The delay of every response, in milliseconds. @default 0 */
  readonly latencyMs?: Latency;
  /** The quota of each Region and operation. @default none: nothing is throttled */
  readonly quota?: Quota;
  /** The order in which a store lists its read sets. @default 'given' */
  readonly order?: ReadSetOrder;
  /** Pages without items that still have a token. @default 0 */
  readonly emptyPages?: EmptyPages;
  /**
   * How a token finds the next page after the list was changed by `changeStore`. `'stable'`: where the last page ended.
   * `'offset'`: at a place in the current list, so that a read set that is added before it is listed twice, and one that
   * is removed hides another. A caller's own array that changes always has `'offset'` tokens.
   * @default 'stable'
   */
  readonly tokens?: 'stable' | 'offset';
  /** The lifetime of a token in milliseconds, more than 0. An expired token is a ValidationException. @default Infinity */
  readonly tokenLifetimeMs?: number;
  /**
   * How filters match. `'exact'`: all members must be equal. `'ignored'`: filters are validated and bound to tokens, but
   * match everything. `'name-prefix'`: exact, except that `name` matches prefixes. `'any'`: one equal member is enough.
   * @default 'exact'
   */
  readonly filtering?: FilterRules['filtering'];
  /**
   * Whether a time equal to a bound matches. `'half-open'`: after ≤ time < before. `'inclusive'`: both bounds match.
   * `'exclusive'`: neither matches. `'mixed'`: after < time ≤ before.
   * @default 'half-open'
   */
  readonly dateBounds?: FilterRules['dateBounds'];
  /**
   * Called with each signed request for a known operation, before faults are applied and it is served. Call `changeStore`, `addFaults`
   * and the other methods of the emulator here to do so at a given moment.
   */
  readonly onRequest?: (request: LatencyRequest) => void;
  /** The faults to apply. @default none */
  readonly faults?: Faults;
  /** The seed of everything random: an integer from 0 to 4294967295. @default 1 */
  readonly seed?: number;
  /** How many of the newest requests `history` keeps: an integer from 1, or Infinity. @default Infinity */
  readonly historyLimit?: number;
}

export const checkLatency: Check = (problems, name, latency) => {
  if (latency === undefined || typeof latency === 'function') return;
  if (typeof latency === 'number') problems.finite(name, latency, 0);
  else if (!isRecord(latency)) problems.add(name, 'a number, { min, max } or a function', latency);
  else if (problems.members(name, latency, ['min', 'max'])) {
    const { min, max } = latency;
    problems.finite(`${name}.min`, min ?? null, 0);
    problems.finite(`${name}.max`, max ?? null, typeof min === 'number' ? min : 0);
  }
};

const checkEmptyPages: Check = (problems, name, emptyPages) => {
  if (Array.isArray(emptyPages)) {
    emptyPages.forEach((page: unknown, index) => problems.integer(`${name}[${index}]`, page ?? null, 1));
  } else if (typeof emptyPages === 'number' && emptyPages >= 1) {
    problems.add(name, 'less than 1, because no list would end', emptyPages);
  } else if (typeof emptyPages !== 'function') problems.amount(name, emptyPages, 0);
};

const checkStores: Check = (problems, name, stores = []) => {
  if (!Array.isArray(stores)) {
    problems.add(name, 'an array', stores);
    return;
  }
  const ids: unknown[] = stores.map((store: unknown) => (isRecord(store) ? store.id : store));
  for (const [index, id] of ids.entries()) {
    checkStore(problems, `${name}[${index}]`, stores[index]);
    if (ids.indexOf(id) < index) problems.add(`${name}[${index}].id`, 'different from all other ids', id);
  }
};

/** Checks a change against the read sets of its store. */
export function checkChange(problems: Problems, change: StoreChange, store: StoredStore): void {
  if (!problems.members('change', change, ['remove', 'update', 'prepend', 'append', 'shuffle'])) return;
  const { remove = [], update = {}, prepend = [], append = [], shuffle } = change;
  const removed = new Set(remove);
  for (const id of [...remove, ...Object.keys(update)]) {
    if (store.find(id) === undefined) problems.add('change', `ids of store ${store.id} only`, id);
  }
  if (removed.size < remove.length) problems.add('change.remove', 'different ids', remove);
  const added = new Set<unknown>();
  for (const { id } of [...prepend, ...append]) {
    const isNew = !added.has(id) && (removed.has(id) || store.find(id) === undefined);
    if (!isNew) problems.add('change', `read sets that store ${store.id} does not have`, id);
    added.add(id);
  }
  problems.boolean('change.shuffle', shuffle);
}

const checkStore: Check = (problems, name, store) => {
  if (!isRecord(store)) {
    problems.add(name, 'an object', store);
    return;
  }
  const { id, readSets = [], creationTime } = store;
  checkStoreId(problems, `${name}.id`, id ?? null);
  if (creationTime !== undefined && Number.isNaN(timestampMs(creationTime))) {
    problems.add(`${name}.creationTime`, 'an ISO 8601 time with a zone, or a Date', creationTime);
  }
  if (isRecord(readSets) && typeof readSets.at === 'function') {
    problems.integer(`${name}.readSets.length`, readSets.length ?? null, 0, 4_294_967_295);
  } else if (!Array.isArray(readSets)) {
    problems.add(`${name}.readSets`, 'an array, or a source with `length` and `at`', readSets);
  }
};

export const EMULATOR_OPTIONS: Checks<EmulatorOptions> = {
  region: matching(/^[a-z0-9-]+$/, "a Region such as 'us-east-1'"),
  accountId: matching(/^\d{12}$/, 'a string of 12 digits'),
  port: (problems, name, port) => problems.integer(name, port, 0, 65_535),
  order: oneOf('given', 'ascending', 'descending', 'random'),
  filtering: oneOf('exact', 'ignored', 'name-prefix', 'any'),
  dateBounds: oneOf('half-open', 'inclusive', 'exclusive', 'mixed'),
  tokens: oneOf('stable', 'offset'),
  onRequest: (problems, name, hook) => problems.function(name, hook),
  seed: checkSeed,
  historyLimit: (problems, name, limit) => {
    if (limit !== Infinity) problems.integer(name, limit, 1);
  },
  tokenLifetimeMs: (problems, name, lifetime) => {
    if (lifetime === 0) problems.add(name, 'more than 0', lifetime);
    else problems.amount(name, lifetime, 0);
  },
  latencyMs: checkLatency,
  quota: checkQuota,
  emptyPages: checkEmptyPages,
  faults: checkFaults,
  stores: checkStores,
};
