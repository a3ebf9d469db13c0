// The memory that each reducer holds after a million read sets, and the time it takes. The read sets are generated in this
// process, so no time is spent waiting.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cost, duplicates, issues, summary, type ReadSetLike, type Reducer } from 'healthomics-streams';
import { generateReadSets } from 'healthomics-streams/testing';
import { printTable } from './support.js';

const COUNT = 1_000_000;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const readSets = generateReadSets({ count: COUNT, seed: 1, sequenceStoreId: '1234567890' });
const readSetAt = (i: number): ReadSetLike => {
  // Parse from JSON, as a response is, so that strings do not share memory with the generator.
  const { creationTime, ...record } = JSON.parse(JSON.stringify(readSets.at(i))) as { creationTime: string };
  return { ...record, creationTime: new Date(creationTime) };
};
const heldMiB = (): number => {
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};

const REDUCERS: Record<string, Reducer<ReadSetLike, unknown>> = {
  nothing: { start: () => ({ step: () => undefined, finish: () => undefined }) },
  'summary by status and file type': summary({ by: ['status', 'fileType'] }),
  'summary by id, 10,000 groups': summary({ by: ['id'] }),
  duplicates: duplicates(),
  issues: issues(),
  'issues without a limit': issues({ maxIssues: Infinity }),
  cost: cost({ perGigabaseMonth: { ACTIVE: 1 } }),
};
/** Measures the memory that a reducer holds at the end, and its time. */
const measure = (reducer: Reducer<ReadSetLike, unknown>): { heldMiB: number; seconds: number } => {
  const before = heldMiB();
  const startedMs = performance.now();
  const reduction = reducer.start();
  for (let i = 0; i < COUNT; i += 1) reduction.step(readSetAt(i));
  const result = reduction.finish();
  const seconds = (performance.now() - startedMs) / 1000;
  const held = heldMiB() - before;
  if (result === reduction) throw new Error('unreachable'); // keeps both alive until here
  return { heldMiB: held, seconds };
};

export function analysis(): void {
  const rows = Object.entries(REDUCERS).map(([name, reducer]) => {
    const { heldMiB: held, seconds } = measure(reducer);
    return [name, held.toFixed(1), ((held * 2 ** 20) / COUNT).toFixed(1), seconds.toFixed(1)];
  });
  printTable(['reducer', 'MiB held', 'bytes per read set', 'seconds'], rows);
}
