// A worker: takes splits from the queue, a page each time, until SIGTERM. Run as many as you like, wherever Redis and
// the output directory are reachable. Needs REDIS_URL, QUEUE, WORKER (its name) and OUTPUT_DIRECTORY.
import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import { createClient, createRateLimiter, first, readSplit } from 'healthomics-streams';
import { onFailure } from './on-failure.js';
import { joinPages, writePage } from './page-files.js';
import { connect, openQueue, type SplitJob, type WrittenSplit } from './split-queue.js';

const { REDIS_URL = '', QUEUE = '', WORKER = '', OUTPUT_DIRECTORY = '' } = process.env;
const MAX_WALKS = 20;
const connection = connect(REDIS_URL);
const queue = openQueue(QUEUE, connection);
const clients = new Map<string, ReturnType<typeof createClient>>();

// The queue paces and the queue retries: a request is sent when a job is started, and never otherwise.
const config = { retry: { maxAttempts: 1 }, rateLimiter: createRateLimiter({ requestsPerSecond: Infinity }) };

function clientOf(region: string): ReturnType<typeof createClient> {
  const client = clients.get(region) ?? createClient({ region });
  clients.set(region, client);
  return client;
}

async function readNextPage(job: Job<SplitJob, WrittenSplit>, token?: string): Promise<WrittenSplit> {
  const { split, walk } = job.data;
  const client = clientOf(split.region);
  const page = await first(readSplit({ client, ...config }, split).pages());
  if (page === undefined) throw new UnrecoverableError('no page');
  if (page.nextToken !== undefined && page.nextToken === split.nextToken)
    throw new UnrecoverableError('the service gave a token twice');

  const place = { directory: OUTPUT_DIRECTORY, jobId: job.id ?? '', walk };
  const pages = job.data.pages + 1;
  const readSets = job.data.readSets + page.items.length;
  await writePage(place, pages, page.items);
  if (page.nextToken === undefined) return { file: await joinPages(place, pages), readSets };
  return putBack(job, { split: { ...split, nextToken: page.nextToken }, walk, pages, readSets }, token);
}

/**
 * Saves how far the split has come, and puts it before all other splits for the next free worker, so that tokens stay
 * young. If the worker is killed before that, the same page is read again into the same file; after it, the next page.
 */
async function putBack(job: Job<SplitJob>, data: SplitJob, token?: string): Promise<never> {
  await job.updateData(data);
  await job.moveToWait(token);
  throw new WaitingError();
}

async function react(error: unknown, job: Job<SplitJob>, token?: string): Promise<never> {
  const { split, walk } = job.data;
  const { nextToken: _rejected, ...whole } = split;
  switch (onFailure(error)) {
    case 'pause':
      await queue.rateLimit(1000);
      throw Worker.RateLimitError();
    case 'start-over':
      if (walk === MAX_WALKS) throw new UnrecoverableError(String(error));
      return putBack(job, { split: whole, walk: walk + 1, pages: 0, readSets: 0 }, token);
    case 'give-up':
      throw new UnrecoverableError(String(error));
    case 'again':
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
      return await react(error, job, token);
    }
  },
  {
    connection,
    name: WORKER,
    concurrency: 2,
    // A worker that gives no sign of life for 2 s is taken for dead, and its split goes to another. In production,
    // use BullMQ's 30 s. Being taken for dead by mistake costs a request, never a row.
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
