// Look up the metadata of each read set with mapConcurrent: several requests at a time, results in order, with
// backpressure. GetReadSetMetadata has a quota of its own, by default 5 requests a second.
import { GetReadSetMetadataCommand, OmicsClient, OmicsServiceException } from '@aws-sdk/client-omics';
import { createRateLimiter, listReadSets, mapConcurrent, take } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';
import pRetry from 'p-retry';

const emulator = await startEmulator({
  stores: loadHprcStores(),
  latencyMs: 10,
  quota: { GetReadSetMetadata: { requestsPerSecond: 50, window: 'sliding' } },
  faults: { kind: 'throttle', operation: 'GetReadSetMetadata', request: 4 },
});
const client = new OmicsClient({ ...emulator.clientConfig(), maxAttempts: 1 }); // retried below, within the quota
const sequenceStoreId = loadHprcStores()[0]!.id;

const limiter = createRateLimiter({ requestsPerSecond: 50 }).forQuota('GetReadSetMetadata');

/** Sends one request when the limiter permits it. A throttled outcome makes the limiter slow down. */
async function metadataOf(id: string, signal: AbortSignal) {
  const permit = await limiter.acquire(signal);
  try {
    const command = new GetReadSetMetadataCommand({ id, sequenceStoreId });
    const metadata = await client.send(command, { abortSignal: signal });
    permit.release('accepted');
    return metadata;
  } catch (error) {
    permit.release(error instanceof Error && error.name === 'ThrottlingException' ? 'throttled' : 'failed');
    throw error;
  }
}

/** Retries transient failures. Each attempt waits for a permit. */
const retry = {
  retries: 9,
  minTimeout: 100,
  randomize: true,
  shouldRetry: ({ error }: { error: Error }) =>
    error instanceof OmicsServiceException && error.$retryable !== undefined,
};

const sizes = listReadSets({ client }, { sequenceStoreId }).pipe(
  take(6),
  mapConcurrent(
    async ({ id, name }, { signal }) => {
      const metadata = await pRetry(() => metadataOf(id!, signal), { ...retry, signal });
      return { name, bytes: metadata.files?.source1?.contentLength };
    },
    { concurrency: 3 },
  ),
);
for await (const size of sizes) console.log(size);

const requests = emulator.history.filter(({ operation }) => operation === 'GetReadSetMetadata');
console.log(requests.map(({ status }) => status).join(' '));

emulator.assertFaultsConsumed();
client.destroy();
await emulator.close();
