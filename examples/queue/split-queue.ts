import { Queue, type ConnectionOptions } from 'bullmq';
import { Redis } from 'ioredis';
import {
  HealthOmicsStreamsError,
  RejectedTokenError,
  RequestFailedError,
  type Split,
} from 'healthomics-streams';

/**
 * The data of a job: what remains of one split, and how much of it has been written. A job reads one page each time it
 * starts, so a limit on started jobs limits requests.
 */
export interface SplitJob {
  readonly split: Split;
  /** The pass over the split, from 1. The next pass starts when the service rejects a token. */
  readonly pass: number;
  /** The number of pages written in this pass. */
  readonly pages: number;
  /** The number of read sets on these pages. */
  readonly readSets: number;
}

/** The result of a complete job. */
export interface WrittenSplit {
  readonly file: string;
  readonly readSets: number;
}

export type SplitQueue = Queue<SplitJob, WrittenSplit, 'read-split'>;

/** Opens a connection for BullMQ, which requires that commands wait while Redis is down. */
export function connect(redisUrl: string): ConnectionOptions & Redis {
  return new Redis(redisUrl, { maxRetriesPerRequest: null });
}

export function openQueue(name: string, connection: ConnectionOptions): SplitQueue {
  return new Queue(name, {
    connection,
    defaultJobOptions: {
      attempts: 1000, // of the whole split; each failed attempt is one request and counts against the quota
      backoff: { type: 'fixed', delay: 500, jitter: 1 },
    },
  });
}

/**
 * Sets the rate limit of the queue to the request quota. BullMQ counts in fixed windows, so a limit of five per second
 * allows ten requests around the end of a window. One job per interval is even. The interval is 10 percent longer to
 * allow for variable latency between Redis and the service.
 */
export async function limitRequests(queue: SplitQueue, requestsPerSecond: number): Promise<void> {
  await queue.setGlobalRateLimit(1, Math.ceil(1100 / requestsPerSecond));
}

/** Adds one job per split. Adding the same plan again has no effect, since the job ids are the same. */
export async function addSplits(
  queue: SplitQueue,
  splits: readonly Split[],
): ReturnType<SplitQueue['addBulk']> {
  return queue.addBulk(
    splits.map((split, i) => ({
      name: 'read-split',
      data: { split, pass: 1, pages: 0, readSets: 0 },
      opts: { jobId: `${split.sequenceStoreId}-${i + 1}` },
    })),
  );
}

/**
 * How the queue handles a failed page: `'pause'` delays every worker for a while, `'retry'` reads the page again,
 * `'restart'` reads the split from its start, and `'fail'` fails the split.
 */
export type Reaction = 'pause' | 'retry' | 'restart' | 'fail';

/** Fails on errors that would occur again. Any other error, such as a full disk, may be transient. */
export function onFailure(error: unknown): Reaction {
  if (error instanceof RejectedTokenError) return 'restart';
  if (!(error instanceof RequestFailedError))
    return error instanceof HealthOmicsStreamsError ? 'fail' : 'retry';
  const status = statusOf(error.cause);
  if (status === 429) return 'pause';
  return status !== undefined && [400, 401, 403, 404].includes(status) ? 'fail' : 'retry';
}

function statusOf(cause: unknown): number | undefined {
  return (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
