import type { ListSequenceStoresCommandInput, SequenceStoreDetail } from '@aws-sdk/client-omics';
import { checkOptions, Problems } from '../options/problems.js';
import { LIST_CONFIG, LIST_INPUT, listSettings, type ListConfig } from '../paging/list-config.js';
import { sequenceStoresOperation } from '../paging/operations.js';
import { pagedList, type PagedAsyncIterable } from '../paging/paged-async-iterable.js';
import { compileSequenceStoreFilter } from '../query/filter.js';

/** Options of {@link listSequenceStores}. */
export interface ListSequenceStoresConfig extends ListConfig {}

/** The input of {@link listSequenceStores}: the members of the service's ListSequenceStores request. */
export interface ListSequenceStoresInput extends ListSequenceStoresCommandInput {}

/**
 * Lists the sequence stores of the client's account and Region: an ix `AsyncIterable` of the SDK's own
 * `SequenceStoreDetail` in the service's order, with `.pages()`. Laziness, memory, `break`, aborts and the errors while
 * iterating are those of {@link listReadSets}.
 *
 * @throws {InvalidOptionError} at the call, with every invalid option and input member
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
  checkOptions(problems, 'config', config, LIST_CONFIG);
  checkOptions(problems, 'input', input, { ...LIST_INPUT, filter: () => undefined });
  const settings = listSettings(config, input, problems);
  const filter = compileSequenceStoreFilter(input.filter, problems);
  problems.throwIfAny();
  const list = sequenceStoresOperation(filter, settings.pageSize);
  return pagedList({ client: config.client, list, settings, onEvent: config.onEvent });
}
