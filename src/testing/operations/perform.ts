import { errorAnswer, jsonAnswer, type MessageAnswer } from '../http/answer.js';
import type { OperationName } from '../model/service-model.js';
import { toJson } from '../stores/to-json.js';
import type { ServiceContext } from './context.js';
import type { ListRequest } from './list-request.js';
import { listReadSets, listSequenceStores } from './lists.js';
import { readSetMetadata } from './read-set-metadata.js';

/** A request the model's constraints have passed. `list` is there for the operations that list. */
export interface ValidRequest {
  readonly operation: OperationName;
  readonly input: Readonly<Record<string, unknown>>;
  readonly list: ListRequest | undefined;
}

/** What the service answers. A `nextToken` given takes the place of a page's own. */
export const perform = (
  context: ServiceContext,
  { operation, input, list }: ValidRequest,
  nextToken?: string,
): MessageAnswer => {
  if (list !== undefined && list.token.outcome !== 'valid') {
    const why = list.token.outcome === 'expired' ? 'has expired' : 'is not valid for this request';
    return errorAnswer('ValidationException', `The nextToken ${why}`);
  }
  if (list !== undefined && operation === 'ListSequenceStores')
    return listSequenceStores(context, list, nextToken);
  const storeId = String(input[operation === 'GetSequenceStore' ? 'id' : 'sequenceStoreId']);
  const store = context.stores.get(storeId);
  if (store === undefined) return notFound(`Sequence store with id ${storeId} is not found`);
  if (list !== undefined) return listReadSets(context, store, list, nextToken);
  if (operation === 'GetSequenceStore') return jsonAnswer(toJson(store.details));
  const readSetId = String(input.id);
  const record = store.find(readSetId);
  if (record === undefined)
    return notFound(`Read set with id ${readSetId} is not found in sequence store ${storeId}`);
  const { region, accountId } = context;
  return jsonAnswer(
    toJson(readSetMetadata(store.complete(record), { region, accountId, sequenceStoreId: storeId })),
    1,
  );
};

const notFound = (message: string): MessageAnswer => errorAnswer('ResourceNotFoundException', message);
