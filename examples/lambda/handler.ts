import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OmicsClient } from '@aws-sdk/client-omics';
import { inventory, writePartitioned, type CheckpointStore } from 'healthomics-streams';
import { parquetFormat } from 'healthomics-streams/parquet';

/** What one invocation passes to the next: which part to write, from 1, and whether there is nothing left. */
export interface PartEvent {
  readonly part: number;
  readonly done: boolean;
}

export interface HandlerOptions {
  readonly client: OmicsClient;
  /** The checkpoint that a part begins with: an object of the bucket, since a payload is limited to 256 KB. */
  readonly checkpoints: (part: number) => CheckpointStore;
  /** Puts the files of a directory under a prefix of the bucket, replacing everything that is there. */
  readonly replaceFolder: (prefix: string, directory: string) => Promise<void>;
  /** With less time left than this, the rest is left to the next invocation. */
  readonly reserveMs: number;
}

/**
 * The handler that writes an inventory as partitioned Parquet, one part per invocation: `part=…/region=…/…` is one
 * table. A part begins from the checkpoint of its own number, and is stored before that of the next is saved: an
 * invocation that is repeated, wherever it stopped, replaces its part by rows that begin at the same place.
 */
export function createHandler({ client, checkpoints, replaceFolder, reserveMs }: HandlerOptions) {
  return async ({ part }: PartEvent, context: { getRemainingTimeInMillis(): number }): Promise<PartEvent> => {
    const run = inventory({
      client,
      retry: { maxElapsedMs: 20_000 }, // a page with its retries fits in the reserve
      resume: await checkpoints(part).load(),
    });
    const directory = await mkdtemp(join(tmpdir(), 'part-'));
    try {
      const rows = whileTrue(run, () => context.getRemainingTimeInMillis() > reserveMs);
      await writePartitioned(rows, directory, { format: parquetFormat() });
      await replaceFolder(`part=${String(part).padStart(4, '0')}`, directory);
    } finally {
      await rm(directory, { recursive: true });
    }
    const checkpoint = run.checkpoint();
    await checkpoints(part + 1).save(checkpoint);
    return { part: part + 1, done: checkpoint.complete };
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
