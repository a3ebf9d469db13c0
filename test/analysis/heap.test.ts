import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cost, duplicates, issues, summary, type Reducer, type ReadSetLike } from 'healthomics-streams';
import { expect, it } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const COUNT = 200_000;

/** Bytes in use, on the heap and in typed arrays. */
function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Unrelated memory that a collection may leave in use. The read sets themselves would be 80 MB. */
const SLACK = 4_000_000;

/** Every read set has its own id and etag; four share a sample. */
const readSetAt = (n: number): ReadSetLike => ({
  id: String(1_000_000_000 + n),
  sequenceStoreId: '1234567890',
  arn: `arn:aws:omics:us-east-1:123456789012:sequenceStore/1234567890/readSet/${1_000_000_000 + n}`,
  status: n % 2 === 0 ? 'ACTIVE' : 'ARCHIVED',
  sampleId: `sample-${n >> 2}`,
  subjectId: `subject-${n >> 3}`,
  etag: { algorithm: 'BAM_MD5up', source1: `${n}-0123456789abcdef0123456789abcdef` },
});

it.each<[string, Reducer<ReadSetLike, unknown>, number]>([
  ['summary', summary({ by: ['status'] }), 1],
  ['summary by id', summary({ by: ['id'], maxGroups: 1000 }), 10],
  ['duplicates', duplicates(), 50],
  ['issues', issues({ maxIssues: 100 }), 20],
  ['cost', cost({ perGigabaseMonth: { ACTIVE: 1 } }), 1],
])('keeps bounded memory for %s over 200,000 read sets', (_, reducer, bytesEach) => {
  const before = usedBytes();
  const reduction = reducer.start();
  for (let n = 0; n < COUNT; n += 1) reduction.step(readSetAt(n));
  const held = usedBytes() - before;
  expect(reduction.finish()).toBeDefined(); // keeps the reduction alive until here
  expect(held).toBeLessThan(bytesEach * COUNT + SLACK);
});

it.each([
  ['one etag', () => 'f00d'],
  ['an etag per pair', (n: number) => `${n >> 1}-0123456789abcdef0123456789abcdef`],
])('keeps bounded memory while the duplicates of 200,000 read sets with %s are read', (_, sourceOf) => {
  const before = usedBytes();
  const reduction = duplicates().start();
  for (let n = 0; n < COUNT; n += 1) {
    reduction.step({ ...readSetAt(n), etag: { algorithm: 'BAM_MD5up', source1: sourceOf(n) } });
  }
  const { groups } = reduction.finish();
  let readSets = 0;
  let held = 0;
  for (const group of groups) {
    for (const { id } of group.readSets) {
      readSets += 1;
      if (id !== undefined && readSets === COUNT) held = usedBytes() - before;
    }
  }
  expect(readSets).toBe(COUNT);
  expect(held).toBeLessThan(80 * COUNT + SLACK);
});
