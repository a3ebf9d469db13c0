import type { OptionProblem } from '../errors.js';
import { Problems, type Check, type Checks } from '../options/problems.js';
import { isPackedIds } from '../paging/id-set.js';
import { checkStoreId } from '../paging/operations.js';
import { noCounts, type Counts } from '../paging/page.js';
import {
  canonicalJson,
  type Checkpoint,
  type CheckpointOutput,
  type ClientCheckpoint,
} from './checkpoint.js';
import type { ClientSplit, StoreCheckpoint } from './checkpoint.js';
import { checkTime, SPLIT_CHECKS, timesOf } from './split.js';

/** The members of a checkpoint that its seal does not check. */
type Content = Omit<Checkpoint, 'format' | 'version' | 'fingerprint' | 'checksum'>;

/** Returns the first problem of a checkpoint's members; a checksum only detects accidents. */
export function problemOfContent(content: object): OptionProblem | undefined {
  const problems = new Problems();
  for (const [member, check] of Object.entries(CONTENT)) {
    check(problems, member, (content as Record<string, unknown>)[member]);
  }
  if (problems.first === undefined) checkTogether(problems, content as Content);
  return problems.first;
}

const required =
  (check: Check): Check =>
  (problems, name, value) =>
    value === undefined ? problems.add(name, 'set', value) : check(problems, name, value);

const object =
  <T>(checks: Checks<T>): Check =>
  (problems, name, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.add(name, 'an object', value);
      return;
    }
    for (const [member, check] of Object.entries<Check>(checks)) {
      check(problems, `${name}.${member}`, (value as Record<string, unknown>)[member]);
    }
  };

const list =
  (check: Check): Check =>
  (problems, name, value) => {
    if (!Array.isArray(value)) problems.add(name, 'an array', value);
    else for (const [i, item] of value.entries()) check(problems, `${name}[${i}]`, item);
  };

const flag = required((problems, name, value) => problems.boolean(name, value));
const count = required((problems, name, value) => problems.integer(name, value, 0));
const seconds = required((problems, name, value) => problems.finite(name, value, 0));
const text = required((problems, name, value) => problems.text(name, value, 0, 10_000));
const COUNTS = Object.fromEntries(Object.keys(noCounts()).map((name) => [name, count])) as Checks<Counts>;

const CLIENT: Checks<ClientCheckpoint> = {
  region: text,
  accountId: (problems, name, value) => problems.text(name, value, 1, 100),
  discovered: flag,
};

const STORE: Checks<StoreCheckpoint> = {
  ...COUNTS,
  client: count,
  region: text,
  sequenceStoreId: checkStoreId,
  name: (problems, name, value) => problems.text(name, value, 0, 10_000),
  complete: flag,
  seconds,
  delivered: (problems, name, value) => {
    if (value !== undefined && !isPackedIds(value)) problems.add(name, 'packed ids', value);
  },
};

const OUTPUT: Checks<CheckpointOutput> = {
  path: text,
  format: text,
  bytes: count,
  rows: count,
  finished: (problems, name, value) => problems.boolean(name, value),
};

const SPLIT: Checks<ClientSplit> = {
  ...SPLIT_CHECKS,
  client: count,
  region: text,
  observed: (problems, name, value) => {
    if (value !== undefined)
      object({ from: checkTime, to: checkTime, middle: checkTime })(problems, name, value);
  },
};

const CONTENT: Checks<Content> = {
  savedAt: required(checkTime),
  input: object({}),
  complete: flag,
  seconds,
  clients: list(object(CLIENT)),
  discovery: object(COUNTS),
  stores: list(object(STORE)),
  splits: list(object(SPLIT)),
  output: (problems, name, value) => {
    if (value !== undefined) object(OUTPUT)(problems, name, value);
  },
};

/** Checks the members against each other, so that no store and no split is lost. */
function checkTogether(problems: Problems, { input, complete, clients, stores, splits }: Content): void {
  const { filter, where, limit } = input as { filter?: unknown; where?: unknown; limit?: number };
  const keyOf = (place: { readonly client: number; readonly sequenceStoreId: string }): string =>
    `${place.client} ${place.sequenceStoreId}`;
  const splitsOf = new Map(stores.map((store) => [keyOf(store), 0]));
  const isOfClient = ({ client, region }: StoreCheckpoint | ClientSplit): boolean =>
    clients[client]?.region === region;
  for (const [i, split] of splits.entries()) {
    const name = `splits[${i}]`;
    const number = splitsOf.get(keyOf(split));
    const { afterMs, beforeMs } = timesOf(split);
    splitsOf.set(keyOf(split), (number ?? 0) + 1);
    if (number === undefined) problems.add(name, 'a split of a store in `stores`', split);
    if (!isOfClient(split)) problems.add(`${name}.region`, 'the Region of its client', split.region);
    if (!(afterMs < beforeMs))
      problems.add(`${name}.createdBefore`, 'later than `createdAfter`', split.createdBefore);
    for (const [member, expected] of Object.entries({ filter, where })) {
      const own = split[member as 'filter' | 'where'];
      if (canonicalJson(own) !== canonicalJson(expected))
        problems.add(`${name}.${member}`, 'that of the input', own);
    }
  }
  if (splitsOf.size < stores.length) problems.add('stores', 'different stores', stores);
  for (const [i, store] of stores.entries()) {
    const name = `stores[${i}]`;
    const number = splitsOf.get(keyOf(store)) ?? 0;
    if (!isOfClient(store)) problems.add(`${name}.region`, 'the Region of its client', store.region);
    if (store.complete !== (number === 0)) {
      problems.add(
        `${name}.complete`,
        number === 0 ? 'true without splits' : 'false with splits',
        store.complete,
      );
    }
    // Several splits need the delivered ids, so that no read set is delivered twice.
    if (number > 1 && store.readSets > 0 && store.delivered === undefined)
      problems.add(`${name}.delivered`, 'set with several splits', undefined);
  }
  const readSets = stores.reduce((sum, store) => sum + store.readSets, 0);
  const isRead = splits.length === 0 && clients.length > 0 && clients.every(({ discovered }) => discovered);
  if (complete && !isRead && !(limit !== undefined && readSets >= limit)) {
    problems.add('complete', 'false while something remains to be read', complete);
  }
}
