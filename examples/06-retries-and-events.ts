// Retry transient failures and observe them as events.
import { OmicsClient } from '@aws-sdk/client-omics';
import { count, listReadSets, RequestFailedError } from 'healthomics-streams';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const sequenceStoreId = '1234567890';
const emulator = await startEmulator({
  stores: [{ id: sequenceStoreId, readSets: generateReadSets({ count: 300, seed: 1 }) }],
  faults: [
    { kind: 'throttle', page: 1, times: 2 },
    { kind: 'reset', page: 2 },
    { kind: 'html', page: 3, times: 4 },
  ],
});
const client = new OmicsClient(emulator.clientConfig());
const config = { client, retry: { maxAttempts: 4, baseDelayMs: 10 } };

try {
  const readSets = listReadSets(
    {
      ...config,
      onEvent: (event) => {
        if (event.type === 'retry' || event.type === 'throttle')
          console.log(`page ${event.page}, attempt ${event.attempt}: ${event.reason}`);
      },
    },
    { sequenceStoreId },
  );
  console.log(await count(readSets), 'read sets');
} catch (error) {
  if (!(error instanceof RequestFailedError)) throw error;
  console.log(`${error.code} after ${error.attempts} attempts:`, error.message);
}

emulator.assertFaultsConsumed();
client.destroy();
await emulator.close();
