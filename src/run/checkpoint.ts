import { createHash } from 'node:crypto';
import { CheckpointError, InvalidOptionError } from '../errors.js';
import { defined } from '../options/defined.js';
import type { PackedIds } from '../paging/id-set.js';
import type { Counts } from '../paging/page.js';
import type { ReadSetQuery } from '../query/read-set-query.js';
import { problemOfContent } from './checkpoint-content.js';
import type { Split } from './split.js';

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
    throw new CheckpointError('damaged', `Its \`stores\` lack ${missing}, a store of its input.`);
  }
  const other = splits.findIndex(({ value }) => value !== undefined && !query.admitsValue(value));
  if (other === -1) return;
  throw new CheckpointError('damaged', `Its \`splits[${other}].value\` is no value of its input.`);
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
