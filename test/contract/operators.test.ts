import * as operators from '../../src/streams/operators.js';
import { fanOut, from, toArray } from 'healthomics-streams';
import { expect, it } from 'vitest';
import { contractOf, type Subject } from './contract.js';
import { errorOf } from '../support/read-sets.js';
import { trackedEndless, trackedFailure, trackedItems } from '../support/tracked-source.js';

const {
  buffer,
  concatMap,
  distinct,
  distinctUntilChanged,
  filter,
  groupBy,
  map,
  mapConcurrent,
  scan,
  skip,
  skipWhile,
  take,
  takeWhile,
  tap,
} = operators;

const throwing = (error: unknown) => (): never => {
  throw error;
};

const SUBJECTS: Record<string, Subject> = {
  buffer: { name: 'buffer', over: (s) => from(s).pipe(buffer(1)), results: [[0], [1], [2]] },
  concatMap: {
    name: 'concatMap',
    over: (s) => from(s).pipe(concatMap((n) => trackedItems(n))),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(concatMap(throwing(error))),
  },
  distinct: {
    name: 'distinct',
    over: (s) => from(s).pipe(distinct()),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(distinct({ keySelector: throwing(error) })),
  },
  distinctUntilChanged: {
    name: 'distinctUntilChanged',
    over: (s) => from(s).pipe(distinctUntilChanged()),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(distinctUntilChanged({ keySelector: throwing(error) })),
  },
  filter: {
    name: 'filter',
    over: (s) => from(s).pipe(filter(() => true)),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(filter(throwing(error))),
  },
  groupBy: {
    name: 'groupBy',
    over: (s) =>
      from(s).pipe(
        groupBy((n) => n),
        map(({ key }) => key),
      ),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(groupBy(throwing(error))),
    readsAll: true,
  },
  map: {
    name: 'map',
    over: (s) => from(s).pipe(map((n) => n * 10)),
    results: [0, 10, 20],
    failing: (s, error) => from(s).pipe(map(throwing(error))),
  },
  scan: {
    name: 'scan',
    over: (s) => from(s).pipe(scan({ seed: 0, callback: (sum: number, n: number) => sum + n })),
    results: [0, 1, 3],
    failing: (s, error) => from(s).pipe(scan({ seed: 0, callback: throwing(error) })),
  },
  skip: { name: 'skip', over: (s) => from(s).pipe(skip(0)), results: [0, 1, 2] },
  skipWhile: {
    name: 'skipWhile',
    over: (s) => from(s).pipe(skipWhile(() => false)),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(skipWhile(throwing(error))),
  },
  take: { name: 'take', over: (s) => from(s).pipe(take(1000)), results: [0, 1, 2] },
  takeWhile: {
    name: 'takeWhile',
    over: (s) => from(s).pipe(takeWhile(() => true)),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(takeWhile(throwing(error))),
  },
  tap: {
    name: 'tap',
    over: (s) => from(s).pipe(tap(() => undefined)),
    results: [0, 1, 2],
    failing: (s, error) => from(s).pipe(tap(throwing(error))),
  },
  mapConcurrent: {
    name: "mapConcurrent with order 'input'",
    over: (s) => mapConcurrent(async (n: number) => n * 10, { concurrency: 2 })(s),
    results: [0, 10, 20],
    failing: (s, error) => mapConcurrent(throwing(error), { concurrency: 2 })(s),
    readAhead: 3,
  },
};

for (const subject of Object.values(SUBJECTS)) contractOf(subject);

contractOf({
  name: "mapConcurrent with order 'arrival'",
  over: (s) => mapConcurrent(async (n: number) => n * 10, { concurrency: 2, order: 'arrival' })(s),
  results: [0, 10, 20],
  failing: (s, error) => mapConcurrent(throwing(error), { concurrency: 2, order: 'arrival' })(s),
  readAhead: 3,
});
for (const order of ['arrival', 'input'] as const) {
  contractOf({
    name: `fanOut of one source with order '${order}'`,
    over: (s) => fanOut([s], (source) => source, { order }),
    results: [0, 1, 2],
    failing: (s, error) =>
      fanOut([0, 1], (n) => (n === 0 ? s : trackedFailure<number>(error)), { order: 'arrival' }),
    readAhead: order === 'arrival' ? 1 : 1001,
  });
  contractOf({
    name: `fanOut and its outer source with order '${order}'`,
    over: (s) => fanOut(s, (n) => trackedItems(n), { order, concurrency: 2 }),
    results: [0, 1, 2],
    failing: (s, error) => fanOut(s, throwing(error), { order, concurrency: 2 }),
    readAhead: 3,
  });
}

it('the contract covers every exported operator', () => {
  const ends = ['count', 'first', 'from', 'reduce', 'toArray'];
  expect(Object.keys(operators).sort()).toEqual([...Object.keys(SUBJECTS), ...ends].sort());
});

it('take, takeWhile, first and an error in reduce close the source where they end', async () => {
  const source = trackedEndless();
  expect(await toArray(from(source).pipe(take(3)))).toEqual([0, 1, 2]);
  expect(source).toMatchObject({ opened: 1, closed: 1, pulls: 3 });
  expect(await toArray(from(source).pipe(takeWhile((n) => n < 2)))).toEqual([0, 1]);
  expect(await operators.first(source)).toBe(0);
  await errorOf(operators.reduce(source, { callback: throwing('no'), seed: 0 }));
  expect(source).toMatchObject({ opened: 4, closed: 4 });
  expect(await toArray(from(source).pipe(take(0)))).toEqual([]);
  expect(source.opened).toBe(4);
});
