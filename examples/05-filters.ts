// The service's nine filters narrow at the service and are checked again here; times are half-open.
import { OmicsClient } from '@aws-sdk/client-omics';
import { count, listReadSets } from 'healthomics-streams';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const sequenceStoreId = '1234567890';
const emulator = await startEmulator({
  stores: [{ id: sequenceStoreId, readSets: generateReadSets({ count: 5000, seed: 7 }) }],
});
const client = new OmicsClient(emulator.clientConfig());

const march = listReadSets(
  { client },
  {
    sequenceStoreId,
    filter: {
      status: 'ACTIVE',
      createdAfter: new Date('2023-03-01T00:00:00Z'), // from here …
      createdBefore: new Date('2023-04-01T00:00:00Z'), // … to just before here
    },
  },
);
console.log(`${await count(march)} active of March 2023, in ${emulator.count('ListReadSets')} requests`);

client.destroy();
await emulator.close();
