// Peak memory of listing one store of 100,000 and of 1,000,000 read sets, each in its own process.
import { mebibytes, printTable, runChild, withServer } from './support.js';

const SIZES = [100_000, 1_000_000];

export async function memory(): Promise<void> {
  const rows: string[][] = [];
  for (const size of SIZES) {
    await withServer({ readSetsByStore: [size], historyLimit: 1 }, async ({ endpoint }) => {
      const { readSets, peakHeap, peakRss } = await runChild('memory-child.ts', endpoint);
      if (readSets !== size) throw new Error(`listed ${readSets} of ${size}`);
      rows.push([size.toLocaleString('en-US'), mebibytes(peakHeap!), mebibytes(peakRss!)]);
    });
  }
  printTable(['read sets listed', 'peak heap after GC, MiB', 'peak RSS, MiB'], rows);
}
