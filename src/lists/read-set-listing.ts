import { ListReadSetsCommand, type ReadSetFilter, type ReadSetListItem } from '@aws-sdk/client-omics';
import type { Problems } from '../options/problems.js';
import type { CompiledFilter } from '../pushdown/service-filter.js';
import { listAnswer, type ClientListing } from './paged-list.js';

/** What the service's model allows as the id of a store. */
const STORE_ID = /^[0-9]{10,36}$/;

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
