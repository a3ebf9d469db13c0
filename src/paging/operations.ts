import {
  ListReadSetsCommand,
  ListSequenceStoresCommand,
  type ListReadSetsCommandOutput,
  type ReadSetFilter,
  type ReadSetListItem,
  type SequenceStoreDetail,
  type SequenceStoreFilter,
} from '@aws-sdk/client-omics';
import { UnreadableResponseError } from '../errors.js';
import type { Check } from '../options/problems.js';
import type { CompiledFilter } from '../query/filter.js';
import { firstCharacters } from '../text/messages.js';
import type { ListOperation, ListResponse } from './page.js';

/** ListReadSets of one store. */
export function readSetsOperation(
  sequenceStoreId: string,
  { sent, accepts }: CompiledFilter<ReadSetFilter, ReadSetListItem>,
  maxResults: number,
): ListOperation<ReadSetListItem> {
  return {
    operation: 'ListReadSets',
    sequenceStoreId,
    async request(client, nextToken, abortSignal) {
      const input = { sequenceStoreId, filter: sent && { ...sent }, maxResults, nextToken };
      const output = await client.send(new ListReadSetsCommand(input), { abortSignal });
      return listResponse(output.readSets, output.nextToken, output.$metadata);
    },
    accepts,
    idOf: ({ id }) => id,
  };
}

/** ListSequenceStores of an account and Region. */
export function sequenceStoresOperation(
  { sent, accepts }: CompiledFilter<SequenceStoreFilter, SequenceStoreDetail>,
  maxResults: number,
): ListOperation<SequenceStoreDetail> {
  return {
    operation: 'ListSequenceStores',
    sequenceStoreId: undefined,
    async request(client, nextToken, abortSignal) {
      const input = { filter: sent && { ...sent }, maxResults, nextToken };
      const output = await client.send(new ListSequenceStoresCommand(input), { abortSignal });
      return listResponse(output.sequenceStores, output.nextToken, output.$metadata);
    },
    accepts,
    idOf: ({ id }) => id,
  };
}

/** @throws {UnreadableResponseError} if the response is not a list of objects and a token */
function listResponse<T>(
  list: readonly T[] | undefined,
  nextToken: string | undefined,
  { httpStatusCode = 200, requestId }: ListReadSetsCommandOutput['$metadata'],
): ListResponse<T> {
  const items: unknown = list ?? [];
  const isList = Array.isArray(items) && items.every((item) => typeof item === 'object' && item !== null);
  if (!isList || !['string', 'undefined'].includes(typeof nextToken)) {
    throw new UnreadableResponseError(httpStatusCode, firstCharacters(JSON.stringify({ list, nextToken })));
  }
  return { items: items as readonly T[], nextToken, requestId };
}

/** The ids of stores, from the service's model. */
const STORE_ID = /^[0-9]{10,36}$/;

/** Checks the id of a store. */
export const checkStoreId: Check = (problems, name, id) => {
  if (typeof id === 'string' && STORE_ID.test(id)) return;
  problems.add(name, 'the id of a sequence store, 10 to 36 digits', id);
};
