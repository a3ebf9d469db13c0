// Writes read sets to one sink and prints the time and the peak memory.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { READ_SET_FIELDS, writeCsv, writeNdjson, writePartitioned } from 'healthomics-streams';
import { parquetFormat, writeParquet } from 'healthomics-streams/parquet';

const [sink = '', count = '0'] = process.argv.slice(2);
const directory = await mkdtemp(join(tmpdir(), 'sinks-'));
const path = join(directory, `out.${sink}`);
let [peakHeap, rows] = [0, 0];

/** Generates read sets lazily, so that only the sink is measured. 50 stores alternate every 10 read sets. */
async function* source() {
  for (; rows < Number(count); rows += 1) {
    if (rows % 20_000 === 0) {
      gc?.();
      peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
    }
    yield readSet(rows, String(1_000_000_001 + (Math.floor(rows / 10) % 50)));
  }
}

function readSet(n: number, sequenceStoreId: string): object {
  const id = String(3_000_000_000 + n);
  return {
    id,
    arn: `arn:aws:omics:us-east-1:123456789012:sequenceStore/${sequenceStoreId}/readSet/${id}`,
    sequenceStoreId,
    status: n % 3 === 0 ? 'ARCHIVED' : 'ACTIVE',
    name: `read set ${n}`,
    sampleId: `S${n % 1000}`,
    fileType: 'CRAM',
    sequenceInformation: { totalReadCount: n * 1000, totalBaseCount: n * 150_000, alignment: 'ALIGNED' },
    creationTime: new Date(1_700_000_000_000 + n * 1000),
    creationType: 'IMPORT',
    etag: { algorithm: 'CRAM_MD5up', source1: id.padStart(32, '0') },
  };
}

const write: Readonly<Record<string, () => Promise<unknown>>> = {
  ndjson: () => writeNdjson(source(), path),
  'ndjson.gz': () => writeNdjson(source(), path),
  csv: () => writeCsv(source(), path, { fields: READ_SET_FIELDS }),
  parquet: () => writeParquet(source(), path),
  'partitioned ndjson': () => writePartitioned(source(), directory),
  'partitioned parquet': () => writePartitioned(source(), directory, { format: parquetFormat() }),
};

const start = performance.now();
try {
  await write[sink]?.();
  const seconds = (performance.now() - start) / 1000;
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  console.log(
    JSON.stringify({ rows, size, seconds, peakHeap, peakRss: process.resourceUsage().maxRSS * 1024 }),
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}
