import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cost, duplicates, issues, summary, type Reducer, type ReadSetLike } from 'healthomics-streams';
import { expect, it } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const COUNT = 200_000;

/** What is held, on the heap and in typed arrays. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What a collection may leave of anything else; the read sets themselves would be 80 MB. */
const SLACK = 4_000_000;

/** Every one with an id and an etag of its own; four to a sample. */
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
])('%s over 200,000 read sets', (_, reducer, bytesEach) => {
  const before = heldBytes();
  const reduction = reducer.start();
  for (let n = 0; n < COUNT; n += 1) reduction.step(readSetAt(n));
  const held = heldBytes() - before;
  expect(reduction.finish()).toBeDefined(); // it is in use until here
  expect(held).toBeLessThan(bytesEach * COUNT + SLACK);
});

it.each([
  ['one etag', () => 'f00d'],
  ['an etag of every two', (n: number) => `${n >> 1}-0123456789abcdef0123456789abcdef`],
])('duplicates of 200,000 read sets with %s, while they are read', (_, sourceOf) => {
  const before = heldBytes();
  const reduction = duplicates().start();
  for (let n = 0; n < COUNT; n += 1) {
    reduction.step({ ...readSetAt(n), etag: { algorithm: 'BAM_MD5up', source1: sourceOf(n) } });
  }
  const { groups } = reduction.finish();
  let readSets = 0;
  let held = 0;
  for (const group of groups) {
    for (const place of group.readSets) {
      readSets += 1;
      if (place.id !== undefined && readSets === COUNT) held = heldBytes() - before;
    }
  }
  expect(readSets).toBe(COUNT);
  expect(held).toBeLessThan(80 * COUNT + SLACK);
});
