// Lists the 6,207 read sets of the Human Pangenome Reference Consortium in six stores of an emulator, with the SDK over
// HTTP, under a request quota and four faults.
import { OmicsClient } from '@aws-sdk/client-omics';
import { inventory, type RetryEvent, type ThrottleEvent } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const emulator = await startEmulator({
  stores: loadHprcStores(),
  latencyMs: 60,
  quota: { requestsPerSecond: 20, burst: 5 },
  faults: [
    { kind: 'internal', page: 2 },
    { kind: 'reset', page: 3 },
    { kind: 'truncated', page: 4 },
    { kind: 'timeout', page: 5 },
  ],
});
const client = new OmicsClient(emulator.clientConfig());
console.log(
  `Listing all stores at ${emulator.endpoint}: quota 20 requests a second, latency 60 ms, four faults.\n`,
);

const retried: (RetryEvent | ThrottleEvent)[] = [];
const run = inventory({
  client,
  onEvent: (event) => {
    if (event.type === 'retry' || event.type === 'throttle') retried.push(event);
  },
});
const sums = new Map<string, { readSets: number; gigabases: number; unknown: number }>();
for await (const { sequenceStoreId, fileType, status, sequenceInformation } of run) {
  const key = [sequenceStoreId, fileType, status].join(' ');
  const sum = sums.get(key) ?? { readSets: 0, gigabases: 0, unknown: 0 };
  sums.set(key, sum);
  sum.readSets += 1;
  const bases = sequenceInformation?.totalBaseCount;
  if (bases === undefined) sum.unknown += 1;
  else sum.gigabases += bases / 1e9;
}
const report = await run.report();
const names = new Map(report.stores.map((store) => [store.sequenceStoreId, store.name ?? '']));

const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });
const printRow = (store: string, fileType: string, status: string, ...numbers: string[]): void => {
  const left = store.padEnd(20) + fileType.padEnd(11) + status.padEnd(14);
  console.log(left + numbers.map((text) => text.padStart(12)).join(''));
};
printRow('store', 'file type', 'status', 'read sets', 'gigabases', 'unknown');
for (const [key, { readSets, gigabases, unknown }] of [...sums].sort(([a], [b]) => a.localeCompare(b))) {
  const [sequenceStoreId = '', fileType = '', status = ''] = key.split(' ');
  const store = names.get(sequenceStoreId) ?? '';
  printRow(store, fileType, status, number(readSets), number(gigabases), number(unknown));
}

console.log('\nRetries:');
for (const { sequenceStoreId, page, attempt, reason, delayMs } of retried) {
  console.log(
    `  ${names.get(sequenceStoreId ?? '')} page ${page}, attempt ${attempt}: ${reason}, retried after ${Math.round(delayMs)} ms`,
  );
}

const { stores, totals, outcome, seconds } = report;
console.log(`\nReport: ${outcome} in ${seconds.toFixed(1)} s`);
for (const store of stores) {
  console.log(
    `  ${store.sequenceStoreId} ${store.name}: ${store.outcome}, ${number(store.readSets)} read sets on ${store.pages} pages, ` +
      `${store.requests} requests`,
  );
}
console.log(
  `  Total: ${number(totals.readSets)} read sets, ${totals.requests} requests, ${totals.retries} retries, ${totals.throttled} throttled`,
);

emulator.assertFaultsConsumed();
client.destroy();
await emulator.close();
