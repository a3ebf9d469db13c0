// Read the splits of an inventory from a BullMQ queue on Redis. Worker processes share the request quota through the rate
// limit of the queue. One worker is killed during a request, and every read set is still written exactly once.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OmicsClient } from '@aws-sdk/client-omics';
import { QueueEvents } from 'bullmq';
import { createRateLimiter, planInventory, readSplit, toArray } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';
import { addSplits, connect, limitRequests, openQueue } from './queue/split-queue.js';
import { environmentOf, startWorker, stopWorker } from './queue/start-worker.js';

const { REDIS_URL } = process.env;
if (REDIS_URL === undefined) {
  console.log('skipped: 13-queue needs REDIS_URL');
  process.exit(0);
}

const QUOTA = 20; // requests a second
const stores = loadHprcStores();
const hanging = stores[0]!.id;
const emulator = await startEmulator({
  stores,
  latencyMs: 50,
  quota: { requestsPerSecond: QUOTA, window: 'sliding' },
  faults: [
    { kind: 'hang', sequenceStoreId: hanging, page: 3 },
    { kind: 'internal', sequenceStoreId: stores[1]!.id, page: 2 },
    { kind: 'throttle', sequenceStoreId: stores[2]!.id, page: 2 },
    { kind: 'reject-token', sequenceStoreId: stores[3]!.id, page: 2 },
  ],
});
const client = new OmicsClient(emulator.clientConfig());
const directory = await mkdtemp(join(tmpdir(), 'read-sets-'));
const connection = connect(REDIS_URL);
const name = `read-sets-${randomUUID()}`;
const queue = openQueue(name, connection);
const events = new QueueEvents(name, { connection });
const stalled = new Set<string>();
events.on('stalled', ({ jobId }) => stalled.add(jobId));
await events.waitUntilReady();

// Queue the splits.
const splits = await planInventory({ client });
await limitRequests(queue, QUOTA);
const jobs = await addSplits(queue, splits);

// Start the workers.
const environment = {
  ...environmentOf(emulator.clientConfig()),
  REDIS_URL,
  QUEUE: name,
  OUTPUT_DIRECTORY: directory,
};
const workers = new Map(
  ['worker-1', 'worker-2', 'worker-3'].map((worker) => [
    worker,
    startWorker({ ...environment, WORKER: worker }),
  ]),
);
console.log(`${jobs.length} splits, ${workers.size} workers`);

// Kill a worker while its request is in flight.
while (!emulator.history.some((request) => request.fault === 'hang')) await sleep(20);
const active = await queue.getActive();
const job = active.find(({ data }) => data.split.sequenceStoreId === hanging)!;
await stopWorker(workers.get(job.processedBy ?? '')!, 'SIGKILL');
console.log(`killed the worker that was reading page ${job.data.pages + 1} of ${job.id}`);

const written = await Promise.all(jobs.map((each) => each.waitUntilFinished(events)));
await Promise.all([...workers.values()].map((worker) => stopWorker(worker, 'SIGTERM')));
console.log(`another worker continued ${job.id}: ${stalled.has(job.id ?? '')}`);

// Compare the files with the stores, byte by byte.
emulator.assertFaultsConsumed();
emulator.setQuota(undefined);
const unlimited = { client, rateLimiter: createRateLimiter({ requestsPerSecond: Infinity }) };
for (const [i, split] of splits.entries()) {
  const readSets = await toArray(readSplit(unlimited, split));
  const rows = readSets.map((readSet) => `${JSON.stringify(readSet)}\n`).join('');
  const isSame = (await readFile(written[i]!.file, 'utf8')) === rows;
  console.log(
    `${jobs[i]!.id}: ${written[i]!.readSets} read sets, ${isSame ? 'same as the store' : 'DIFFERENT FROM THE STORE'}`,
  );
  if (!isSame) process.exitCode = 1;
}

await events.close();
await queue.obliterate({ force: true });
await queue.close();
connection.disconnect();
client.destroy();
await emulator.close();
await rm(directory, { recursive: true });
