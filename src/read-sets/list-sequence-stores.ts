import {
  ListSequenceStoresCommand,
  type ListSequenceStoresCommandInput,
  type SequenceStoreDetail,
} from '@aws-sdk/client-omics';
import { Problems } from '../options/problems.js';
import type { PagedAsyncIterable } from '../pages/paged-async-iterable.js';
import { compileSequenceStoreFilter } from '../where/service-filter.js';
import { checkClient, listSettings, type ListConfig } from './list-config.js';
import { listIn, pagedList, type ClientListing } from './paged-list.js';

/** How {@link listSequenceStores} reads its list. */
export interface ListSequenceStoresConfig extends ListConfig {}

/** What {@link listSequenceStores} lists: the members of the service's ListSequenceStores request. */
export interface ListSequenceStoresInput extends ListSequenceStoresCommandInput {}

/**
 * The sequence stores of the client's account and Region: an ix `AsyncIterable` of the SDK's own
 * `SequenceStoreDetail`, in the service's order, with `.pages()` beside it. All that {@link listReadSets} says of
 * laziness, memory, `break`, aborts and errors holds here.
 *
 * @throws {InvalidOptionError} at the call, naming every option and input member that cannot be meant
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
  const problems = new Problems();
  checkClient('client', config.client, problems);
  problems.function('onEvent', config.onEvent);
  const settings = listSettings(config, input, problems);
  const listing = sequenceStoreListing(input, settings.pageSize, problems);
  problems.throwIfAny();
  return pagedList({ ...config }, listing, settings);
}

/** ListSequenceStores as a list to walk, once what is wrong with its input is noted. */
export function sequenceStoreListing(
  input: ListSequenceStoresInput,
  pageSize: number,
  problems: Problems,
): ClientListing<SequenceStoreDetail> {
  const filter = compileSequenceStoreFilter(input.filter, problems);
  const rest = { ...input };
  return {
    operation: 'ListSequenceStores',
    sequenceStoreId: undefined,
    async request(client, nextToken, abortSignal) {
      const command = new ListSequenceStoresCommand({
        ...rest,
        filter: filter.sent && { ...filter.sent },
        maxResults: pageSize,
        nextToken,
      });
      const answer = await client.send(command, { abortSignal });
      const { httpStatusCode, requestId } = answer.$metadata;
      return { items: listIn(answer.sequenceStores, httpStatusCode), nextToken: answer.nextToken, requestId };
    },
    accepts: filter.accepts,
    idOf: (store) => store.id,
  };
}
