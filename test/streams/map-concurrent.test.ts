import { from, listReadSets, mapConcurrent, toArray } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { takeFrom } from '../support/collect.js';
import { errorOf, storeId, storesOf } from '../support/read-sets.js';
import { settle, tracked, trackedEndless, trackedItems, untilAborted } from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';

/** Waits for `count` turns of the event loop. */
const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await settle();
};

describe('mapConcurrent', () => {
  it('yields the results in the order of the items, however long each call takes', async () => {
    const fn = async (n: number) => (await turns(5 - n), n * 10);
    const mapped = from([0, 1, 2, 3, 4]).pipe(mapConcurrent(fn, { concurrency: 3 }));
    expect(await toArray(mapped)).toEqual([0, 10, 20, 30, 40]);
  });

  it("yields each result as soon as it arrives with order 'arrival'", async () => {
    const fn = async (n: number) => (await turns(n === 0 ? 10 : 1), n);
    const mapped = from([0, 1, 2]).pipe(mapConcurrent(fn, { concurrency: 3, order: 'arrival' }));
    expect(await toArray(mapped)).toEqual([1, 2, 0]);
  });

  it.each(['input', 'arrival'] as const)(
    "with order '%s', runs `concurrency` calls at once and no more",
    async (order) => {
      let running = 0;
      let most = 0;
      const fn = async (n: number) => {
        most = Math.max(most, (running += 1));
        await turns(1 + (n % 3));
        running -= 1;
        return n;
      };
      const mapped = from(Array.from({ length: 30 }, (_, n) => n)).pipe(
        mapConcurrent(fn, { concurrency: 4, order }),
      );
      expect((await toArray(mapped)).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
      expect(most).toBe(4);
    },
  );

  it.each(['input', 'arrival'] as const)(
    "with order '%s', starts no further call while the consumer pauses",
    async (order) => {
      const source = trackedEndless();
      let calls = 0;
      const fn = async (n: number) => ((calls += 1), n);
      const iterator = mapConcurrent(fn, { concurrency: 3, order })(source)[Symbol.asyncIterator]();
      await iterator.next();
      await turns(20);
      expect(calls).toBeLessThanOrEqual(4);
      expect(source.pulls).toBeLessThanOrEqual(5);
      await iterator.return?.();
      expect(source.closed).toBe(1);
    },
  );

  it('passes the index of the item to the function, and a signal that aborts on break', async () => {
    const indices: number[] = [];
    const ended: number[] = [];
    const fn = async (n: number, { index, signal }: { index: number; signal: AbortSignal }) => {
      indices.push(index);
      if (n === 0) return n;
      return untilAborted(signal).finally(() => ended.push(n));
    };
    const source = trackedEndless();
    await takeFrom(mapConcurrent(fn, { concurrency: 3 })(source), 1);
    expect(indices.slice(0, 2)).toEqual([0, 1]);
    expect(ended.length).toBe(indices.length - 1);
    expect(source.closed).toBe(1);
  });

  it('an error of one call ends the other calls and rejects by identity', async () => {
    const error = new Error('no');
    const ended: number[] = [];
    const fn = async (n: number, { signal }: { signal: AbortSignal }) => {
      if (n === 1) throw error;
      return untilAborted(signal).finally(() => ended.push(n));
    };
    const mapped = mapConcurrent(fn, { concurrency: 4, order: 'arrival' })(trackedEndless());
    expect(await errorOf(toArray(mapped))).toBe(error);
    expect(ended.sort()).toEqual([0]); // later calls had not started
  });

  it('accepts a synchronous function and falsy results', async () => {
    const mapped = from([0, 1, 2]).pipe(mapConcurrent((n) => [undefined, null, 0][n], { concurrency: 2 }));
    expect(await toArray(mapped)).toEqual([undefined, null, 0]);
    const source = trackedItems(1);
    const bug = new TypeError('a bug');
    const failing = mapConcurrent(
      () => {
        throw bug;
      },
      { concurrency: 1 },
    )(source);
    expect(await errorOf(toArray(failing))).toBe(bug);
  });

  it('return() over a list ends every running call', async () => {
    await withEmulator({ stores: storesOf(10) }, async ({ config }) => {
      const running = new Set<string>();
      const mapped = listReadSets(config, { sequenceStoreId: storeId(0) }).pipe(
        mapConcurrent(
          async ({ id = '' }, { signal }) => {
            running.add(id);
            await untilAborted(signal).finally(() => running.delete(id));
          },
          // more than the store has, so that the list is read to its end
          { concurrency: 20 },
        ),
      );
      const iterator = mapped[Symbol.asyncIterator]();
      const pending = iterator.next();
      await expect.poll(() => running.size, { interval: 2 }).toBe(10);
      await iterator.return?.();
      expect((await pending).done).toBe(true);
      expect(running.size).toBe(0);
    });
  });

  it('counts results that wait for the consumer towards `concurrency`', async () => {
    const source = tracked(async function* () {
      for (let n = 0; n < 100; n += 1) yield n;
    });
    let most = 0;
    let received = 0;
    let started = 0;
    const fn = async (n: number) => {
      started += 1;
      most = Math.max(most, started - received);
      return n;
    };
    for await (const _ of mapConcurrent(fn, { concurrency: 5 })(source)) {
      received += 1;
      if (received % 7 === 0) await turns(2);
    }
    expect(most).toBeLessThanOrEqual(6); // the one being yielded is not received yet
  });
});
