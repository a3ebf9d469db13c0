// Write NDJSON, CSV, Parquet and partitioned directories, and use Node and web streams.
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { OmicsClient } from '@aws-sdk/client-omics';
import { filter, inventory, writeCsv, writeNdjson, writePartitioned } from 'healthomics-streams';
import { parquetFormat, writeParquet } from 'healthomics-streams/parquet';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const emulator = await startEmulator({
  stores: ['1000000001', '1000000002'].map((id, n) => ({
    id,
    readSets: generateReadSets({ count: 250, seed: n }),
  })),
});
const client = new OmicsClient(emulator.clientConfig());
const directory = await mkdtemp(join(tmpdir(), 'read-sets-'));
const path = (name: string) => join(directory, name);

// A file appears only when it is complete. `.gz` in the name compresses it.
const ndjson = await writeNdjson(inventory({ client }), path('read-sets.ndjson.gz'));
console.log(ndjson.rows, 'rows in read-sets.ndjson.gz');

const active = inventory({ client }).pipe(filter(({ status }) => status === 'ACTIVE'));
await writeCsv(active, path('active.csv'), {
  fields: ['id', 'sampleId', 'etag.source1'],
  escapeFormulas: true,
});
console.log((await readFile(path('active.csv'), 'utf8')).split('\n')[0]);

const parquet = await writeParquet(inventory({ client }), path('read-sets.parquet'));
console.log(parquet.rows, 'rows in read-sets.parquet');

// One file per store; Athena, DuckDB and Spark read them as one table.
const partitioned = await writePartitioned(inventory({ client }), path('table'), { format: parquetFormat() });
for (const file of partitioned.files) console.log(file.path, file.rows, 'rows');

// The target can be a stream. stdout stays open.
await writeCsv(inventory({ client }, { limit: 2 }), process.stdout, { fields: ['id', 'fileType'] });

// A list is a source for Node and web streams, which close it when they end.
const ids = new Transform({
  writableObjectMode: true,
  transform: (readSet: { id: string }, _encoding, done) => done(null, `${readSet.id}\n`),
});
await pipeline(Readable.from(inventory({ client }, { limit: 2 })), ids, createWriteStream(path('ids.txt')));
console.log((await readFile(path('ids.txt'), 'utf8')).split('\n').join(' '));

const run = inventory({ client });
for await (const { id } of ReadableStream.from(run)) {
  console.log(id);
  break;
}
console.log('after break:', (await run.report()).outcome);

console.log((await readdir(directory)).sort().join(' '));
await rm(directory, { recursive: true });
client.destroy();
await emulator.close();
