// List an inventory in a Lambda function with a time limit. Each invocation writes a part as partitioned Parquet and saves
// a checkpoint for the next. An invocation that dies before it saves the checkpoint is repeated and replaces its part. An
// invocation that is delivered again after its part is complete changes nothing.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OmicsClient } from '@aws-sdk/client-omics';
import { DuckDBInstance } from '@duckdb/node-api';
import { fileCheckpointStore, type CheckpointStore } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';
import { createHandler, type PartEvent } from './lambda/handler.js';

const emulator = await startEmulator({ stores: loadHprcStores() });
const client = new OmicsClient(emulator.clientConfig());
const bucket = await mkdtemp(join(tmpdir(), 'bucket-')); // in place of S3

let hasFailed = false;
const handler = createHandler({
  client,
  checkpoints: (run, part) => checkpointOf(`${run}-${part}`),
  replaceFolder: async (prefix, directory) => {
    const folder = join(bucket, 'read-sets', prefix);
    await rm(folder, { recursive: true, force: true });
    await cp(directory, folder, { recursive: true });
  },
  reserveMs: 60_000,
});

/** A checkpoint in the bucket. The first attempt to save the checkpoint of part 3 fails. */
function checkpointOf(name: string): CheckpointStore {
  const store = fileCheckpointStore(join(bucket, `checkpoint-${name}`));
  if (!name.endsWith('-3') || hasFailed) return store;
  const save = (): Promise<void> => {
    hasFailed = true;
    return Promise.reject(new Error('The function died.'));
  };
  return { load: () => store.load(), save };
}

/** A context whose time runs out after this many rows. */
function timeFor(rows: number): { getRemainingTimeInMillis(): number } {
  let remaining = rows;
  return { getRemainingTimeInMillis: () => ((remaining -= 1) > 0 ? 900_000 : 59_000) };
}

let event: PartEvent = { run: 'monday', part: 1, done: false };
while (!event.done) {
  const delivered = event;
  if (event.part === 2) {
    await handler(event, timeFor(2500)).catch((error: unknown) => {
      console.log((error as Error).message);
    });
  }
  event = await handler(event, timeFor(2000));
  console.log(event);
  await handler(delivered, timeFor(3000));
}

const connection = await (await DuckDBInstance.create()).connect();
const table = `read_parquet('${bucket}/read-sets/*/*/*/*/*.parquet', hive_partitioning = true)`;
const result = await connection.runAndReadAll(
  `SELECT sequence_store_id::VARCHAR, count(*)::INT, count(DISTINCT id)::INT FROM ${table} GROUP BY 1 ORDER BY 1`,
);
console.table(result.getRowsJson());

connection.closeSync();
client.destroy();
await emulator.close();
await rm(bucket, { recursive: true });
