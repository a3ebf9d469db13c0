import { fanOut, listReadSets, listSequenceStores, toArray } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import { takeFrom, tally } from '../support/collect.js';
import { errorOf, storesOf } from '../support/read-sets.js';
import {
  settle,
  tracked,
  trackedEndless,
  trackedFailure,
  trackedItems,
  untilAborted,
} from '../support/tracked-source.js';
import { withEmulator } from '../support/with-emulator.js';

const ORDERS = ['arrival', 'input'] as const;

describe.each(ORDERS)("fanOut with order '%s'", (order) => {
  it('yields every item of every source once, and keeps the order within a source', async () => {
    const sources = [0, 1, 2, 3, 4].map((n) =>
      trackedItems(...Array.from({ length: n * 7 }, (_, i) => n * 100 + i)),
    );
    const items = await toArray(fanOut(sources, (source) => source, { concurrency: 2, order }));
    expect([...items].sort((a, b) => a - b)).toEqual(
      items.length === 70 ? [...items].sort((a, b) => a - b) : [],
    );
    for (const n of [1, 2, 3, 4]) {
      const own = items.filter((item) => Math.floor(item / 100) === n);
      expect(own).toEqual(Array.from({ length: n * 7 }, (_, i) => n * 100 + i));
    }
    expect(sources.map(({ closed }) => closed)).toEqual([1, 1, 1, 1, 1]);
  });

  it('accepts sources from an array, a generator, a set and an async iterable', async () => {
    const generator = function* () {
      yield* [1, 2];
    };
    for (const sources of [[1, 2], generator(), new Set([1, 2]), trackedItems(1, 2)]) {
      const items = await toArray(fanOut<number, number>(sources, (n) => trackedItems(n, n * 10), { order }));
      expect(items.sort((a, b) => a - b)).toEqual([1, 2, 10, 20]);
    }
  });

  it('passes the index of the source and a signal to open', async () => {
    const indices: number[] = [];
    const signals = new Set<AbortSignal>();
    const open = (_: string, { index, signal }: { index: number; signal: AbortSignal }) => {
      indices.push(index);
      signals.add(signal);
      return trackedItems(index);
    };
    await toArray(fanOut(['a', 'b', 'c'], open, { concurrency: 1, order }));
    expect(indices).toEqual([0, 1, 2]);
    expect([...signals].every(({ aborted }) => aborted)).toBe(true);
  });

  it('never has more than `concurrency` sources open, and opens the next one when one ends', async () => {
    let open = 0;
    let most = 0;
    const source = () =>
      tracked(async function* () {
        most = Math.max(most, (open += 1));
        try {
          for (let n = 0; n < 3; n += 1) {
            await settle();
            yield n;
          }
        } finally {
          open -= 1;
        }
      });
    expect(await toArray(fanOut(Array.from({ length: 9 }), source, { concurrency: 3, order }))).toHaveLength(
      27,
    );
    expect([most, open]).toEqual([3, 0]);
  });

  it('reads an endless outer source no further than `concurrency` ahead', async () => {
    const outer = trackedEndless();
    const items = await takeFrom(
      fanOut(outer, (n) => trackedItems(n), { concurrency: 3, order }),
      10,
    );
    expect(items).toHaveLength(10);
    await settle();
    expect(outer.pulls).toBeLessThanOrEqual(10 + 3 + 1);
    expect(outer.closed).toBe(1);
  });

  it('opens no further source and stops reading while the consumer pauses', async () => {
    const outer = trackedEndless();
    const inner = trackedEndless();
    const iterator = fanOut(outer, () => inner, { concurrency: 4, order })[Symbol.asyncIterator]();
    await iterator.next();
    for (let n = 0; n < 20; n += 1) await settle();
    expect(outer.pulls).toBeLessThanOrEqual(5);
    expect(inner.pulls).toBeLessThanOrEqual(order === 'arrival' ? 8 : 4 * 1001);
    await iterator.return?.();
    expect(inner.closed).toBe(inner.opened);
  });

  it('closes every open source and the outer source on break', async () => {
    const outer = trackedItems(0, 1, 2, 3, 4, 5);
    const inner = trackedEndless();
    await takeFrom(
      fanOut(outer, () => inner, { concurrency: 3, order }),
      9,
    );
    expect(outer).toMatchObject({ opened: 1, closed: 1 });
    expect(inner.opened).toBeGreaterThan(0);
    expect(inner.closed).toBe(inner.opened);
  });

  it('closes sources that have a pending next() by aborting their signal first', async () => {
    const closed: number[] = [];
    const open = (n: number, { signal }: { signal: AbortSignal }) =>
      tracked(async function* () {
        try {
          await settle(); // until all are open
          if (n === 0) yield n;
          await untilAborted(signal);
        } finally {
          await settle();
          closed.push(n);
        }
      });
    await takeFrom(fanOut([0, 1, 2], open, { order }), 1);
    expect(closed.sort()).toEqual([0, 1, 2]);
  });

  it('return() ends the pending next() and closes every source while all of them wait', async () => {
    const waiting = (signal: AbortSignal) =>
      tracked<number>(async function* () {
        await untilAborted(signal);
      });
    const sources: ReturnType<typeof waiting>[] = [];
    const iterator = fanOut([0, 1, 2], (_, { signal }) => (sources.push(waiting(signal)), sources.at(-1)!), {
      order,
    })[Symbol.asyncIterator]();
    const pending = iterator.next();
    await settle();
    await iterator.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(sources.map(({ closed }) => closed)).toEqual([1, 1, 1]);
  });

  it('closes the other sources even if one is stuck and ignores its signal', async () => {
    const good = trackedEndless();
    const stuck: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => new Promise(() => undefined),
      }),
    };
    expect(
      await takeFrom(
        fanOut([good, stuck], (source) => source, { order }),
        1,
      ),
    ).toEqual([0]);
    expect(good.closed).toBe(1);
  });

  it('yields undefined, null and 0 as items', async () => {
    const sources = [trackedItems<unknown>(undefined, null, 0, false, '')];
    expect(await toArray(fanOut(sources, (source) => source, { order }))).toEqual([
      undefined,
      null,
      0,
      false,
      '',
    ]);
  });

  it('starts afresh for each iteration', async () => {
    const inner = trackedItems(1, 2);
    const both = fanOut([0, 0], () => inner, { order });
    expect(await toArray(both)).toHaveLength(4);
    expect(await toArray(both)).toHaveLength(4);
    expect(inner).toMatchObject({ opened: 4, closed: 4 });
  });

  it('rejects with an error during closing if there is no other error', async () => {
    const error = new Error('cannot close');
    const source = tracked(async function* () {
      try {
        while (true) yield 1;
      } finally {
        // eslint-disable-next-line no-unsafe-finally
        throw error;
      }
    });
    const iterator = fanOut([source], (one) => one, { order })[Symbol.asyncIterator]();
    await iterator.next();
    await settle(); // it has read ahead as far as it may, and waits
    expect(await errorOf(iterator.return?.() as Promise<unknown>)).toBe(error);
  });

  it('ignores a source that rejects with the reason of the abort while it is closed', async () => {
    const source = (_: number, { signal }: { signal: AbortSignal }) =>
      tracked(async function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          await untilAborted(signal);
        }
      });
    expect(await takeFrom(fanOut([0, 1], source, { order }), 1)).toEqual([1]);
  });
});

