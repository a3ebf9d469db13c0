import { compileFilter, passes, type CompiledFilter } from './filter.js';
import { invalidItem } from './invalid-items.js';
import { hash32, hashText } from './random.js';
import { errorResponse, jsonResponse, type MessageResponse, type PageChange } from './responses.js';
import { isRecord, timestampMs, type OperationName, type PageRequest } from './service-model.js';
import type { Service } from './service.js';
import { toJson, type Listing, type ReadSetRecord, type StoredStore } from './stores.js';
import type { TokenContent } from './tokens.js';

/** A list request with valid input, its filter compiled and its token decoded. */
export interface ListRequest extends PageRequest, TokenContent {
  readonly filter: CompiledFilter;
  readonly limit: number;
  /** The scope that the list's tokens are bound to. */
  readonly scope: string;
}

/** Parses a list request, or finds the problem with its token. */
export function parseListRequest(
  { rules, tokens }: Service,
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
): ListRequest | 'forged' | 'expired' {
  const { maxResults, nextToken } = input;
  const filter = compileFilter(isRecord(input.filter) ? input.filter : {}, rules);
  const sequenceStoreId = typeof input.sequenceStoreId === 'string' ? input.sequenceStoreId : undefined;
  const scope = `${operation} ${sequenceStoreId ?? ''} ${filter.key}`;
  const start =
    typeof nextToken === 'string'
      ? tokens.decode(scope, nextToken)
      : { position: 0, page: 1, version: Infinity };
  if (typeof start === 'string') return start;
  const limit = typeof maxResults === 'number' ? maxResults : 100;
  return { operation, sequenceStoreId, filter, limit, scope, ...start };
}

const NOT_FOUND = 'ResourceNotFoundException';

/** Performs an operation with valid input. A fault may change the page of a list. */
export function performOperation(
  service: Service,
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  list: ListRequest | 'forged' | 'expired' | undefined,
  change: PageChange | undefined,
): MessageResponse {
  if (typeof list === 'string') {
    const problem = list === 'expired' ? 'has expired' : 'is not valid for this request';
    return errorResponse('ValidationException', `The nextToken ${problem}`);
  }
  if (operation === 'ListSequenceStores' && list) {
    return pageResponse(service, list, storeListing([...service.stores.values()]), change);
  }
  const storeId = String(input[operation === 'GetSequenceStore' ? 'id' : 'sequenceStoreId']);
  const store = service.stores.get(storeId);
  if (store === undefined) return errorResponse(NOT_FOUND, `Sequence store with id ${storeId} is not found`);
  if (list) return pageResponse(service, list, store, change);
  if (operation === 'GetSequenceStore') return jsonResponse(toJson(store.details));
  const id = String(input.id);
  const readSet = store.find(id);
  if (readSet === undefined) {
    return errorResponse(NOT_FOUND, `Read set with id ${id} is not found in sequence store ${storeId}`);
  }
  const prefix = `s3://${service.bucket}/${storeId}/readSet/${id}`;
  return jsonResponse(toJson(readSetMetadata(readSet, prefix)), 1);
}

/** Responds with a page. An empty page does not use up any items, and can also follow the last item. */
function pageResponse(
  service: Service,
  { operation, sequenceStoreId, filter, limit, scope, position, page, version }: ListRequest,
  listing: Listing,
  change: PageChange = {},
): MessageResponse {
  const isEmpty = (number: number): boolean =>
    service.isEmptyPage({ operation, sequenceStoreId, page: number }, scope);
  const { length, member } = listing;
  const start = service.hasOffsetTokens ? position : listing.placeSince(position, version);
  if (start === undefined) return errorResponse('ValidationException', 'The nextToken is no longer valid');
  const size = change.isEmpty === true || isEmpty(page) ? 0 : limit;
  const items: string[] = [];
  let place = start;
  for (; place < length; place += 1) {
    if (!passes(filter, listing, place)) continue;
    if (items.length === size) break; // the next page starts at this item
    items.push(listing.jsonAt(place));
  }
  if (change.item !== undefined && items[0] !== undefined) items[0] = invalidItem(change.item, items[0]);
  const isRepeated = change.isRepeated === true;
  const isLast = place >= length && !isEmpty(page + 1) && !isRepeated;
  const nextPosition = isRepeated ? start : Math.min(place, length);
  const next = { position: nextPosition, page: page + 1, version: listing.version };
  const token = change.nextToken ?? (isLast ? undefined : service.tokens.encode(scope, next));
  const tokenMember = token === undefined ? '' : `"nextToken":${JSON.stringify(token)},`;
  return jsonResponse(`{${tokenMember}"${member}":[${items.join(',')}]}`, items.length);
}

function storeListing(stores: readonly StoredStore[]): Listing {
  const listedAt = (place: number): StoredStore['listed'] => stores[place]?.listed ?? {};
  return {
    member: 'sequenceStores',
    version: 0,
    placeSince: (place) => place,
    length: stores.length,
    at: listedAt,
    timeAt: (place) => timestampMs(listedAt(place).creationTime),
    jsonAt: (place) => toJson(listedAt(place)),
  };
}

const PART_BYTES = 104_857_600;
const MAX_BYTES = 10_000 * PART_BYTES;
const FILE_TYPES: Readonly<Record<string, { readonly extension: string; readonly bytesPerBase: number }>> = {
  FASTQ: { extension: 'fastq.gz', bytesPerBase: 0.6 },
  BAM: { extension: 'bam', bytesPerBase: 0.8 },
  CRAM: { extension: 'cram', bytesPerBase: 0.35 },
  UBAM: { extension: 'bam', bytesPerBase: 0.7 },
};

/** A read set as GetReadSetMetadata returns it. Its files and its creation job depend only on the record. */
function readSetMetadata(record: ReadSetRecord, prefix: string): Record<string, unknown> {
  const { id, fileType, etag, sequenceInformation } = record;
  const { extension, bytesPerBase } = FILE_TYPES[fileType] ?? { extension: 'dat', bytesPerBase: 0.5 };
  const seed = hashText(id);
  const baseBytes = Number(sequenceInformation?.totalBaseCount ?? 0) * bytesPerBase;
  const bytes = Math.ceil(baseBytes >= 1 ? baseBytes : 1_000_000 + (hash32(seed, 2) % 1_000_000_000) * 50);
  const hasPair = typeof etag?.source2 === 'string';
  const hasIndex = fileType === 'BAM' || fileType === 'CRAM';
  return {
    creationJobId: String(1_000_000_000 + (hash32(seed, 1) % 9_000_000_000)),
    files: {
      source1: fileInformation(bytes, `${prefix}/source1.${extension}`),
      source2: hasPair ? fileInformation(bytes * 1.02, `${prefix}/source2.${extension}`) : undefined,
      index: hasIndex ? fileInformation(bytes / 10_000, `${prefix}/index.${extension}.idx`) : undefined,
    },
    ...record,
  };
}

function fileInformation(bytes: number, s3Uri: string): Record<string, unknown> {
  const contentLength = Math.min(Math.max(1, Math.ceil(bytes)), MAX_BYTES);
  const totalParts = Math.ceil(contentLength / PART_BYTES);
  return { contentLength, partSize: PART_BYTES, totalParts, s3Access: { s3Uri } };
}
