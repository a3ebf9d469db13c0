// CPU and wall time per page, without a quota or latency: the SDK's paginator and this library, in alternation.
import { OmicsClient, paginateListReadSets } from '@aws-sdk/client-omics';
import { createRateLimiter, inventory, listReadSets } from 'healthomics-streams';
import { clientConfig, median, printTable, storeIds, withServer } from './support.js';

const PAGES = 500;
const ROUNDS = 7;

export async function cpu(): Promise<void> {
  const [sequenceStoreId] = storeIds(1) as [string];
  const rateLimiter = createRateLimiter({ requestsPerSecond: Infinity });
  await withServer({ readSetsByStore: [PAGES * 100], historyLimit: 1 }, async ({ endpoint }) => {
    const client = new OmicsClient(clientConfig(endpoint));
    const contenders: Record<string, () => AsyncIterable<{ id?: string | undefined }>> = {
      "the SDK's paginator": async function* () {
        const pages = paginateListReadSets({ client, pageSize: 100 }, { sequenceStoreId });
        for await (const page of pages) yield* page.readSets ?? [];
      },
      "the SDK's paginator, page by page": async function* () {
        for await (const page of paginateListReadSets({ client, pageSize: 100 }, { sequenceStoreId })) {
          for (const readSet of page.readSets ?? []) if (readSet.id === '') yield readSet;
        }
      },
      listReadSets: () => listReadSets({ client, rateLimiter }, { sequenceStoreId }),
      'listReadSets(…).pages()': async function* () {
        for await (const page of listReadSets({ client, rateLimiter }, { sequenceStoreId }).pages()) {
          for (const readSet of page.items) if (readSet.id === '') yield readSet;
        }
      },
      inventory: () => inventory({ client, rateLimiter }, { sequenceStoreIds: [sequenceStoreId] }),
    };
    const measured = new Map(
      Object.keys(contenders).map((name) => [name, { cpu: [] as number[], wall: [] as number[] }]),
    );
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, open] of Object.entries(contenders)) {
        const startedAt = performance.now();
        const before = process.cpuUsage();
        let readSets = 0;
        for await (const readSet of open()) readSets += readSet.id === undefined ? 0 : 1;
        const { user, system } = process.cpuUsage(before);
        if (readSets !== 0 && readSets !== PAGES * 100) throw new Error(`${name} listed ${readSets}`);
        if (round === 0) continue; // warm-up
        measured.get(name)?.cpu.push((user + system) / 1000 / PAGES);
        measured.get(name)?.wall.push((performance.now() - startedAt) / PAGES);
      }
    }
    client.destroy();
    const base = measured.get("the SDK's paginator")!;
    printTable(
      ['no quota, no latency', 'CPU ms per page', '÷ SDK', 'wall ms per page', '÷ SDK'],
      [...measured].map(([name, { cpu, wall }]) => [
        name,
        median(cpu).toFixed(2),
        median(cpu.map((ms, i) => ms / base.cpu[i]!)).toFixed(2),
        median(wall).toFixed(2),
        median(wall.map((ms, i) => ms / base.wall[i]!)).toFixed(2),
      ]),
    );
  });
}
