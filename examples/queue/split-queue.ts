import { Queue, type ConnectionOptions } from 'bullmq';
import { Redis } from 'ioredis';
import type { Split } from 'healthomics-streams';

/**
 * The data of a job: what remains of one split, and what of it is written. A job is a split, and each time that it is
 * taken up it reads one page; so what the queue limits, jobs taken up, is requests.
 */
export interface SplitJob {
  readonly split: Split;
  /** Which walk it is: the next one begins when the service no longer takes a token. From 1. */
  readonly walk: number;
  /** Pages of this walk that are written. */
  readonly pages: number;
  /** Read sets on them. */
  readonly readSets: number;
}

/** What a job has given when it is complete. */
export interface WrittenSplit {
  readonly file: string;
  readonly readSets: number;
}

export type SplitQueue = Queue<SplitJob, WrittenSplit, 'read-split'>;

/** A connection as BullMQ wants it: what is sent while Redis is away waits until it is back. */
export function connect(redisUrl: string): ConnectionOptions & Redis {
  return new Redis(redisUrl, { maxRetriesPerRequest: null });
}

export function openQueue(name: string, connection: ConnectionOptions): SplitQueue {
  return new Queue(name, {
    connection,
    defaultJobOptions: {
      attempts: 1000, // of the whole split: each failure is one request, and counts against the quota as any other
      backoff: { type: 'fixed', delay: 500, jitter: 1 },
    },
  });
}

/**
 * Makes the queue's rate limit the request quota. BullMQ counts in fixed windows, so that five a second may be ten at
 * the seam of two; one in a fifth of a second, and a tenth longer for the way from Redis to the wire, is even.
 */
export async function limitRequests(queue: SplitQueue, requestsPerSecond: number): Promise<void> {
  await queue.setGlobalRateLimit(1, Math.ceil(1100 / requestsPerSecond));
}

/** Adds one job a split. Adding the same plan again adds nothing: the ids are the same. */
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
