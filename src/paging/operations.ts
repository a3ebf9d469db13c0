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
import { describe, type Check } from '../options/problems.js';
import type { CompiledFilter } from '../query/filter.js';
import { isId, readSetOf, sequenceStore, type ValueType } from './item-types.js';
import type { ListOperation, ListResponse } from './page.js';

/** ListReadSets of one store. */
export function readSetsOperation(
  sequenceStoreId: string,
  { sent, accepts }: CompiledFilter<ReadSetFilter, ReadSetListItem>,
  maxResults: number,
): ListOperation<ReadSetListItem> {
  const readSet = readSetOf(sequenceStoreId);
  return {
    operation: 'ListReadSets',
    sequenceStoreId,
    async request(client, nextToken, abortSignal) {
      const input = { sequenceStoreId, filter: sent && { ...sent }, maxResults, nextToken };
      const output = await client.send(new ListReadSetsCommand(input), { abortSignal });
      return listResponse('readSets', readSet, output.readSets, output.nextToken, output.$metadata);
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
      const { sequenceStores, nextToken: next, $metadata } = output;
      return listResponse('sequenceStores', sequenceStore, sequenceStores, next, $metadata);
    },
    accepts,
    idOf: ({ id }) => id,
  };
}

/**
 * The only place where data from the service enters: all later code relies on the types of the items.
 *
 * @throws {UnreadableResponseError} if the response is not a list of valid items and a token
 */
function listResponse<T>(
  member: string,
  type: ValueType,
  list: readonly T[] | undefined,
  nextToken: string | undefined,
  { httpStatusCode = 200, requestId }: ListReadSetsCommandOutput['$metadata'],
): ListResponse<T> {
  const items = list ?? [];
  const problem = problemOf(member, type, items, nextToken);
  if (problem !== undefined) throw new UnreadableResponseError(httpStatusCode, { problem });
  return { items, nextToken, requestId };
}

function problemOf(member: string, type: ValueType, items: unknown, token: unknown): string | undefined {
  if (!Array.isArray(items)) return `${member} is ${describe(items)}, not an array`;
  for (const [index, item] of items.entries()) {
    const problem = type(item);
    if (problem === undefined) continue;
    const { id } = Object(item) as { id?: unknown };
    return `${member}[${index}]${problem}${isId(id) ? ` (id ${id})` : ''}`;
  }
  if (token === undefined || typeof token === 'string') return undefined;
  return `nextToken is ${describe(token)}, not a string`;
}

/** Checks the id of a store. */
export const checkStoreId: Check = (problems, name, id) => {
  if (!isId(id)) problems.add(name, 'the id of a sequence store, 10 to 36 digits', id);
};
