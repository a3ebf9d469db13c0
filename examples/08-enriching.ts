// mapConcurrent: a look-up for each read set, several at a time, in order, with backpressure.
import { GetReadSetMetadataCommand, OmicsClient } from '@aws-sdk/client-omics';
import { listReadSets, mapConcurrent, take } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const emulator = await startEmulator({ stores: loadHprcStores(), latencyMs: 10 });
const client = new OmicsClient(emulator.clientConfig());
const sequenceStoreId = loadHprcStores()[0]!.id;

const sizes = listReadSets({ client }, { sequenceStoreId }).pipe(
  take(6),
  mapConcurrent(
    async ({ id, name }, { signal }) => {
      const metadata = await client.send(new GetReadSetMetadataCommand({ id, sequenceStoreId }), {
        abortSignal: signal,
      });
      return { name, bytes: metadata.files?.source1?.contentLength };
    },
    { concurrency: 3 },
  ),
);
for await (const size of sizes) console.log(size);

client.destroy();
await emulator.close();
