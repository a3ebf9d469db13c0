// Lists one store and prints the peak memory.
import { OmicsClient } from '@aws-sdk/client-omics';
import { createRateLimiter, listReadSets } from 'healthomics-streams';
import { clientConfig, storeIds } from './support.js';

const client = new OmicsClient(clientConfig(process.argv[2] ?? ''));
const rateLimiter = createRateLimiter({ requestsPerSecond: Infinity });
const [sequenceStoreId] = storeIds(1) as [string];
let readSets = 0;
let peakHeap = 0;
for await (const readSet of listReadSets({ client, rateLimiter }, { sequenceStoreId })) {
  readSets += readSet.id === undefined ? 0 : 1;
  if (readSets % 10_000 === 0) {
    gc?.();
    peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
  }
}
client.destroy();
console.log(JSON.stringify({ readSets, peakHeap, peakRss: process.resourceUsage().maxRSS * 1024 }));
