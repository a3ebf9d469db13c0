// List a store: the first five read sets with one request, then all of them.
import { OmicsClient } from '@aws-sdk/client-omics';
import { listReadSets, take } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const emulator = await startEmulator({ stores: loadHprcStores() });
const client = new OmicsClient(emulator.clientConfig()); // for your account: new OmicsClient({ region })
const [store] = loadHprcStores();
const readSets = listReadSets({ client }, { sequenceStoreId: store!.id });

for await (const { id, fileType, sampleId } of readSets.pipe(take(5))) console.log(id, fileType, sampleId);
console.log(`${emulator.count('ListReadSets')} request`);

let count = 0;
for await (const readSet of readSets) count += readSet.fileType === 'UBAM' ? 1 : 0;
console.log(`${count} uBAM, ${emulator.count('ListReadSets') - 1} requests`);

client.destroy();
await emulator.close();
