import type { ListReadSetsCommandInput, ReadSetListItem } from '@aws-sdk/client-omics';
import { checkOptions, Problems } from '../options/problems.js';
import { LIST_CONFIG, LIST_INPUT, listSettings, type ListConfig } from '../paging/list-config.js';
import { checkStoreId, readSetsOperation } from '../paging/operations.js';
import { noPages, PagedAsyncIterable, pagedList } from '../paging/paged-async-iterable.js';
import { asOneList, compileQuery } from '../query/read-set-query.js';
import type { Pushdown } from '../query/strategy.js';
import type { ReadSetWhere } from '../query/where.js';
import { readOneStore } from '../run/run.js';
import { checkSplitStores, type SplitStores } from '../run/settings.js';

/** Options of {@link listReadSets}. */
export interface ListReadSetsConfig extends ListConfig {
  /**
   * Whether a store is cut by creation time into splits that are read in parallel. `'auto'` cuts once two pages were
   * received, if sequential requests cannot use up the quota, as for a large store in a distant Region; items are then
   * delivered as they arrive. It needs a finite rate limit, to know how much of the quota is unused. A number cuts a
   * large store into that many splits; `'never'` keeps the service's order. {@link PagedAsyncIterable.pages} and a list
   * with a `startingToken` are never cut.
   *
   * @default 'auto'
   */
  splitStores?: SplitStores | undefined;
  /**
   * How much of a condition the service filters. If a member of its filter has one of several values
   * (`status: ['ARCHIVED', 'ACTIVATING']`), `'auto'` reads one list per value or one list of all, whichever needs fewer
   * requests, judging by the first pages; `'always'` reads one list per value; `'never'` sends no part of the
   * condition. The result is the same. Lists of several statuses are followed by a closing read, which repeats all but
   * the last one, so that a read set whose status changes during the run is delivered: two rare statuses need 3 requests
   * instead of 2. Only a read set whose status changes several times during the run can be missed, and not with
   * `'never'`. {@link PagedAsyncIterable.pages} and a list with a `startingToken` are one list.
   *
   * @default 'auto'
   */
  pushdown?: Pushdown | undefined;
}

/**
 * The input of {@link listReadSets}: the members of the service's ListReadSets request. Times of the filter are half-open
 * (`>= createdAfter`, `< createdBefore`) and strings match exactly, whatever the service does.
 */
export interface ListReadSetsInput extends ListReadSetsCommandInput {
  /** A condition over any fields of a read set. If nothing can satisfy it, no request is sent. */
  where?: ReadSetWhere | undefined;
}

const CONFIG = { ...LIST_CONFIG, splitStores: checkSplitStores, pushdown: () => undefined };
const INPUT = {
  ...LIST_INPUT,
  sequenceStoreId: checkStoreId,
  filter: () => undefined,
  where: () => undefined,
};

/**
 * Lists the read sets of one sequence store: an ix `AsyncIterable` of the SDK's own `ReadSetListItem`, in the service's
 * order (see `splitStores`), with `.pages()`.
 *
 * Nothing is sent before the first `next()`. Each page is one request, sent when the consumer asks for its first item.
 * Memory holds one page and the ids received so far (see `deduplicate`). Once the store is read in several splits (see
 * `splitStores` and `pushdown`), each of them holds a page and requests the next one up to ten items early; at most 48
 * requests are in flight. `break` and an abort of `config.signal` end the requests in flight and send nothing more. Each
 * iteration starts afresh. `config` and `input` are copied at the call and never changed.
 *
 * @throws {InvalidOptionError} at the call, with every invalid option and input member
 * @throws {RequestFailedError} while iterating, if a page cannot be fetched
 * @throws {RepeatedTokenError} while iterating, if the service repeats a token
 * @throws {EndlessListError} while iterating, if the service keeps returning pages that are empty or repeated
 * @throws {RejectedTokenError} while iterating, if the service rejects its token (see `onRejectedToken`)
 * @throws {LoopbackHostPrefixError} while iterating, if a loopback client lacks `disableHostPrefix`
 *
 * @example
 * ```ts
 * for await (const readSet of listReadSets({ client }, { sequenceStoreId: '1234567890' })) {
 *   console.log(readSet.id, readSet.fileType, readSet.status);
 * }
 * ```
 */
export function listReadSets(
  config: ListReadSetsConfig,
  input: ListReadSetsInput,
): PagedAsyncIterable<ReadSetListItem> {
  const problems = new Problems();
  checkOptions(problems, 'config', config, CONFIG);
  checkOptions(problems, 'input', input, INPUT);
  const { client, splitStores = 'auto', onEvent } = config;
  const settings = listSettings(config, input, problems);
  const compiled = compileQuery(input, config.pushdown, problems);
  const query = settings.deduplicate ? compiled : asOneList(compiled, splitStores, problems);
  problems.throwIfAny();
  const sequenceStoreId = input.sequenceStoreId as string;
  if (!query.plan.satisfiable || !query.admitsStore(sequenceStoreId)) {
    return new PagedAsyncIterable(noPages, settings.signal);
  }
  const list = readSetsOperation(sequenceStoreId, query, settings.pageSize);
  const bound = { client, list, settings, onEvent };
  const isOneList =
    settings.startingToken !== undefined ||
    !settings.deduplicate ||
    (splitStores === 'never' && query.plan.alternatives.length === 0);
  if (isOneList) return pagedList(bound);
  return pagedList(bound, (signal) => readOneStore(bound, query, splitStores, signal));
}
