// What to list, as a typed condition: the service filters what it can, and everything is checked again here.
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
  creationTime: { gte: '2023-03-01', lt: '2023-04-01' }, // March, half-open
  fileType: ['BAM', 'CRAM'],
};
console.log(explain(where));
const march = inventory({ client }, { sequenceStoreIds: [sequenceStoreId], where });
console.log(`${await count(march)} of March 2023, in ${emulator.count('ListReadSets')} requests`);

// Several values take one walk each or one for all, whichever needs fewer requests. The report says which.
const unusual = inventory({ client }, { where: { status: ['ARCHIVED', 'ACTIVATING', 'UPLOAD_FAILED'] } });
console.log(`${await count(unusual)} archived, activating or failed`);
const [store] = (await unusual.report()).stores;
console.log(`${store?.walks?.way}: ${store?.walks?.why}`);

client.destroy();
await emulator.close();
