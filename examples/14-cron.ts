// A cron job: `15 2 * * * node list-read-sets.js`. It writes every read set into a file that is replaced once it is
// complete. Whatever ends it, full disk, reboot or SIGKILL, the next start resumes where the file is good.
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

/** The job. If there is a checkpoint, an earlier run did not finish. */
async function listReadSetsToFile(): Promise<void> {
  const checkpointPath = `${path}.checkpoint`;
  const checkpoint = fileCheckpointStore(checkpointPath);
  const resume = await checkpoint.load();
  console.log(resume === undefined ? 'from the start' : 'from where it was cut off');
  const run = inventory({ client, resume });
  const { rows } = await writeNdjson(run, path, { checkpoint });
  await rm(checkpointPath); // the next night starts from the beginning
  console.log(`${rows} rows`);
}

// One night it fails; the next start resumes.
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
