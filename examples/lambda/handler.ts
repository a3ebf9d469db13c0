import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OmicsClient } from '@aws-sdk/client-omics';
import { inventory, writePartitioned, type Checkpoint, type CheckpointStore } from 'healthomics-streams';
import { parquetFormat } from 'healthomics-streams/parquet';

/** What one invocation passes to the next: which part to write, from 1, and whether there is nothing left. */
export interface PartEvent {
  /** A name for the inventory as a whole, another one each time, such as that of the execution. */
  readonly run: string;
  readonly part: number;
  readonly done: boolean;
}

export interface HandlerOptions {
  readonly client: OmicsClient;
  /**
   * The checkpoint that a part of a run begins with: an object of the bucket, since a payload is limited to 256 KB. Its
   * `load` gives `undefined` where there is none.
   */
  readonly checkpoints: (run: string, part: number) => CheckpointStore;
  /** Puts the files of a directory under a prefix of the bucket, replacing everything that is there. */
  readonly replaceFolder: (prefix: string, directory: string) => Promise<void>;
  /** With less time left than this, the rest is left to the next invocation. */
  readonly reserveMs: number;
}

/**
 * The handler that writes an inventory as partitioned Parquet, one part per invocation: `run=…/part=…/region=…/…` is one
 * table of each run. A part begins from the checkpoint of its own number, and is stored before that of the next is saved.
 *
 * So an invocation that stopped, wherever it was, can be repeated: it replaces its part by rows that begin at the same
 * place. Once the next checkpoint is there the part is done, and an invocation for it changes nothing: it would end at
 * another row than the one where the next part has begun. Two that store a part at the same moment are not told apart:
 * let the function have a reserved concurrency of 1.
 */
export function createHandler({ client, checkpoints, replaceFolder, reserveMs }: HandlerOptions) {
  return async (
    { run, part }: PartEvent,
    context: { getRemainingTimeInMillis(): number },
  ): Promise<PartEvent> => {
    const next = checkpoints(run, part + 1);
    const pass = ({ complete }: Checkpoint): PartEvent => ({ run, part: part + 1, done: complete });
    const stored = await next.load();
    if (stored !== undefined) return pass(stored);

    const resume = part === 1 ? undefined : await checkpoints(run, part).load();
    if (part > 1 && resume === undefined) {
      throw new Error(
        `Part ${part} of ${run} has no checkpoint to begin from: write part ${part - 1} first.`,
      );
    }
    const readSets = inventory({
      client,
      retry: { maxElapsedMs: 20_000 }, // a page with its retries fits in the reserve
      resume,
    });
    const directory = await mkdtemp(join(tmpdir(), 'part-'));
    try {
      const rows = whileTrue(readSets, () => context.getRemainingTimeInMillis() > reserveMs);
      await writePartitioned(rows, directory, { format: parquetFormat() });
      const storedMeanwhile = await next.load();
      if (storedMeanwhile !== undefined) return pass(storedMeanwhile);
      await replaceFolder(`run=${run}/part=${String(part).padStart(4, '0')}`, directory);
    } finally {
      await rm(directory, { recursive: true });
    }
    const checkpoint = readSets.checkpoint();
    await next.save(checkpoint);
    return pass(checkpoint);
  };
}

/** Ends after a row it passed on: a checkpoint counts every row handed out, and `takeWhile` would drop the last. */
async function* whileTrue<T>(
  source: AsyncIterable<T>,
  goesOn: () => boolean,
): AsyncGenerator<T, void, undefined> {
  for await (const value of source) {
    yield value;
    if (!goesOn()) return;
  }
}
