// Peak memory of writing 100,000 and 1,000,000 read sets to each sink, each in a process of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { table } from './table.js';

const SINKS = ['ndjson', 'ndjson.gz', 'csv', 'parquet', 'partitioned ndjson', 'partitioned parquet'];
const SIZES = [100_000, 1_000_000];

export async function sinks(): Promise<void> {
  const lines: string[][] = [];
  for (const sink of SINKS) {
    for (const size of SIZES) {
      const { rows, seconds, peakHeap, peakRss } = await run(sink, size);
      if (rows !== size) throw new Error(`wrote ${rows} of ${size}`);
      lines.push([
        `${sink}, ${size.toLocaleString('en-US')} rows`,
        megabytes(peakHeap!),
        megabytes(peakRss!),
        Math.round(size / seconds!).toLocaleString('en-US'),
      ]);
    }
  }
  table(['sink', 'peak heap after a collection, MB', 'peak resident set, MB', 'rows/s'], lines);
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

async function run(sink: string, size: number): Promise<Record<string, number>> {
  const program = fileURLToPath(new URL('sinks-client.ts', import.meta.url));
  const args = ['--expose-gc', '--import', 'tsx', program, sink, String(size)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Record<string, number>;
}
