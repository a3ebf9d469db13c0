import type { ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { InvalidOptionError } from '../errors.js';
import { checkOptions, Problems } from '../options/problems.js';
import { LIST_CONFIG, listSettings, type ListConfig } from '../paging/list-config.js';
import { noPages, PagedAsyncIterable, pagesOf } from '../paging/paged-async-iterable.js';
import { compileQuery } from '../query/read-set-query.js';
import type { Pushdown } from '../query/strategy.js';
import { regionOf } from '../client/quota-key.js';
import { checkTime, SPLIT_CHECKS, splitOperation, timesOf, type Split } from '../run/split.js';

/** Options of {@link readSplit}: those of {@link listReadSets}. The split says where to start. */
export interface ReadSplitConfig extends Omit<ListConfig, 'startingToken'> {
  /**
   * How much of the condition the service filters; see {@link ListReadSetsConfig.pushdown}. A split is one list, so a
   * member with several values is checked client-side, except for the value that the split is narrowed to.
   *
   * @default 'auto'
   */
  pushdown?: Pushdown | undefined;
}

const { startingToken: _, ...LIST } = LIST_CONFIG;
const CONFIG = { ...LIST, pushdown: () => undefined };

/**
 * Reads one split of {@link planInventory}, or of a {@link Checkpoint}, wherever it was created. The result, laziness,
 * memory, `break`, aborts and the errors while iterating are those of {@link listReadSets}; read sets that the split lists
 * as delivered are left out.
 *
 * @throws {InvalidOptionError} at the call, if the split is not valid; while iterating, if the client is for another Region
 *
 * @example
 * ```ts
 * const split = { region: 'us-east-1', sequenceStoreId: '1234567890', filter: { status: 'ACTIVE' } };
 * for await (const readSet of readSplit({ client }, split)) console.log(readSet.id);
 * ```
 */
export function readSplit(config: ReadSplitConfig, split: Split): PagedAsyncIterable<ReadSetListItem> {
  const problems = new Problems();
  checkOptions(problems, 'config', config, CONFIG);
  checkOptions(problems, 'split', split, SPLIT_CHECKS);
  const settings = listSettings(config, split, problems);
  const { region, sequenceStoreId, where, value } = split;
  const query = compileQuery({ filter: filterOf(split, problems), where }, config.pushdown, problems);
  problems.throwIfAny();
  if (!query.plan.satisfiable || !query.admitsStore(sequenceStoreId)) {
    return new PagedAsyncIterable(noPages, settings.signal);
  }
  const { client, onEvent } = config;
  const scope = { value, times: timesOf(split), deliveredBefore: new Set(split.delivered) };
  const list = splitOperation(sequenceStoreId, query, scope, settings.pageSize);
  return new PagedAsyncIterable(async function* (signal) {
    const own = await regionOf(client);
    if (own !== region) {
      const expected = `a client for the Region of the split, ${JSON.stringify(region)}`;
      throw new InvalidOptionError([{ option: 'client', expected, got: `one for ${JSON.stringify(own)}` }]);
    }
    yield* pagesOf({ client, list, settings, onEvent }, signal);
  }, settings.signal);
}

/** The filter of a split with times as Dates. */
function filterOf({ filter }: Split, problems: Problems): ReadSetFilter | undefined {
  if (filter === undefined) return undefined;
  const { createdAfter, createdBefore, ...strings } = filter;
  checkTime(problems, 'filter.createdAfter', createdAfter);
  checkTime(problems, 'filter.createdBefore', createdBefore);
  const { afterMs, beforeMs } = timesOf(filter);
  return {
    ...(strings as ReadSetFilter),
    ...(afterMs === -Infinity ? {} : { createdAfter: new Date(afterMs) }),
    ...(beforeMs === Infinity ? {} : { createdBefore: new Date(beforeMs) }),
  };
}
