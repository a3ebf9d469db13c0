// Peak memory and speed of writing 100,000 and 1,000,000 read sets to each sink, each in its own process.
import { mebibytes, printTable, runChild } from './support.js';

const SINKS = ['ndjson', 'ndjson.gz', 'csv', 'parquet', 'partitioned ndjson', 'partitioned parquet'];
const SIZES = [100_000, 1_000_000];

export async function sinks(): Promise<void> {
  const lines: string[][] = [];
  for (const sink of SINKS) {
    for (const size of SIZES) {
      const { rows, seconds, peakHeap, peakRss } = await runChild('sinks-child.ts', sink, String(size));
      if (rows !== size) throw new Error(`wrote ${rows} of ${size}`);
      lines.push([
        `${sink}, ${size.toLocaleString('en-US')} rows`,
        mebibytes(peakHeap!),
        mebibytes(peakRss!),
        Math.round(size / seconds!).toLocaleString('en-US'),
      ]);
    }
  }
  printTable(['sink', 'peak heap after GC, MiB', 'peak RSS, MiB', 'rows/s'], lines);
}
