import { jsonAnswer, type MessageAnswer } from '../http/answer.js';
import type { ListSource } from '../stores/ordered-source.js';
import type { StoredStore } from '../stores/stored-store.js';
import { toJson } from '../stores/to-json.js';
import type { ServiceContext } from './context.js';
import { listBody, pageOf, type ListRequest } from './list-request.js';

/** A page of a store's read sets. A `nextToken` given takes the place of the page's own. */
export const listReadSets = (
  context: ServiceContext,
  store: StoredStore,
  request: ListRequest,
  nextToken?: string,
): MessageAnswer => {
  const page = pageOf(context, request, store.readSets);
  const items = page.places.map((place) => store.jsonAt(place));
  return jsonAnswer(listBody('readSets', items, nextToken ?? page.nextToken), items.length);
};

/** A page of the stores, in the order they were given. */
export const listSequenceStores = (
  context: ServiceContext,
  request: ListRequest,
  nextToken?: string,
): MessageAnswer => {
  const stores = [...context.stores.values()];
  const page = pageOf(context, request, storeSource(stores));
  const items = page.places.map((place) => toJson(storeAt(stores, place).listed));
  return jsonAnswer(listBody('sequenceStores', items, nextToken ?? page.nextToken), items.length);
};

const storeSource = (stores: readonly StoredStore[]): ListSource<Readonly<Record<string, unknown>>> => ({
  length: stores.length,
  at: (place) => storeAt(stores, place).listed,
  timeAt: (place) => storeAt(stores, place).creationTime,
});

const storeAt = (stores: readonly StoredStore[], place: number): StoredStore => {
  const store = stores[place];
  if (store === undefined) throw new RangeError(`No store at ${place}: there are ${stores.length}`);
  return store;
};
