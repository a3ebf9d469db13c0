// Select read sets with a typed condition. The service filters what it can, and the library checks every read set.
import { OmicsClient } from '@aws-sdk/client-omics';
import { count, explain, inventory, type ReadSetWhere } from 'healthomics-streams';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const sequenceStoreId = '1234567890';
const emulator = await startEmulator({
  stores: [{ id: sequenceStoreId, readSets: generateReadSets({ count: 5000, seed: 7 }) }],
});
const client = new OmicsClient(emulator.clientConfig());

const where: ReadSetWhere = {
  status: 'ACTIVE',
  creationTime: { gte: '2023-03-01', lt: '2023-04-01' }, // March 2023
  fileType: ['BAM', 'CRAM'],
};
console.log(explain(where));
const march = inventory({ client }, { sequenceStoreIds: [sequenceStoreId], where });
console.log(`${await count(march)} from March 2023 in ${emulator.count('ListReadSets')} requests`);

// Several values are read as one list, or as one list per value if that needs fewer requests. The report names the
// strategy.
const unusual = inventory({ client }, { where: { status: ['ARCHIVED', 'ACTIVATING', 'UPLOAD_FAILED'] } });
console.log(`${await count(unusual)} archived, activating or failed`);
const [store] = (await unusual.report()).stores;
console.log(`${store?.strategy?.strategy}: ${store?.strategy?.reason}`);

client.destroy();
await emulator.close();
