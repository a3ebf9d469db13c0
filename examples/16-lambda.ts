// A function with little time: each invocation writes a part of the inventory as partitioned Parquet, and passes the
// checkpoint on to the next. One dies before it has reported its part; when repeated, it replaces that part.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OmicsClient } from '@aws-sdk/client-omics';
import { DuckDBInstance } from '@duckdb/node-api';
import { fileCheckpointStore } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';
import { createHandler, type PartEvent } from './lambda/handler.js';

const emulator = await startEmulator({ stores: loadHprcStores() });
const client = new OmicsClient(emulator.clientConfig());
const bucket = await mkdtemp(join(tmpdir(), 'bucket-')); // in place of S3

const handler = createHandler({
  client,
  checkpoints: (part) => fileCheckpointStore(join(bucket, `checkpoint-${part}`)),
  replaceFolder: async (prefix, directory) => {
    const folder = join(bucket, 'read-sets', prefix);
    await rm(folder, { recursive: true, force: true });
    await cp(directory, folder, { recursive: true });
  },
  reserveMs: 60_000,
});

/** Time for this many rows. */
function timeFor(rows: number): { getRemainingTimeInMillis(): number } {
  let left = rows;
  return { getRemainingTimeInMillis: () => ((left -= 1) > 0 ? 900_000 : 59_000) };
}

let event: PartEvent = { part: 1, done: false };
while (!event.done) {
  if (event.part === 2) await handler(event, timeFor(2500)); // its result is lost
  event = await handler(event, timeFor(2000));
  console.log(event);
}

const connection = await (await DuckDBInstance.create()).connect();
const table = `read_parquet('${bucket}/read-sets/*/*/*/*.parquet', hive_partitioning = true)`;
const result = await connection.runAndReadAll(
  `SELECT sequence_store_id::VARCHAR, count(*)::INT, count(DISTINCT id)::INT FROM ${table} GROUP BY 1 ORDER BY 1`,
);
console.table(result.getRowsJson());

connection.closeSync();
client.destroy();
await emulator.close();
await rm(bucket, { recursive: true });
