import {
  ListReadSetsCommand,
  type ListReadSetsCommandInput,
  type ReadSetFilter,
  type ReadSetListItem,
} from '@aws-sdk/client-omics';
import type { Problems } from '../options/problems.js';
import type { PagedAsyncIterable } from '../pages/paged-async-iterable.js';
import { compileReadSetFilter, type CompiledFilter } from '../where/service-filter.js';
import type { ListConfig } from './list-config.js';
import { listAnswer, pagedList, type ClientListing } from './paged-list.js';

/** How {@link listReadSets} reads its list. */
export interface ListReadSetsConfig extends ListConfig {}

/**
 * What {@link listReadSets} lists: the members of the service's ListReadSets request. Times of the filter are
 * half-open (`>= createdAfter`, `< createdBefore`) and words equal, whatever the service makes of them.
 */
export interface ListReadSetsInput extends ListReadSetsCommandInput {}

/** What the service's model allows as the id of a store. */
const STORE_ID = /^[0-9]{10,36}$/;

/**
 * The read sets of one sequence store: an ix `AsyncIterable` of the SDK's own `ReadSetListItem`, in the service's
 * order, with `.pages()` beside it.
 *
 * Nothing is sent before the first `next()`; then a page is one request, and the next is sent when an item of it is
 * asked for. One page is held in memory. `break` and an abort of `config.signal` end the request in flight and send
 * no other. Each iteration starts afresh. `config` and `input` are copied at the call and never written to.
 *
 * @throws {InvalidOptionError} at the call, naming every option and input member that cannot be meant
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
  const members = ['sequenceStoreId', 'filter', 'maxResults', 'nextToken'] as const;
  return pagedList(config, input, members, (pageSize, problems) => {
    checkStoreId('sequenceStoreId', input.sequenceStoreId, problems);
    return readSetListing(
      input.sequenceStoreId as string,
      compileReadSetFilter(input.filter, problems),
      pageSize,
    );
  });
}

/** ListReadSets of one store as a list to walk. */
export function readSetListing(
  sequenceStoreId: string,
  filter: CompiledFilter<ReadSetFilter, ReadSetListItem>,
  maxResults: number,
): ClientListing<ReadSetListItem> {
  return {
    operation: 'ListReadSets',
    sequenceStoreId,
    async request(client, nextToken, abortSignal) {
      const input = { sequenceStoreId, filter: filter.sent && { ...filter.sent }, maxResults, nextToken };
      const answer = await client.send(new ListReadSetsCommand(input), { abortSignal });
      return listAnswer(answer.readSets, answer.nextToken, answer.$metadata);
    },
    accepts: filter.accepts,
    idOf: (readSet) => readSet.id,
  };
}

/** Notes an id that the service's model does not allow for a store. */
export function checkStoreId(name: string, id: unknown, problems: Problems): void {
  if (typeof id === 'string' && STORE_ID.test(id)) return;
  problems.add(name, 'the id of a sequence store, 10 to 36 digits', id);
}
