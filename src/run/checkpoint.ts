import { createHash } from 'node:crypto';
import { CheckpointError, InvalidOptionError, type OptionProblem } from '../errors.js';
import { defined } from '../options/defined.js';
import { Problems, type Check, type Checks } from '../options/problems.js';
import { isPackedIds, packedCount, type PackedIds } from '../paging/id-set.js';
import { checkStoreId } from '../paging/operations.js';
import { noCounts, type Counts } from '../paging/page.js';
import type { ReadSetQuery } from '../query/read-set-query.js';
import { checkTime, SPLIT_CHECKS, timesOf, type Split } from './split.js';

const FORMAT = 'healthomics-streams checkpoint';
const VERSION = 1;

/**
 * The progress of an inventory as JSON: its input, what remains to be read, and what was delivered. It contains page
 * tokens of the service but no credentials.
 */
export interface Checkpoint {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** ISO 8601. */
  readonly savedAt: string;
  /** The input of the inventory. */
  readonly input: unknown;
  /** A digest of `input`: a checkpoint can only be resumed with the same input. */
  readonly fingerprint: string;
  /** Whether nothing remains to be read. */
  readonly complete: boolean;
  /** The duration of the inventory, summed over all its runs. */
  readonly seconds: number;
  /** The clients in their order; empty before the first read set. */
  readonly clients: readonly ClientCheckpoint[];
  /** The counts of the requests that discovered the stores. */
  readonly discovery: Readonly<Counts>;
  /** The stores known so far. */
  readonly stores: readonly StoreCheckpoint[];
  /** The splits that remain to be read. */
  readonly splits: readonly ClientSplit[];
  /** The file that the rows are written to, if a sink saved the checkpoint. */
  readonly output?: CheckpointOutput;
  /** A digest of all other members, to detect damage. */
  readonly checksum: string;
}

/** One client of an inventory. */
export interface ClientCheckpoint {
  readonly region: string;
  /** Its account, if its credentials or a received ARN name it. */
  readonly accountId?: string;
  /** Whether all its stores are known. */
  readonly discovered: boolean;
}

/** A split, and the client it belongs to; the first is 0. */
export interface ClientSplit extends Split {
  readonly client: number;
}

/** One store of a checkpoint, with its counts so far. */
export interface StoreCheckpoint extends Readonly<Counts> {
  /** The client it belongs to; the first is 0. */
  readonly client: number;
  readonly region: string;
  readonly sequenceStoreId: string;
  readonly name?: string;
  readonly complete: boolean;
  readonly seconds: number;
  /** The delivered ids, until the store is complete. */
  readonly delivered?: PackedIds;
}

/** The good part of a resumable output. Later bytes are cut off on resume. */
export interface CheckpointOutput {
  /** The final path. Until the file is complete, the rows are in `FILE.partial`. */
  readonly path: string;
  /** The format of the rows with its options. A file holds rows of one format only. */
  readonly format: string;
  readonly bytes: number;
  /** The SHA-256 of these bytes, to detect that the file was changed; absent if there are none. */
  readonly digest?: string;
  readonly rows: number;
  /** Whether the file has all rows, and only has to be renamed. */
  readonly finished?: boolean;
}

/** The content of a checkpoint, without the members derived from it. */
type CheckpointContent = Omit<Checkpoint, 'format' | 'version' | 'savedAt' | 'fingerprint' | 'checksum'>;

/** The read sets that a checkpoint counts as delivered. */
export function deliveredReadSets({ stores }: Checkpoint): number {
  return stores.reduce((count, { readSets }) => count + readSets, 0);
}

/** Completes a checkpoint with its digests. */
export function sealCheckpoint(content: CheckpointContent): Checkpoint {
  const { input, complete, seconds, clients, discovery, stores, splits, output } = content;
  const body = {
    format: FORMAT,
    version: VERSION,
    savedAt: new Date().toISOString(),
    input,
    fingerprint: fingerprintOf(input),
    complete,
    seconds,
    clients,
    discovery,
    stores,
    splits,
    ...defined({ output }),
  } as const;
  return { ...body, checksum: fingerprintOf(body) };
}

/**
 * Returns the checkpoint without the progress of stores that are not complete. A resumed run discovers these stores again
 * and reads them from the start.
 */
export function withWholeStores({ stores, clients, complete, ...content }: Checkpoint): Checkpoint {
  const isPartial = (client: number): boolean =>
    stores.some((store) => store.client === client && !store.complete);
  return sealCheckpoint({
    ...content,
    complete,
    // If the inventory is complete, its limit cut short any incomplete store.
    clients: clients.map(({ region, discovered }, client) => ({
      region,
      discovered: complete || (discovered && !isPartial(client)),
    })),
    stores: stores.filter((store) => store.complete),
    splits: [],
  });
}

