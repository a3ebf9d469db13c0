import { checkEmptyPages } from './empty-pages.js';
import {
  expected,
  expectInteger,
  expectKeys,
  expectMatch,
  expectNumber,
  expectOneOf,
  isRecord,
} from './expect.js';
import { checkFaults } from './faults/check-faults.js';
import { timeOf } from './iso-time.js';
import { checkLatency } from './latency.js';
import type { EmulatorOptions } from './options.js';
import { checkQuota } from './quota.js';

const KNOWN: readonly (keyof EmulatorOptions)[] = [
  'region',
  'accountId',
  'port',
  'stores',
  'latencyMs',
  'quota',
  'order',
  'emptyPages',
  'tokenLifetimeMs',
  'filtering',
  'dateBounds',
  'faults',
  'seed',
  'historyLimit',
];

/** @throws TypeError that names the option, its bound and what came */
export const checkOptions = (options: EmulatorOptions): void => {
  expectKeys('options', options, KNOWN);
  const {
    region,
    accountId,
    port,
    stores,
    order,
    tokenLifetimeMs,
    filtering,
    dateBounds,
    seed,
    historyLimit,
  } = options;
  if (region !== undefined) expectMatch('region', region, /^[a-z0-9-]+$/, "a Region such as 'us-east-1'");
  if (accountId !== undefined) expectMatch('accountId', accountId, /^\d{12}$/, 'a string of 12 digits');
  if (port !== undefined) expectInteger('port', port, 0, 65_535);
  if (order !== undefined) expectOneOf('order', order, ['given', 'ascending', 'descending', 'random']);
  if (filtering !== undefined)
    expectOneOf('filtering', filtering, ['exact', 'ignored', 'name-prefix', 'any']);
  if (dateBounds !== undefined) {
    expectOneOf('dateBounds', dateBounds, ['half-open', 'inclusive', 'exclusive', 'mixed']);
  }
  if (seed !== undefined) expectInteger('seed', seed, 0, 4_294_967_295);
  if (historyLimit !== undefined && historyLimit !== Infinity) expectInteger('historyLimit', historyLimit, 1);
  if (tokenLifetimeMs !== undefined && tokenLifetimeMs !== Infinity) {
    expectNumber('tokenLifetimeMs', tokenLifetimeMs, 0);
    if (tokenLifetimeMs === 0) throw expected('tokenLifetimeMs', 'more than 0', tokenLifetimeMs);
  }
  checkLatency(options.latencyMs);
  checkQuota(options.quota);
  checkEmptyPages(options.emptyPages);
  checkFaults(options.faults);
  checkStores(stores);
};

const checkStores = (stores: unknown): void => {
  if (stores === undefined) return;
  if (!Array.isArray(stores)) throw expected('stores', 'an array', stores);
  const ids = new Set<unknown>();
  stores.forEach((store: unknown, index) => {
    const name = `stores[${index}]`;
    if (!isRecord(store)) throw expected(name, 'an object', store);
    const { id, readSets, creationTime } = store;
    expectMatch(`${name}.id`, id, /^\d{10,36}$/, 'a string of 10 to 36 digits');
    if (ids.has(id)) throw expected(`${name}.id`, 'different from every other store’s', id);
    ids.add(id);
    if (creationTime !== undefined && Number.isNaN(timeOf(creationTime))) {
      throw expected(`${name}.creationTime`, 'an ISO 8601 time with a zone, or a Date', creationTime);
    }
    if (readSets === undefined || Array.isArray(readSets)) return;
    if (!isRecord(readSets) || typeof readSets.at !== 'function') {
      throw expected(
        `${name}.readSets`,
        'an array of read sets, or a source with `length` and `at`',
        readSets,
      );
    }
    expectInteger(`${name}.readSets.length`, readSets.length, 0, 4_294_967_295);
  });
};
