import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fanOut, mapConcurrent } from 'healthomics-streams';
import { expect, it } from 'vitest';
import { trackedEndless, untilAborted } from '../support/tracked-source.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function* numbers(count: number): AsyncGenerator<number, void, undefined> {
  for (let n = 0; n < count; n += 1) yield n;
}

/** Measures the growth of the heap in megabytes between the first tenth of the items and the last item. */
async function growthOver(items: AsyncIterable<unknown>, count: number): Promise<number> {
  let seen = 0;
  let before = 0;
  for await (const _ of items) {
    seen += 1;
    if (seen === count / 10) before = heapMegabytes();
  }
  expect(seen).toBe(count);
  return heapMegabytes() - before;
}

// Promise.race over the waiting source would keep about 300 bytes an item: 270 megabytes in total.
it('fanOut keeps the heap flat for a million items next to a source that yields nothing', async () => {
  const { signal } = new AbortController();
  const open = (n: number, context: { signal: AbortSignal }): AsyncIterable<number> =>
    n < 4 ? numbers(250_000) : waitFor(context.signal, done);
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  let seen = 0;
  const all = (async function* () {
    for await (const item of fanOut([0, 1, 2, 3, 4], open, { signal })) {
      yield item;
      if ((seen += 1) === 1_000_000) finish();
    }
  })();
  expect(await growthOver(all, 1_000_000)).toBeLessThan(20);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
}, 60_000);

/** Yields nothing, and ends with `done` or with the signal. */
async function* waitFor(signal: AbortSignal, done: Promise<void>): AsyncGenerator<number, void, undefined> {
  await Promise.race([done, untilAborted(signal)]);
}

it('fanOut keeps the heap flat for 100,000 short sources, and leaves no listener on the signal', async () => {
  const { signal } = new AbortController();
  const all = fanOut(numbers(100_000), (n) => numbers((n % 2) * 2), { signal });
  expect(await growthOver(all, 100_000)).toBeLessThan(20);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
}, 60_000);

it("fanOut with order 'input' reads an endless source no further than its read-ahead", async () => {
  const endless = trackedEndless();
  const iterator = fanOut([0, 1], () => endless, { order: 'input' })[Symbol.asyncIterator]();
  for (let n = 0; n < 5000; n += 1) await iterator.next();
  expect(endless.pulls).toBeLessThanOrEqual(5000 + 2 * 1001);
  await iterator.return?.();
});

it.each(['arrival', 'input'] as const)(
  "mapConcurrent with order '%s' keeps the heap flat for 100,000 results",
  async (order) => {
    const mapped = mapConcurrent(async (n: number) => n, { concurrency: 8, order })(numbers(100_000));
    expect(await growthOver(mapped, 100_000)).toBeLessThan(20);
  },
  60_000,
);
