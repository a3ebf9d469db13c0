// Peak memory of listing one store of 100,000 and of 1,000,000 read sets, each in a process of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withServer } from './with-server.js';
import { table } from './table.js';

const SIZES = [100_000, 1_000_000];

export async function memory(): Promise<void> {
  const rows: string[][] = [];
  for (const size of SIZES) {
    await withServer({ readSetsByStore: [size], historyLimit: 1 }, async ({ endpoint }) => {
      const output = await run(endpoint);
      const { readSets, peakHeap, peakRss } = JSON.parse(output) as Record<string, number>;
      if (readSets !== size) throw new Error(`listed ${readSets} of ${size}`);
      rows.push([size.toLocaleString('en-US'), megabytes(peakHeap!), megabytes(peakRss!)]);
    });
  }
  table(['read sets listed', 'peak heap after a collection, MB', 'peak resident set, MB'], rows);
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

async function run(endpoint: string): Promise<string> {
  const program = fileURLToPath(new URL('memory-client.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--import',
    'tsx',
    program,
    endpoint,
  ]);
  return stdout;
}
