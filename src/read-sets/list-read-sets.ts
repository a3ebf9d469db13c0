import type { ListReadSetsCommandInput, ReadSetListItem } from '@aws-sdk/client-omics';
import { noPages, PagedAsyncIterable } from '../pages/paged-async-iterable.js';
import { hasSeveralWays, type Pushdown } from '../pushdown/choose-walks.js';
import { compileQuestion } from '../pushdown/read-set-question.js';
import type { ReadSetWhere } from '../where/read-set-where.js';
import type { ListConfig } from '../lists/list-config.js';
import { listInParts } from './list-in-parts.js';
import { checkList, pagedList } from '../lists/paged-list.js';
import { checkStoreId, readSetListing } from '../lists/read-set-listing.js';
import { checkSplitStores, type SplitStores } from '../walks/split-stores.js';

/** How {@link listReadSets} reads its list. */
export interface ListReadSetsConfig extends ListConfig {
  /**
   * Whether the store is cut by creation time into parts that are walked side by side. `'auto'` does so when one walk
   * after another cannot use the quota, as for a big store far away, and two pages of it have come; from then on the
   * order is that of arrival. It needs a pace that says what there is to spare (not `Infinity`). A number cuts a big
   * store into so many walks; `'never'` keeps the service's order. {@link PagedAsyncIterable.pages} and a list with a
   * `startingToken` are one walk. While a store can be cut, the ids that were given out are remembered (about 4 bytes
   * each).
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
   * `ACTIVE`): it can be missed, and `'never'` walks once and cannot miss it. {@link PagedAsyncIterable.pages} and a
   * list with a `startingToken` are one walk.
   *
   * @default 'auto'
   */
  pushdown?: Pushdown | undefined;
}

/**
 * What {@link listReadSets} lists: the members of the service's ListReadSets request. Times of the filter are
 * half-open (`>= createdAfter`, `< createdBefore`) and words equal, whatever the service makes of them.
 */
export interface ListReadSetsInput extends ListReadSetsCommandInput {
  /** Which of them: a condition over any of their fields. One that nothing can satisfy sends nothing. */
  where?: ReadSetWhere | undefined;
}

const INPUT_MEMBERS = ['sequenceStoreId', 'filter', 'where', 'maxResults', 'nextToken'] as const;

/**
 * The read sets of one sequence store: an ix `AsyncIterable` of the SDK's own `ReadSetListItem`, in the service's
 * order (see `splitStores`), with `.pages()` beside it.
 *
 * Nothing is sent before the first `next()`; then a page is one request, and the next is sent when an item of it is
 * asked for. One page is held in memory. Once the store is walked in parts (see `splitStores` and `pushdown`), each of
 * the walks holds a page, and sends for its next one up to ten items before they are asked for; 48 requests are in
 * flight at most. `break` and an abort of `config.signal` end what is in flight and send nothing more. Each iteration
 * starts afresh. `config` and `input` are copied at the call and never written to.
 *
 * @throws {InvalidOptionError} at the call, naming every option and input member that is invalid
 * @throws {RequestFailedError} while iterating, when a page cannot be had
 * @throws {RepeatedTokenError} while iterating, when the service gives a token twice
 * @throws {RejectedTokenError} while iterating, when the service no longer takes its token (see `onRejectedToken`)
 * @throws {LoopbackHostPrefixError} while iterating, when a loopback client lacks `disableHostPrefix`
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
  const { splitStores = 'auto', pushdown } = (config as ListReadSetsConfig | null) ?? {};
  const members = { config: ['splitStores', 'pushdown'], input: INPUT_MEMBERS };
  const list = checkList(config, input, members, (pageSize, problems) => {
    checkStoreId('sequenceStoreId', input.sequenceStoreId, problems);
    checkSplitStores(splitStores, problems);
    const question = compileQuestion(input, pushdown, problems);
    return { ...readSetListing(input.sequenceStoreId as string, question, pageSize), question };
  });
  const { question } = list.listing;
  if (!question.plan.satisfiable || !question.mayHold(input.sequenceStoreId ?? ''))
    return new PagedAsyncIterable(noPages, list.settings.signal);
  if (list.settings.startingToken !== undefined) return pagedList(list);
  if (splitStores === 'never' && !hasSeveralWays(question)) return pagedList(list);
  return pagedList(list, (signal) => listInParts(list, splitStores, signal));
}
