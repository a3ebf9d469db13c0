import { access, readFile, rm } from 'node:fs/promises';
import { CheckpointError } from '../errors.js';
import { createPartial, putInPlace } from '../files/partial-file.js';
import type { Check } from '../options/problems.js';
import { sentenceOf } from '../text/messages.js';
import { checkCheckpoint, type Checkpoint } from './checkpoint.js';

/**
 * Where a run saves its checkpoints: a file ({@link fileCheckpointStore}), or your own, such as an S3 object or a
 * database row. Only one run at a time may use it.
 */
export interface CheckpointStore {
  /** Loads the latest checkpoint; `undefined` if there is none. */
  load(): Promise<Checkpoint | undefined>;
  /** Replaces the checkpoint. Once it resolves, the new one is durable; if it fails, the old one remains. */
  save(checkpoint: Checkpoint): Promise<void>;
}

/** Checks an optional checkpoint store. */
export const checkCheckpointStore: Check = (problems, name, store) => {
  const { load, save } = Object(store) as Partial<Record<keyof CheckpointStore, unknown>>;
  if (store === undefined || (typeof load === 'function' && typeof save === 'function')) return;
  problems.add(name, 'a CheckpointStore, such as fileCheckpointStore returns', store);
};

/** The share of the time that saving may take. Large checkpoints are therefore saved less often. */
const SHARE = 0.02;

/** Decides when to save the next checkpoint. */
export class SaveSchedule {
  readonly #everyMs: number;
  readonly #now: () => number;
  #dueMs: number;

  /** @param now a monotonic clock in milliseconds */
  constructor(everyMs: number, now: () => number = () => performance.now()) {
    this.#everyMs = everyMs;
    this.#now = now;
    this.#dueMs = now() + everyMs;
  }

  get isDue(): boolean {
    return this.#now() >= this.#dueMs;
  }

  /** Runs one save, including everything that prepares it. Its duration decides when the next one is due. */
  async run(save: () => Promise<void>): Promise<void> {
    const startMs = this.#now();
    await save();
    const endMs = this.#now();
    this.#dueMs = endMs + Math.max(this.#everyMs, (endMs - startMs) / SHARE);
  }
}

/**
 * Keeps checkpoints in a file that only its owner can read. Each one is written to `PATH.partial`, flushed to disk and
 * renamed. Whenever the process or the machine stops, the file holds one complete checkpoint.
 *
 * @throws {CheckpointError} if the file to load is not a checkpoint, or a checkpoint cannot be saved
 * @example
 * ```ts
 * const checkpoint = fileCheckpointStore('inventory.checkpoint');
 * const run = inventory({ client, checkpoint, resume: await checkpoint.load() });
 * for await (const readSet of run) console.log(readSet.id);
 * ```
 */
export function fileCheckpointStore(path: string): CheckpointStore {
  return {
    async load() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new CheckpointError('unreadable', `${path}: ${sentenceOf(error)}`, error);
      });
      if (text === undefined) return undefined;
      const checkpoint = parse(text, path);
      checkCheckpoint(checkpoint, path);
      return checkpoint;
    },
    save: (checkpoint) => replaceFile(path, `${JSON.stringify(checkpoint)}\n`),
  };
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CheckpointError('damaged', `${path} is not JSON.`, error);
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    const file = await createPartial(partial, 0o600); // it has page tokens
    await file
      .writeFile(text)
      .then(() => file.sync())
      .finally(() => file.close());
    await putInPlace(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    const before = await access(path).then(
      () => ' The previous checkpoint is unchanged.',
      () => '',
    );
    throw new CheckpointError('unsaved', `${path}: ${sentenceOf(error)}${before}`, error);
  }
}
