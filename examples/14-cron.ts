// A cron job: `15 2 * * * node list-read-sets.js`. It writes every read set into a file that appears once it is whole.
// Whatever ends it, an error, a reboot or SIGKILL, the next start goes on where the file is good.
import { mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OmicsClient } from '@aws-sdk/client-omics';
import { inventory, RequestFailedError, type Checkpoint } from 'healthomics-streams';
import { loadHprcStores, startEmulator } from 'healthomics-streams/testing';

const stores = loadHprcStores();
const emulator = await startEmulator({
  stores,
  faults: { kind: 'access-denied', sequenceStoreId: stores[2]!.id, page: 20 },
});
const client = new OmicsClient(emulator.clientConfig());
const directory = await mkdtemp(join(tmpdir(), 'read-sets-'));
const path = join(directory, 'read-sets.ndjson');

/** How far a run came that did not get through: the inventory, and how much of the file stands for it. */
interface Progress {
  readonly checkpoint: Checkpoint;
  readonly bytes: number;
}

/** The job. */
async function listReadSetsToFile(): Promise<void> {
  const [partial, progressPath] = [`${path}.partial`, `${path}.progress`];
  const before = await readProgress(progressPath);
  console.log(before === undefined ? 'from the start' : `after ${before.bytes} bytes`);

  const file = await open(partial, 'a');
  let bytes = before?.bytes ?? 0;
  let isWriting = false;
  try {
    await file.truncate(bytes); // what came after the last checkpoint comes again
    const checkpoint = {
      load: () => Promise.resolve(before?.checkpoint),
      save: async (saved: Checkpoint) => {
        if (isWriting) return; // the disk is full: the row that was handed out last is not in the file
        await file.sync();
        await writeFile(`${progressPath}.partial`, JSON.stringify({ checkpoint: saved, bytes }), {
          flush: true,
        });
        await rename(`${progressPath}.partial`, progressPath);
      },
    };
    for await (const readSet of inventory({ client, checkpoint, resume: before?.checkpoint })) {
      const row = `${JSON.stringify(readSet)}\n`;
      isWriting = true;
      await file.appendFile(row);
      isWriting = false;
      bytes += Buffer.byteLength(row);
    }
  } finally {
    await file.close();
  }
  await rm(progressPath); // first: a run that is killed here starts anew, and the file of the night before is there
  await rename(partial, path);
}

async function readProgress(progressPath: string): Promise<Progress | undefined> {
  try {
    return JSON.parse(await readFile(progressPath, 'utf8')) as Progress;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

// One night it fails, the next start goes on.
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
