// The demo: the 6,207 read sets of the Human Pangenome Reference Consortium in six stores, listed through a quota
// and a few faults with the real SDK, over HTTP on this machine.
import { OmicsClient } from '@aws-sdk/client-omics';
import Table from 'cli-table3';
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
  `Listing everything at ${emulator.endpoint}: 20 requests a second, 60 ms each, four faults scripted.\n`,
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
const table = new Table({
  head: ['store', 'file type', 'status', 'read sets', 'gigabases', 'bases unknown'],
  colAligns: ['left', 'left', 'left', 'right', 'right', 'right'],
  style: { head: [], border: [], compact: true },
});
for (const [key, { readSets, gigabases, unknown }] of [...sums].sort(([a], [b]) => a.localeCompare(b))) {
  const [sequenceStoreId = '', fileType, status] = key.split(' ');
  table.push([
    names.get(sequenceStoreId),
    fileType,
    status,
    number(readSets),
    number(gigabases),
    number(unknown),
  ]);
}
console.log(table.toString());

console.log('\nRetried:');
for (const { sequenceStoreId, page, attempt, reason, delayMs } of retried) {
  console.log(
    `  ${names.get(sequenceStoreId ?? '')} page ${page}, attempt ${attempt}: ${reason}, again after ${Math.round(delayMs)} ms`,
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
  `  in all ${number(totals.readSets)} read sets, ${totals.requests} requests, ${totals.retries} retries, ${totals.throttled} of them throttled`,
);

emulator.assertFaultsConsumed();
client.destroy();
await emulator.close();
