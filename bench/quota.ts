// Eight stores under a quota: this library and the SDK's paginator with p-limit, in three retry configurations.
import { OmicsClient, paginateListReadSets, type OmicsClientConfig } from '@aws-sdk/client-omics';
import { createRateLimiter, inventory } from 'healthomics-streams';
import pLimit from 'p-limit';
import { clientConfig, printTable, storeIds, withServer } from './support.js';

const STORES = 8;

/** The read sets that a contender listed, and the number of stores that it could not complete. */
interface Outcome {
  readSets: number;
  failed: number;
}

type Contender = (endpoint: string) => Promise<Outcome>;

const sdk =
  (config: Partial<OmicsClientConfig>): Contender =>
  async (endpoint) => {
    const client = new OmicsClient({ ...clientConfig(endpoint), ...config });
    const limit = pLimit(STORES);
    const outcome = { readSets: 0, failed: 0 };
    await Promise.all(
      storeIds(STORES).map((sequenceStoreId) =>
        limit(async () => {
          try {
            const pages = paginateListReadSets({ client, pageSize: 100 }, { sequenceStoreId });
            for await (const page of pages) outcome.readSets += page.readSets?.length ?? 0;
          } catch {
            outcome.failed += 1;
          }
        }),
      ),
    );
    client.destroy();
    return outcome;
  };

const ours =
  (requestsPerSecond: number | 'auto'): Contender =>
  async (endpoint) => {
    const client = new OmicsClient(clientConfig(endpoint));
    const rateLimiter = createRateLimiter({ requestsPerSecond });
    const run = inventory(
      { client, rateLimiter, onStoreError: 'continue' },
      { sequenceStoreIds: storeIds(STORES) },
    );
    let readSets = 0;
    for await (const readSet of run) readSets += readSet.id === undefined ? 0 : 1;
    client.destroy();
    const { stores } = await run.report();
    return { readSets, failed: stores.filter(({ outcome }) => outcome !== 'complete').length };
  };

/** The quota of the emulator, the size of its token bucket, and the number of pages in all stores. */
interface Case {
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly pages: number;
}

const CASES: readonly Case[] = [
  { requestsPerSecond: 20, burst: 2, pages: 400 },
  { requestsPerSecond: 20, burst: 1, pages: 400 },
  { requestsPerSecond: 20, burst: 20, pages: 600 },
  { requestsPerSecond: 5, burst: 2, pages: 100 },
];

export async function quota(): Promise<void> {
  for (const { requestsPerSecond, burst, pages } of CASES) {
    const contenders: Record<string, Contender> = {
      [`healthomics-streams, configured ${requestsPerSecond}`]: ours(requestsPerSecond),
      'healthomics-streams, auto': ours('auto'),
      'SDK, defaults': sdk({}),
      'SDK, maxAttempts 10': sdk({ maxAttempts: 10 }),
      'SDK, adaptive': sdk({ retryMode: 'adaptive', maxAttempts: 10 }),
    };
    const idealSeconds = (pages - burst) / requestsPerSecond;
    const readSetsByStore = Array.from(
      { length: STORES },
      (_, i) => (Math.floor(pages / STORES) + (i < pages % STORES ? 1 : 0)) * 100,
    );
    const rows: string[][] = [];
    for (const [name, contender] of Object.entries(contenders)) {
      const options = { readSetsByStore, latencyMs: 80, quota: { requestsPerSecond, burst } };
      await withServer(options, async (server) => {
        const startedAt = performance.now();
        const { readSets, failed } = await contender(server.endpoint);
        const seconds = (performance.now() - startedAt) / 1000;
        const { requests, throttled } = await server.counts();
        rows.push([
          name,
          `${((readSets / pages / 100) * 100).toFixed(0)} %`,
          String(failed),
          `${((throttled / requests) * 100).toFixed(1)} %`,
          failed > 0 ? '–' : (seconds / idealSeconds).toFixed(2),
        ]);
      });
    }
    printTable(
      [
        `${requestsPerSecond}/s, burst ${burst}, ${pages} pages`,
        'read sets',
        'failed stores',
        'throttled',
        'time ÷ ideal',
      ],
      rows,
    );
  }
}
