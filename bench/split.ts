// One big store with high latency: cut by creation time, or read as one list.
import { OmicsClient } from '@aws-sdk/client-omics';
import { createRateLimiter, inventory, type SplitStores } from 'healthomics-streams';
import type { ReadSetOrder } from 'healthomics-streams/testing';
import { clientConfig, printTable, storeIds, withServer } from './support.js';

const PAGES = 400;
const LATENCY_MS = 250;
const PER_SECOND = 40;

interface Case {
  readonly order: ReadSetOrder;
  readonly requestsPerSecond: number | 'auto';
  readonly splitStores: SplitStores;
}

const CASES: readonly Case[] = [
  { order: 'ascending', requestsPerSecond: PER_SECOND, splitStores: 'auto' },
  { order: 'descending', requestsPerSecond: PER_SECOND, splitStores: 'auto' },
  { order: 'random', requestsPerSecond: PER_SECOND, splitStores: 'auto' },
  { order: 'ascending', requestsPerSecond: 'auto', splitStores: 'auto' },
  { order: 'ascending', requestsPerSecond: PER_SECOND, splitStores: 'never' },
];

export async function split(): Promise<void> {
  const rows: string[][] = [];
  const quota = { requestsPerSecond: PER_SECOND, burst: 2 };
  for (const { order, requestsPerSecond, splitStores } of CASES) {
    const options = { readSetsByStore: [PAGES * 100], order, latencyMs: LATENCY_MS, quota };
    await withServer(options, async (server) => {
      const client = new OmicsClient(clientConfig(server.endpoint));
      const rateLimiter = createRateLimiter({ requestsPerSecond });
      const ids = new Set<string>();
      const startedAt = performance.now();
      const run = inventory({ client, rateLimiter, splitStores }, { sequenceStoreIds: storeIds(1) });
      for await (const { id } of run) ids.add(id ?? '');
      const seconds = (performance.now() - startedAt) / 1000;
      client.destroy();
      const { requests } = await server.counts();
      rows.push([
        `${order}, ${requestsPerSecond === 'auto' ? 'rate discovered' : 'rate configured'}, splitStores ${splitStores}`,
        String(ids.size),
        (requests / PAGES).toFixed(3),
        (seconds / (PAGES / PER_SECOND)).toFixed(2),
      ]);
    });
  }
  printTable(
    [`${PAGES} pages, ${LATENCY_MS} ms, ${PER_SECOND}/s`, 'read sets', 'requests ÷ pages', 'time ÷ ideal'],
    rows,
  );
}
