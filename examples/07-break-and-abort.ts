// Stop early: `break` sends no further request; an abort rejects with your own reason.
import { OmicsClient } from '@aws-sdk/client-omics';
import { inventory } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const emulator = await startEmulator({ stores: loadHprcStores(), latencyMs: 50 });
const client = new OmicsClient(emulator.clientConfig());

for await (const readSet of inventory({ client })) {
  console.log('first:', readSet.name);
  break;
}

const controller = new AbortController();
const reason = new Error('the job was cancelled');
const run = inventory({ client, signal: controller.signal });
try {
  let count = 0;
  for await (const readSet of run) {
    count += readSet.id === undefined ? 0 : 1;
    if (count === 150) controller.abort(reason);
  }
} catch (error) {
  console.log('rejected with the same reason:', error === reason);
}
const { outcome, stores } = await run.report();
console.log(outcome, stores.map((store) => store.outcome).join(' '));

client.destroy();
await emulator.close();
