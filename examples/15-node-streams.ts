// Use a list of read sets with Node and web streams. Backpressure applies, and destroying the stream closes the list.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { ReadableStream, TextEncoderStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import { OmicsClient } from '@aws-sdk/client-omics';
import { listReadSets, map } from 'healthomics-streams';
import { generateReadSets, startEmulator } from 'healthomics-streams/testing';

const sequenceStoreId = '1234567890';
const emulator = await startEmulator({
  stores: [{ id: sequenceStoreId, readSets: generateReadSets({ count: 2503, seed: 1 }) }],
});
const client = new OmicsClient(emulator.clientConfig());
const directory = await mkdtemp(join(tmpdir(), 'read-sets-'));
const path = join(directory, 'read-sets.ndjson.gz');

// Write a file. pipeline accepts async iterables.
const lines = listReadSets({ client }, { sequenceStoreId }).pipe(
  map((readSet) => `${JSON.stringify(readSet)}\n`),
);
await pipeline(lines, createGzip(), createWriteStream(path));

let rows = 0;
for await (const _line of createInterface(createReadStream(path).pipe(createGunzip()))) rows += 1;
console.log(`${rows} lines in ${emulator.count()} requests`);

// Read objects from a Readable. Once destroyed, it sends no further request.
emulator.clearHistory();
const readable = Readable.from(listReadSets({ client }, { sequenceStoreId }), { highWaterMark: 1 });
for await (const _readSet of readable.take(150)) rows += 1;
console.log(`150 more in ${emulator.count()} requests, Readable destroyed: ${readable.destroyed}`);

// Make a web stream of bytes, such as the body of a Response.
const body = ReadableStream.from(lines).pipeThrough(new TextEncoderStream());
console.log(`${(await text(body)).trimEnd().split('\n').length} lines from a web stream`);

client.destroy();
await emulator.close();
await rm(directory, { recursive: true });
