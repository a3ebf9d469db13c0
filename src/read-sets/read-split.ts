import type { OmicsClient, ReadSetFilter, ReadSetListItem } from '@aws-sdk/client-omics';
import { InvalidOptionError } from '../errors.js';
import type { Problems } from '../options/problems.js';
import { PagedAsyncIterable } from '../pages/paged-async-iterable.js';
import { within } from '../splits/creation-times.js';
import type { Split } from '../splits/split.js';
import { timesOf } from '../splits/split-progress.js';
import type { Pushdown } from '../pushdown/choose-walks.js';
import { timeMs } from '../text/iso-time.js';
import { FIELDS } from '../where/fields.js';
import { compileQuestion } from '../pushdown/read-set-question.js';
import { walkFilter } from '../pushdown/walk-filter.js';
import { regionOf } from '../client/region-of.js';
import type { ListConfig } from '../lists/list-config.js';
import { checkStoreId, readSetListing } from '../lists/read-set-listing.js';
import { checkList, walkList, type ClientListing } from '../lists/paged-list.js';

/** How {@link readSplit} reads: as {@link listReadSets} does. The split says where to begin. */
export interface ReadSplitConfig extends Omit<ListConfig, 'startingToken'> {
  /**
   * Whether the service is asked for what it can filter of the condition; see {@link ListReadSetsConfig.pushdown}. A
   * split is one walk: of several values none is asked for, but for the one that the split is narrowed to.
   *
   * @default 'auto'
   */
  pushdown?: Pushdown | undefined;
}

/** The members of a split; `client` is that of a checkpoint's. */
const SPLIT_MEMBERS = [
  'region',
  'sequenceStoreId',
  'filter',
  'where',
  'value',
  'createdAfter',
  'createdBefore',
  'nextToken',
  'delivered',
  'seen',
  'client',
] as const satisfies readonly (keyof Split | 'client')[];

/**
 * Reads one split of {@link planInventory}, or of a {@link Checkpoint}, wherever it was made. It gives what
 * {@link listReadSets} gives, with all that it says of laziness, memory, `break`, aborts and errors; what the split
 * says was delivered is left out.
 *
 * @throws {InvalidOptionError} at the call when the split is none; while iterating, when the client is for another Region
 * @throws {RequestFailedError} while iterating, when a page cannot be had
 * @throws {RepeatedTokenError} while iterating, when the service gives a token twice
 * @throws {RejectedTokenError} while iterating, when the service no longer takes its token (see `onRejectedToken`)
 * @throws {LoopbackHostPrefixError} while iterating, when a loopback client lacks `disableHostPrefix`
 *
 * @example
 * ```ts
 * const split = { region: 'us-east-1', sequenceStoreId: '1234567890', filter: { status: 'ACTIVE' } };
 * for await (const readSet of readSplit({ client }, split)) console.log(readSet.id);
 * ```
 */
export function readSplit(config: ReadSplitConfig, split: Split): PagedAsyncIterable<ReadSetListItem> {
  const list = checkList<
    ReadSetListItem,
    Split & { client?: number },
    ClientListing<ReadSetListItem> & { readonly isEmpty: boolean }
  >(config, split, { config: ['pushdown'], input: SPLIT_MEMBERS }, (pageSize, problems) => {
    checkSplit(split, problems);
    const asked = { filter: filterOf(split, problems), where: split.where };
    const question = compileQuestion(asked, config.pushdown, problems);
    const filter = within(walkFilter(question, split.value), timesOf(split));
    const delivered = new Set(split.delivered);
    const listing = readSetListing(split.sequenceStoreId, filter, pageSize);
    return {
      ...listing,
      isEmpty: !question.plan.satisfiable || !question.mayHold(split.sequenceStoreId),
      accepts: (readSet) => listing.accepts(readSet) && !delivered.has(readSet.id ?? ''),
    };
  });
  const { client, listing, settings, onEvent } = list;
  return new PagedAsyncIterable(async function* (signal) {
    if (listing.isEmpty) return;
    await checkRegion(client, split.region);
    yield* walkList(client, listing, settings, onEvent, signal);
  }, settings.signal);
}

function checkSplit(split: Split, problems: Problems): void {
  problems.text('region', split.region, 0, 100);
  checkStoreId('sequenceStoreId', split.sequenceStoreId, problems);
  for (const name of ['createdAfter', 'createdBefore'] as const) readTime(name, split[name], problems);
  const { member, value } = (split.value ?? {}) as Partial<Record<string, unknown>>;
  const isMember = Object.values(FIELDS).some(
    (field) => field.member !== undefined && field.member === member,
  );
  if (split.value !== undefined && !(isMember && typeof value === 'string')) {
    problems.add('value', 'a member of the filter and its value', split.value);
  }
  const { delivered } = split as { delivered?: unknown };
  if (
    delivered !== undefined &&
    !(Array.isArray(delivered) && delivered.every((id) => typeof id === 'string'))
  ) {
    problems.add('delivered', 'an array of ids', delivered);
  }
}

/** The filter of a split as the service's, with Dates. */
function filterOf({ filter }: Split, problems: Problems): ReadSetFilter | undefined {
  if (filter === undefined) return undefined;
  const { createdAfter, createdBefore, ...words } = filter;
  const after = readTime('filter.createdAfter', createdAfter, problems);
  const before = readTime('filter.createdBefore', createdBefore, problems);
  return {
    ...(words as ReadSetFilter),
    ...(after === undefined ? {} : { createdAfter: after }),
    ...(before === undefined ? {} : { createdBefore: before }),
  };
}

/** A time of a split; what is none is noted, and left out. */
function readTime(name: string, value: unknown, problems: Problems): Date | undefined {
  if (value === undefined) return undefined;
  const ms = typeof value === 'string' ? timeMs(value) : undefined;
  if (ms !== undefined) return new Date(ms);
  problems.add(name, "an ISO 8601 time such as '2024-06-30T12:00:00Z'", value);
  return undefined;
}

/** A store of one Region is not found in another. */
async function checkRegion(client: OmicsClient, region: string): Promise<void> {
  const own = await regionOf(client);
  if (own === region) return;
  const expected = `a client for the Region of the split, ${JSON.stringify(region)}`;
  throw new InvalidOptionError([{ option: 'client', expected, got: `one for ${JSON.stringify(own)}` }]);
}
