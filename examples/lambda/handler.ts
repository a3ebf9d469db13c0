import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OmicsClient } from '@aws-sdk/client-omics';
import { inventory, writePartitioned, type Checkpoint, type CheckpointStore } from 'healthomics-streams';
import { parquetFormat } from 'healthomics-streams/parquet';

/** The input of an invocation, returned by the previous one: the part to write, from 1, and whether all parts are written. */
export interface PartEvent {
  /** A unique name of the whole inventory, such as the name of the execution. */
  readonly run: string;
  readonly part: number;
  readonly done: boolean;
}

export interface HandlerOptions {
  readonly client: OmicsClient;
  /**
   * The checkpoint from which a part of a run starts. Store it as an object in the bucket, since a payload is limited to
   * 256 KB. `load` resolves with `undefined` if there is none.
   */
  readonly checkpoints: (run: string, part: number) => CheckpointStore;
  /** Uploads a directory to a prefix of the bucket, replacing everything under that prefix. */
  readonly replaceFolder: (prefix: string, directory: string) => Promise<void>;
  /** The invocation stops with this much time left. */
  readonly reserveMs: number;
}

/**
 * Creates a handler that writes an inventory as partitioned Parquet, one part per invocation. The table of a run is
 * `run=…/part=…/region=…/…`. Each part starts from its own checkpoint, and is stored before the checkpoint of the next
 * part is saved.
 *
 * An invocation that stopped at any point can be repeated: it replaces its part with rows from the same start. Once the
 * next checkpoint exists, the part is complete and a repeated invocation changes nothing, because it could end at a
 * different row. Nothing prevents two invocations from storing a part at the same time, so give the function a reserved
 * concurrency of 1.
 */
export function createHandler({ client, checkpoints, replaceFolder, reserveMs }: HandlerOptions) {
  return async (
    { run, part }: PartEvent,
    context: { getRemainingTimeInMillis(): number },
  ): Promise<PartEvent> => {
    const next = checkpoints(run, part + 1);
    const following = ({ complete }: Checkpoint): PartEvent => ({ run, part: part + 1, done: complete });
    const stored = await next.load();
    if (stored !== undefined) return following(stored);

    const resume = part === 1 ? undefined : await checkpoints(run, part).load();
    if (part > 1 && resume === undefined) {
      throw new Error(
        `Part ${part} of ${run} has no checkpoint to start from. Write part ${part - 1} first.`,
      );
    }
    const readSets = inventory({
      client,
      retry: { maxElapsedMs: 20_000 }, // a page with its retries fits in the reserve
      resume,
    });
    const directory = await mkdtemp(join(tmpdir(), 'part-'));
    try {
      const rows = stopWhen(readSets, () => context.getRemainingTimeInMillis() <= reserveMs);
      await writePartitioned(rows, directory, { format: parquetFormat() });
      const storedMeanwhile = await next.load();
      if (storedMeanwhile !== undefined) return following(storedMeanwhile);
      await replaceFolder(`run=${run}/part=${String(part).padStart(4, '0')}`, directory);
    } finally {
      await rm(directory, { recursive: true });
    }
    const checkpoint = readSets.checkpoint();
    await next.save(checkpoint);
    return following(checkpoint);
  };
}

/** Stops after yielding a row. `takeWhile` would drop that row although the checkpoint counts it as delivered. */
async function* stopWhen<T>(
  source: AsyncIterable<T>,
  isTimeUp: () => boolean,
): AsyncGenerator<T, void, undefined> {
  for await (const value of source) {
    yield value;
    if (isTimeUp()) return;
  }
}
