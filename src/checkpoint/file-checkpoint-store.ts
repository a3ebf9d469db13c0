import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { CheckpointError, sentenceOf } from '../errors.js';
import { putInPlace } from '../files/put-in-place.js';
import { checkCheckpoint } from './checkpoint.js';
import type { CheckpointStore } from './checkpoint-store.js';

/**
 * Keeps checkpoints in a file. Each is written aside to `PATH.partial`, forced to the disk and renamed, so that
 * whenever the process or the machine stops there is one whole checkpoint.
 *
 * @throws {CheckpointError} when it loads a file that is not a checkpoint, or cannot save
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
      const text = await readIfThere(path);
      if (text === undefined) return undefined;
      const checkpoint = parse(text, path);
      checkCheckpoint(checkpoint, path);
      return checkpoint;
    },
    save: (checkpoint) => writeWhole(path, `${JSON.stringify(checkpoint)}\n`),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CheckpointError('unreadable', `${path}: ${sentenceOf(error)}`, error);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CheckpointError('damaged', `${path} is not JSON.`, error);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, text, { flush: true });
    await putInPlace(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    const before = await access(path).then(
      () => ' The previous one is still there.',
      () => '',
    );
    throw new CheckpointError('unsaved', `${path}: ${sentenceOf(error)}${before}`, error);
  }
}
