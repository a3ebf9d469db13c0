// Write every read set to a file exactly once: one run fails, the next resumes it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OmicsClient } from '@aws-sdk/client-omics';
import { fileCheckpointStore, inventory, writeNdjson } from 'healthomics-streams';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const emulator = await startEmulator({
  stores: [{ id: '1234567890', readSets: generateReadSets({ count: 500, seed: 1 }) }],
  faults: [{ kind: 'access-denied', page: 4 }],
});
const client = new OmicsClient(emulator.clientConfig());
const directory = await mkdtemp(join(tmpdir(), 'read-sets-'));
const path = join(directory, 'read-sets.ndjson');
const checkpoint = fileCheckpointStore(`${path}.checkpoint`);

for (;;) {
  try {
    const run = inventory({ client, resume: await checkpoint.load() });
    const { rows } = await writeNdjson(run, path, { checkpoint });
    console.log('complete:', rows, 'rows');
    break;
  } catch (error) {
    const saved = await checkpoint.load();
    console.log(`failed with ${(error as Error).name}, rows saved: ${saved?.output?.rows}`);
    console.log((await readdir(directory)).sort().join(' '));
  }
}

const ids = (await readFile(path, 'utf8')).trimEnd().split('\n');
console.log(new Set(ids).size, 'distinct read sets in', emulator.count('ListReadSets'), 'requests');

await rm(directory, { recursive: true });
client.destroy();
await emulator.close();
