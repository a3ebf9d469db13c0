// List every store, continue if one fails, and report the outcome of each.
import { OmicsClient } from '@aws-sdk/client-omics';
import { inventory } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const stores = loadHprcStores();
const emulator = await startEmulator({
  stores,
  faults: [{ kind: 'access-denied', sequenceStoreId: stores[2]!.id, times: Infinity }],
});
const client = new OmicsClient(emulator.clientConfig());

const run = inventory({ client, onStoreError: 'continue' });
let archived = 0;
for await (const readSet of run) archived += readSet.status === 'ARCHIVED' ? 1 : 0;

console.log(`${archived} archived`);
for (const { name, outcome, readSets, requests, error } of (await run.report()).stores) {
  console.log(name, outcome, readSets, `in ${requests} requests`, error?.message ?? '');
}

client.destroy();
await emulator.close();
