// List many stores with fanOut: a fair, bounded merge of the read sets of each store.
import { OmicsClient } from '@aws-sdk/client-omics';
import { fanOut, filter, listReadSets, listSequenceStores, map, take } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const emulator = await startEmulator({ stores: loadHprcStores(), latencyMs: 20 });
const client = new OmicsClient(emulator.clientConfig());

const all = fanOut(
  listSequenceStores({ client }),
  (store) => listReadSets({ client }, { sequenceStoreId: store.id! }),
  { concurrency: 4 },
);
const crams = all.pipe(
  filter((readSet) => readSet.fileType === 'CRAM'),
  map(({ name, sampleId, status }) => ({ name, sampleId, status })),
  take(3),
);
for await (const cram of crams) console.log(cram);
console.log(`most requests in flight: ${emulator.maxInFlight}`);

client.destroy();
await emulator.close();
