import {
  ListSequenceStoresCommand,
  type ListSequenceStoresCommandInput,
  type SequenceStoreDetail,
  type SequenceStoreFilter,
} from '@aws-sdk/client-omics';
import type { PagedAsyncIterable } from '../pages/paged-async-iterable.js';
import { compileSequenceStoreFilter, type CompiledFilter } from '../pushdown/service-filter.js';
import type { ListConfig } from '../lists/list-config.js';
import { checkList, listAnswer, pagedList, type ClientListing } from '../lists/paged-list.js';

/** How {@link listSequenceStores} reads its list. */
export interface ListSequenceStoresConfig extends ListConfig {}

/** What {@link listSequenceStores} lists: the members of the service's ListSequenceStores request. */
export interface ListSequenceStoresInput extends ListSequenceStoresCommandInput {}

/**
 * The sequence stores of the client's account and Region: an ix `AsyncIterable` of the SDK's own
 * `SequenceStoreDetail`, in the service's order, with `.pages()` beside it. All that {@link listReadSets} says of
 * laziness, memory, `break`, aborts and errors holds here.
 *
 * @throws {InvalidOptionError} at the call, naming every option and input member that is invalid
 * @throws {RequestFailedError} while iterating, when a page cannot be had
 * @throws {RepeatedTokenError} while iterating, when the service gives a token twice
 * @throws {RejectedTokenError} while iterating, when the service no longer takes its token (see `onRejectedToken`)
 * @throws {LoopbackHostPrefixError} while iterating, when a loopback client lacks `disableHostPrefix`
 *
 * @example
 * ```ts
 * for await (const store of listSequenceStores({ client })) console.log(store.id, store.name);
 * ```
 */
export function listSequenceStores(
  config: ListSequenceStoresConfig,
  input: ListSequenceStoresInput = {},
): PagedAsyncIterable<SequenceStoreDetail> {
  return pagedList(
    checkList(config, input, { input: ['filter', 'maxResults', 'nextToken'] }, (pageSize, problems) =>
      sequenceStoreListing(compileSequenceStoreFilter(input.filter, problems), pageSize),
    ),
  );
}

/** ListSequenceStores as a list to walk. */
export function sequenceStoreListing(
  filter: CompiledFilter<SequenceStoreFilter, SequenceStoreDetail>,
  maxResults: number,
): ClientListing<SequenceStoreDetail> {
  return {
    operation: 'ListSequenceStores',
    sequenceStoreId: undefined,
    async request(client, nextToken, abortSignal) {
      const input = { filter: filter.sent && { ...filter.sent }, maxResults, nextToken };
      const answer = await client.send(new ListSequenceStoresCommand(input), { abortSignal });
      return listAnswer(answer.sequenceStores, answer.nextToken, answer.$metadata);
    },
    accepts: filter.accepts,
    idOf: (store) => store.id,
  };
}
