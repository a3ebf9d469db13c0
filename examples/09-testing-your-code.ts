// Tests code against the emulator: scripts a fault, checks the history, and asserts that the fault occurred.
import assert from 'node:assert/strict';
import { OmicsClient } from '@aws-sdk/client-omics';
import { listReadSets } from 'healthomics-streams';
import { startEmulator } from 'healthomics-streams/testing';

/** The code under test: sums the gigabases of a store. */
async function gigabases(client: OmicsClient, sequenceStoreId: string): Promise<number> {
  let bases = 0;
  for await (const { sequenceInformation } of listReadSets({ client }, { sequenceStoreId })) {
    bases += sequenceInformation?.totalBaseCount ?? 0;
  }
  return bases / 1e9;
}

const emulator = await startEmulator({
  stores: [
    {
      id: '1234567890',
      readSets: [30e9, 12e9].map((totalBaseCount, i) => ({
        id: String(1_000_000_000 + i),
        fileType: 'BAM',
        status: 'ACTIVE',
        creationTime: '2026-01-01T00:00:00Z',
        sequenceInformation: { totalBaseCount },
      })),
    },
  ],
  faults: [{ kind: 'throttle', operation: 'ListReadSets' }],
});
const client = new OmicsClient(emulator.clientConfig());

assert.equal(await gigabases(client, '1234567890'), 42);
assert.deepEqual(
  emulator.history.map((request) => request.status),
  [429, 200],
);
emulator.assertFaultsConsumed();
console.log('passed');

client.destroy();
await emulator.close();