/** Returns the checkpoint with another output, or without one. */
export function withOutput(checkpoint: Checkpoint, output: CheckpointOutput | undefined): Checkpoint {
  const { output: _, ...content } = checkpoint;
  return sealCheckpoint({ ...content, ...defined({ output }) });
}

/**
 * Checks that a value is an undamaged checkpoint of this version.
 *
 * @param name what to call the checkpoint in an error
 * @throws {CheckpointError} if it is not
 */
export function checkCheckpoint(value: unknown, name = 'It'): asserts value is Checkpoint {
  const { format, version, checksum, ...content } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (format !== FORMAT) throw new CheckpointError('damaged', `${name} has no format '${FORMAT}'.`);
  if (Number.isSafeInteger(version) && (version as number) > VERSION) {
    throw new CheckpointError(
      'newer-version',
      `${name} has version ${String(version)}; this version reads up to ${VERSION}.`,
    );
  }
  if (version !== VERSION || !isSealed({ format, version, ...content }, checksum)) {
    throw new CheckpointError('damaged', `${name} does not match its checksum.`);
  }
  const problem = problemOfContent(content);
  if (problem === undefined) return;
  throw new CheckpointError('damaged', `${name} is not valid. ${new InvalidOptionError([problem]).message}`);
}

/** Whether the digests match. A value that cannot be written as JSON has none. */
function isSealed(body: Partial<Record<string, unknown>>, checksum: unknown): boolean {
  try {
    return fingerprintOf(body) === checksum && fingerprintOf(body.input) === body.fingerprint;
  } catch {
    return false;
  }
}

/** @throws {CheckpointError} if the checkpoint is damaged, or was saved for another input or number of clients */
export function checkResume(
  resume: unknown,
  input: unknown,
  clients: number,
  query: Pick<ReadSetQuery, 'admitsStore' | 'admitsValue'>,
): asserts resume is Checkpoint {
  checkCheckpoint(resume);
  if (resume.fingerprint !== fingerprintOf(input)) {
    throw new CheckpointError(
      'input-mismatch',
      `It was saved for ${canonicalJson(resume.input)}, not for ${canonicalJson(input)}.`,
    );
  }
  checkScope(resume, query);
  if (resume.clients.length === 0 || resume.clients.length === clients) return;
  throw new CheckpointError(
    'client-mismatch',
    `It was saved for ${resume.clients.length} clients, and this run has ${clients}.`,
  );
}

/** Checks that the checkpoint has all stores of its input, and only values that the condition allows. */
function checkScope(
  { input, clients, stores, splits }: Checkpoint,
  query: Parameters<typeof checkResume>[3],
): void {
  const { sequenceStoreIds = [] } = input as { sequenceStoreIds?: readonly string[] };
  const isKnown = (id: string): boolean => stores.some(({ sequenceStoreId }) => sequenceStoreId === id);
  const missing = sequenceStoreIds.find((id) => query.admitsStore(id) && !isKnown(id));
  if (clients.some(({ discovered }) => discovered) && missing !== undefined) {
    throw new CheckpointError('damaged', `Its \`stores\` do not include ${missing}, a store of its input.`);
  }
  const other = splits.findIndex(({ value }) => value !== undefined && !query.admitsValue(value));
  if (other === -1) return;
  throw new CheckpointError(
    'damaged',
    `Its \`splits[${other}].value\` is not a value that its input allows.`,
  );
}

/** JSON with sorted members: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function fingerprintOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('base64url')}`;
}

/** The members of a checkpoint that its seal does not check. */
type Content = Omit<Checkpoint, 'format' | 'version' | 'fingerprint' | 'checksum'>;

/** Returns the first problem of a checkpoint's members; a checksum only detects accidents. */
function problemOfContent(content: object): OptionProblem | undefined {
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
  digest: (problems, name, value) => problems.text(name, value, 1, 100),
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
    const ids = store.delivered && packedCount(store.delivered);
    if (ids !== undefined && ids < store.readSets)
      problems.add(`${name}.delivered`, 'the ids of all delivered read sets', store.delivered);
  }
  const readSets = stores.reduce((sum, store) => sum + store.readSets, 0);
  const isRead = splits.length === 0 && clients.length > 0 && clients.every(({ discovered }) => discovered);
  if (complete && !isRead && !(limit !== undefined && readSets >= limit)) {
    problems.add('complete', 'false while something remains to be read', complete);
  }
}
