// A cron job (`15 2 * * * node list-read-sets.js`) that writes every read set to a file and replaces the file when it is
// complete. After a failure of any kind, such as a full disk, a reboot or SIGKILL, the next start resumes.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OmicsClient } from '@aws-sdk/client-omics';
import { fileCheckpointStore, inventory, RequestFailedError, writeNdjson } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const stores = loadHprcStores();
const emulator = await startEmulator({
  stores,
  faults: { kind: 'access-denied', sequenceStoreId: stores[2]!.id, page: 20 },
});
const client = new OmicsClient(emulator.clientConfig());
const directory = await mkdtemp(join(tmpdir(), 'read-sets-'));
const path = join(directory, 'read-sets.ndjson');

/** A checkpoint exists only if the previous run did not finish. */
async function listReadSetsToFile(): Promise<void> {
  const checkpointPath = `${path}.checkpoint`;
  const checkpoint = fileCheckpointStore(checkpointPath);
  const resume = await checkpoint.load();
  console.log(resume === undefined ? 'starting' : 'resuming');
  const run = inventory({ client, resume });
  const { rows } = await writeNdjson(run, path, { checkpoint });
  await rm(checkpointPath); // the next night starts anew
  console.log(`${rows} rows`);
}

// The job fails one night, and the next start resumes.
try {
  await listReadSetsToFile();
} catch (error) {
  if (!(error instanceof RequestFailedError)) throw error;
  console.log(error.message);
}
await listReadSetsToFile();

const ids = (await readFile(path, 'utf8')).match(/"id":"\d+"/g) ?? [];
console.log(`${new Set(ids).size} ids in ${ids.length} lines`);

client.destroy();
await emulator.close();
await rm(directory, { recursive: true });