describe("fanOut with order 'input'", () => {
  it('yields source after source, and reads the following sources ahead', async () => {
    const sources = [3, 2, 1].map((ticks, n) =>
      tracked(async function* () {
        for (let i = 0; i < 3; i += 1) {
          for (let t = 0; t < ticks; t += 1) await settle();
          yield `${n}.${i}`;
        }
      }),
    );
    const all = fanOut(sources, (source) => source, { order: 'input' });
    const iterator = all[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe('0.0');
    for (let t = 0; t < 20; t += 1) await settle();
    expect(sources.map(({ opened }) => opened)).toEqual([1, 1, 1]);
    expect(sources.map(({ pulls }) => pulls)).toEqual([4, 4, 4]);
    await iterator.return?.();
    expect(await toArray(all)).toEqual(['0.0', '0.1', '0.2', '1.0', '1.1', '1.2', '2.0', '2.1', '2.2']);
  });
});

describe('fanOut with a slow consumer', () => {
  it('serves 4 endless sources fairly: each yields at least 40 of the first 200 items', async () => {
    const endless = (n: number) =>
      tracked(async function* () {
        while (true) yield n;
      });
    const items: number[] = [];
    for await (const n of fanOut([0, 1, 2, 3], endless, { concurrency: 4 })) {
      items.push(n);
      if (items.length === 200) break;
      if (items.length % 10 === 0) await settle();
    }
    const counts = tally(items);
    for (const n of [0, 1, 2, 3]) expect(counts.get(n)).toBeGreaterThanOrEqual(40);
  });

  it('serves stores fairly over HTTP when one store is slower than the others', async () => {
    const stores = storesOf(300, 300, 300, 300);
    const slow = stores[0]?.id;
    await withEmulator(
      { stores, latencyMs: ({ sequenceStoreId }) => (sequenceStoreId === slow ? 10 : 0) },
      async ({ config }) => {
        const all = fanOut(stores, ({ id }) => listReadSets(config, { sequenceStoreId: id }));
        const items: (string | undefined)[] = [];
        for await (const { sequenceStoreId } of all) {
          items.push(sequenceStoreId);
          if (items.length === 200) break;
          if (items.length % 5 === 0) await settle();
        }
        const counts = tally(items);
        for (const { id } of stores.slice(1)) expect(counts.get(id)).toBeGreaterThanOrEqual(40);
      },
    );
  });
});

describe('fanOut over HTTP', () => {
  it('accepts listSequenceStores as its sources', async () => {
    await withEmulator({ stores: storesOf(3, 0, 120, 7) }, async ({ emulator, config }) => {
      const all = fanOut(
        listSequenceStores({ ...config, pageSize: 1 }),
        (store) => listReadSets(config, { sequenceStoreId: store.id ?? '' }),
        { concurrency: 2 },
      );
      const ids = (await toArray(all)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(130);
      expect(emulator.count('ListReadSets')).toBe(5);
    });
  });

  it.each([1, 3])('never has more than %i requests in flight with that concurrency', async (concurrency) => {
    const stores = storesOf(...Array.from({ length: 8 }, () => 9));
    await withEmulator({ stores, latencyMs: 3 }, async ({ emulator, config }) => {
      const open = ({ id }: { id: string }) =>
        listReadSets({ ...config, pageSize: 2 }, { sequenceStoreId: id });
      expect(await toArray(fanOut(stores, open, { concurrency }))).toHaveLength(72);
      expect(emulator.maxInFlight).toBeLessThanOrEqual(concurrency);
    });
  });

  it('break ends every request in flight, and no request follows', async () => {
    const stores = storesOf(500, 5, 5, 5);
    const faults = stores.slice(1).map(({ id }) => ({ kind: 'hang' as const, sequenceStoreId: id }));
    await withEmulator({ stores, faults }, async ({ emulator, config }) => {
      const all = fanOut(stores, ({ id }) => listReadSets(config, { sequenceStoreId: id }));
      for await (const _ of all) {
        await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(3);
        break;
      }
      await expect.poll(() => emulator.inFlight, { interval: 2 }).toBe(0);
      expect(emulator.history.map(({ outcome }) => outcome).sort()).toEqual([
        'aborted',
        'aborted',
        'aborted',
        'responded',
      ]);
    });
  });
});

it('fanOut rejects with the reason of an abort and closes everything, even if no next() is pending', async () => {
  const controller = new AbortController();
  const inner = trackedEndless();
  const iterator = fanOut([0, 1], () => inner, { signal: controller.signal })[Symbol.asyncIterator]();
  await iterator.next();
  const reason = { mine: true };
  controller.abort(reason);
  await settle();
  await settle();
  expect(inner.closed).toBe(2);
  expect(await errorOf(iterator.next())).toBe(reason);
});

it('fanOut does not close a source that has failed', async () => {
  const source = trackedFailure(new Error('no'), 1);
  await errorOf(toArray(fanOut([source], (one) => one)));
  expect(source).toMatchObject({ opened: 1, closed: 1 });
});
