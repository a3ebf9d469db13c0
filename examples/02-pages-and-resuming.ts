// Read pages, stop, and continue from a page's token in another run.
import { OmicsClient } from '@aws-sdk/client-omics';
import { count, listReadSets } from 'healthomics-streams';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const sequenceStoreId = '1234567890';
const emulator = await startEmulator({
  stores: [{ id: sequenceStoreId, readSets: generateReadSets({ count: 2503, seed: 1 }) }],
});
const client = new OmicsClient(emulator.clientConfig());

let readSets = 0;
let token: string | undefined;
for await (const page of listReadSets({ client }, { sequenceStoreId }).pages()) {
  readSets += page.items.length;
  token = page.nextToken;
  if (page.number === 10) break; // sends no further request
}
console.log(`${readSets} read sets on 10 pages, then break`);

const rest = listReadSets({ client, startingToken: token }, { sequenceStoreId });
console.log(`${await count(rest)} more from the token of page 10`);

client.destroy();
await emulator.close();
