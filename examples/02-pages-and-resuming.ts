// Pages: each carries the token that continues after it, here used in another run as `startingToken`.
import { OmicsClient } from '@aws-sdk/client-omics';
import { count, listReadSets } from 'healthomics-streams';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const sequenceStoreId = '1234567890';
const emulator = await startEmulator({
  stores: [{ id: sequenceStoreId, readSets: generateReadSets({ count: 2503, seed: 1 }) }],
});
const client = new OmicsClient(emulator.clientConfig());

let seen = 0;
let token: string | undefined;
for await (const page of listReadSets({ client }, { sequenceStoreId }).pages()) {
  seen += page.items.length;
  token = page.nextToken;
  if (page.number === 10) break; // no request is sent after this
}
console.log(`${seen} read sets on 10 pages, then a break`);

const rest = listReadSets({ client, startingToken: token }, { sequenceStoreId });
console.log(`${await count(rest)} more from the token of page 10`);

client.destroy();
await emulator.close();
