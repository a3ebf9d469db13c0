import { Queue, type ConnectionOptions } from 'bullmq';
import { Redis } from 'ioredis';
import type { Split } from 'healthomics-streams';

/**
 * The data of a job: what remains of one split, and what of it has been written. A job is a split and reads one page
 * each time it is started; so the queue, which limits the jobs started, limits requests.
 */
export interface SplitJob {
  readonly split: Split;
  /** Which walk it is: the next one begins when the service no longer accepts a token. From 1. */
  readonly walk: number;
  /** Pages of this walk that have been written. */
  readonly pages: number;
  /** Read sets on these pages. */
  readonly readSets: number;
}

/** What a complete job returns. */
export interface WrittenSplit {
  readonly file: string;
  readonly readSets: number;
}

export type SplitQueue = Queue<SplitJob, WrittenSplit, 'read-split'>;

/** A connection as BullMQ wants it: commands sent while Redis is down wait until it is back. */
export function connect(redisUrl: string): ConnectionOptions & Redis {
  return new Redis(redisUrl, { maxRetriesPerRequest: null });
}

export function openQueue(name: string, connection: ConnectionOptions): SplitQueue {
  return new Queue(name, {
    connection,
    defaultJobOptions: {
      attempts: 1000, // of the whole split: each failure is one request, and counts against the quota like any other
      backoff: { type: 'fixed', delay: 500, jitter: 1 },
    },
  });
}

/**
 * Makes the queue's rate limit the request quota. BullMQ counts in fixed windows, so five a second may be ten where
 * two windows meet. One per fifth of a second, plus a tenth for the way from Redis to the wire, is even.
 */
export async function limitRequests(queue: SplitQueue, requestsPerSecond: number): Promise<void> {
  await queue.setGlobalRateLimit(1, Math.ceil(1100 / requestsPerSecond));
}

/** Adds one job per split. Adding the same plan again adds nothing: the ids are the same. */
export async function addSplits(
  queue: SplitQueue,
  splits: readonly Split[],
): ReturnType<SplitQueue['addBulk']> {
  return queue.addBulk(
    splits.map((split, i) => ({
      name: 'read-split',
      data: { split, walk: 1, pages: 0, readSets: 0 },
      opts: { jobId: `${split.sequenceStoreId}-${i + 1}` },
    })),
  );
}
