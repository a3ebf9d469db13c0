import { CheckpointError } from '../errors.js';
import { isCounts, type Counts } from '../pages/counts.js';
import { isPackedIds, type PackedIds } from '../splits/delivered-ids.js';
import type { Split } from '../splits/split.js';
import { timeMs } from '../text/iso-time.js';
import { canonicalJson, fingerprintOf } from './canonical-json.js';

const FORMAT = 'healthomics-streams checkpoint';
const VERSION = 1;

/**
 * How far an inventory has come, in plain JSON: what was asked, what of it is still to do, and what was delivered. It
 * holds page tokens of the service, and no credentials.
 */
export interface Checkpoint {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** ISO 8601. */
  readonly savedAt: string;
  /** What was asked: the input of the inventory. */
  readonly asked: unknown;
  /** A digest of `asked`: a checkpoint serves the question it was saved for. */
  readonly fingerprint: string;
  /** Whether nothing is left to do. */
  readonly complete: boolean;
  /** How long the inventory has run, all its runs together. */
  readonly seconds: number;
  /** The clients in their order, once it runs. */
  readonly clients: readonly ClientCheckpoint[];
  /** What it took to find out which stores there are. */
  readonly discovery: Readonly<Counts>;
  /** The stores known so far. */
  readonly stores: readonly StoreCheckpoint[];
  /** What is still to do. */
  readonly splits: readonly ClientSplit[];
  /** The file that the rows are written to, where a sink saves the checkpoint. */
  readonly output?: CheckpointOutput;
  /** A digest of all the rest, by which damage is told. */
  readonly checksum: string;
}

/** One client of an inventory. */
export interface ClientCheckpoint {
  readonly region: string;
  /** Whether all its stores are known. */
  readonly discovered: boolean;
}

/** A split, and which of several clients it belongs to; the first is 0. */
export interface ClientSplit extends Split {
  readonly client: number;
}

/** One store of a checkpoint, with its counts so far. */
export interface StoreCheckpoint extends Readonly<Counts> {
  /** Which client it belongs to; the first is 0. */
  readonly client: number;
  readonly region: string;
  readonly sequenceStoreId: string;
  readonly name?: string;
  readonly complete: boolean;
  readonly seconds: number;
  /** The ids that were delivered, while the store is not complete. */
  readonly delivered?: PackedIds;
}

/** How much of a file is good: what comes after `bytes` was written since, and is to be cut off. */
export interface CheckpointOutput {
  /** The file in the end; until then the rows are in `FILE.partial`. */
  readonly path: string;
  /** What the rows are written as, and with which options: rows of two kinds do not go into one file. */
  readonly format: string;
  readonly bytes: number;
  readonly rows: number;
  /** Whether all rows are in it, and it only has to take its name. */
  readonly finished?: boolean;
}

/** What a checkpoint says, without what follows from it. */
export type CheckpointContent = Omit<
  Checkpoint,
  'format' | 'version' | 'savedAt' | 'fingerprint' | 'checksum'
>;

/** How many read sets a checkpoint counts as handed out. */
export function readSetsDone({ stores }: Checkpoint): number {
  return stores.reduce((count, { readSets }) => count + readSets, 0);
}

/** Makes a checkpoint of its content. */
export function sealCheckpoint(content: CheckpointContent): Checkpoint {
  const { asked, complete, seconds, clients, discovery, stores, splits, output } = content;
  const body = {
    format: FORMAT,
    version: VERSION,
    savedAt: new Date().toISOString(),
    asked,
    fingerprint: fingerprintOf(asked),
    complete,
    seconds,
    clients,
    discovery,
    stores,
    splits,
    ...(output === undefined ? {} : { output }),
  } as const;
  return { ...body, checksum: fingerprintOf(body) };
}

/** The same checkpoint with another output, or without one. */
export function withOutput(checkpoint: Checkpoint, output: CheckpointOutput | undefined): Checkpoint {
  const { asked, complete, seconds, clients, discovery, stores, splits } = checkpoint;
  const content = { asked, complete, seconds, clients, discovery, stores, splits };
  return sealCheckpoint(output === undefined ? content : { ...content, output });
}

/**
 * Checks that a value is an undamaged checkpoint of this version.
 *
 * @param subject what the value is called in an error
 * @throws {CheckpointError} that says what is wrong
 */
export function checkCheckpoint(value: unknown, subject = 'It'): asserts value is Checkpoint {
  const { format, version, checksum, ...content } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (format !== FORMAT) throw new CheckpointError('damaged', `${subject} has no format '${FORMAT}'.`);
  if (Number.isSafeInteger(version) && (version as number) > VERSION) {
    throw new CheckpointError(
      'newer-version',
      `${subject} has version ${String(version)}; this version reads up to ${VERSION}.`,
    );
  }
  if (checksum !== fingerprintOf({ format, version, ...content }) || !isContent(content)) {
    throw new CheckpointError('damaged', `${subject} does not match its checksum.`);
  }
}

/** @throws {CheckpointError} when the checkpoint was saved for another question */
export function checkAsked(checkpoint: Checkpoint, asked: unknown): void {
  if (checkpoint.fingerprint === fingerprintOf(asked)) return;
  throw new CheckpointError(
    'another-question',
    `It was saved for ${canonicalJson(checkpoint.asked)}, not for ${canonicalJson(asked)}.`,
  );
}

/** A checksum keeps accidents out; this keeps out what never was a checkpoint. */
function isContent(content: Partial<Record<string, unknown>>): boolean {
  const { clients, discovery, stores, splits } = content;
  const isList = (value: unknown, test: (item: Record<string, unknown>) => boolean): boolean =>
    Array.isArray(value) &&
    value.every((item) => typeof item === 'object' && item !== null && test(item as Record<string, unknown>));
  return (
    isList(clients, (client) => typeof client.region === 'string') &&
    isCounts(discovery) &&
    isList(splits, (split) => isPlace(split) && hasTimes(split)) &&
    isList(
      stores,
      (store) =>
        isPlace(store) && isCounts(store) && (store.delivered === undefined || isPackedIds(store.delivered)),
    )
  );
}

function hasTimes({ createdAfter, createdBefore }: Record<string, unknown>): boolean {
  return [createdAfter, createdBefore].every((time) => time === undefined || timeMs(time) !== undefined);
}

function isPlace({ client, region, sequenceStoreId }: Record<string, unknown>): boolean {
  return Number.isSafeInteger(client) && typeof region === 'string' && typeof sequenceStoreId === 'string';
}
