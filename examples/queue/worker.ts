// A worker that reads splits from the queue, one page per job start, until SIGTERM. Run any number of workers on any
// machine that can reach Redis and the output directory. Set REDIS_URL, QUEUE, WORKER (a name) and OUTPUT_DIRECTORY.
import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import { createClient, createRateLimiter, first, readSplit } from 'healthomics-streams';
import { joinPages, writePage } from './page-files.js';
import { connect, onFailure, openQueue, type SplitJob, type WrittenSplit } from './split-queue.js';

const { REDIS_URL = '', QUEUE = '', WORKER = '', OUTPUT_DIRECTORY = '' } = process.env;
const MAX_PASSES = 20;
const connection = connect(REDIS_URL);
const queue = openQueue(QUEUE, connection);
const clients = new Map<string, ReturnType<typeof createClient>>();

// The queue limits and retries, so each job start sends exactly one request.
const config = { retry: { maxAttempts: 1 }, rateLimiter: createRateLimiter({ requestsPerSecond: Infinity }) };

function clientOf(region: string): ReturnType<typeof createClient> {
  const client = clients.get(region) ?? createClient({ region });
  clients.set(region, client);
  return client;
}

async function readNextPage(job: Job<SplitJob, WrittenSplit>, token?: string): Promise<WrittenSplit> {
  const { split, pass } = job.data;
  const client = clientOf(split.region);
  const page = await first(readSplit({ client, ...config }, split).pages());
  if (page === undefined) throw new UnrecoverableError('no page');
  if (page.nextToken !== undefined && page.nextToken === split.nextToken)
    throw new UnrecoverableError('the service repeated a token');

  const location = { directory: OUTPUT_DIRECTORY, jobId: job.id ?? '', pass };
  const pages = job.data.pages + 1;
  const readSets = job.data.readSets + page.items.length;
  await writePage(location, pages, page.items);
  if (page.nextToken === undefined) return { file: await joinPages(location, pages), readSets };
  return requeue(job, { split: { ...split, nextToken: page.nextToken }, pass, pages, readSets }, token);
}

/**
 * Saves the progress of a split and returns it to the front of the queue, so that its token is used soon. If the worker
 * is killed before this, the same page is read again and written to the same file.
 */
async function requeue(job: Job<SplitJob>, data: SplitJob, token?: string): Promise<never> {
  await job.updateData(data);
  await job.moveToWait(token);
  throw new WaitingError();
}

async function handleFailure(error: unknown, job: Job<SplitJob>, token?: string): Promise<never> {
  const { split, pass } = job.data;
  const { nextToken: _rejected, ...whole } = split;
  switch (onFailure(error)) {
    case 'pause':
      await queue.rateLimit(1000);
      throw Worker.RateLimitError();
    case 'restart':
      if (pass === MAX_PASSES) throw new UnrecoverableError(String(error));
      return requeue(job, { split: whole, pass: pass + 1, pages: 0, readSets: 0 }, token);
    case 'fail':
      throw new UnrecoverableError(String(error));
    case 'retry':
      throw error;
  }
}

const worker = new Worker<SplitJob, WrittenSplit>(
  QUEUE,
  async (job, token) => {
    try {
      return await readNextPage(job, token);
    } catch (error) {
      if (error instanceof WaitingError || error instanceof UnrecoverableError) throw error;
      return await handleFailure(error, job, token);
    }
  },
  {
    connection,
    name: WORKER,
    concurrency: 2,
    // Another worker continues the split of a worker that has not renewed its lock for 2 s. In production, use BullMQ's
    // default of 30 s. A worker considered stalled by mistake costs one more request, but never a row.
    lockDuration: 2000,
    stalledInterval: 500,
    maxStalledCount: 100,
  },
);
worker.on('error', (error) => {
  console.error(`${WORKER}: ${error.message}`);
});
process.once('SIGTERM', () => {
  void worker
    .close()
    .then(() => queue.close())
    .then(() => {
      connection.disconnect();
    });
});
