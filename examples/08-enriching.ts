// mapConcurrent: a lookup for each read set, several at a time, in order, with backpressure, and at its own pace:
// GetReadSetMetadata is one request per read set, with a quota of 5 a second unless it was raised.
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
const client = new OmicsClient({ ...emulator.clientConfig(), maxAttempts: 1 }); // retried below, at the pace
const sequenceStoreId = loadHprcStores()[0]!.id;

const lane = createRateLimiter({ requestsPerSecond: 50 }).lane('GetReadSetMetadata');

/** One request, when it is its turn. The lane slows down when it learns of a throttled request. */
async function metadataOf(id: string, signal: AbortSignal) {
  const turn = await lane.acquire(signal);
  try {
    const command = new GetReadSetMetadataCommand({ id, sequenceStoreId });
    const metadata = await client.send(command, { abortSignal: signal });
    turn.settle('taken');
    return metadata;
  } catch (error) {
    turn.settle(error instanceof Error && error.name === 'ThrottlingException' ? 'throttled' : 'failed');
    throw error;
  }
}

/** Transient failures are retried, each time when it is their turn. */
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
