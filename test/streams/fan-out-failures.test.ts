import { fanOut, SourcesFailedError, toArray } from 'healthomics-streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../support/read-sets.js';
import { settle, tracked, trackedEndless, trackedFailure, trackedItems } from '../support/tracked-source.js';

const ORDERS = ['arrival', 'input'] as const;
const unhandled: unknown[] = [];
const record = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', record);
});
afterEach(async () => {
  await settle();
  await settle();
  process.off('unhandledRejection', record);
  expect(unhandled).toEqual([]);
});

describe.each(ORDERS)("fanOut with order '%s' and a source that fails", (order) => {
  it.each([[new Error('no')], [undefined], [null], [0], [''], [false]])(
    "with 'stop', closes the others and rejects with the error by identity: %s",
    async (error) => {
      const others = [trackedEndless(), trackedEndless()];
      const outer = trackedItems(trackedFailure(error, 1), ...others, trackedItems(5));
      expect(await errorOf(toArray(fanOut(outer, (source) => source, { concurrency: 3, order })))).toBe(
        error,
      );
      for (const { opened, closed } of others) expect(closed).toBe(opened);
      expect(outer.closed).toBe(1);
    },
  );

  it("with 'continue', reads the others to their end and then rejects with every failure", async () => {
    const errors = [new Error('first'), undefined];
    const sources = [
      trackedItems(1, 2),
      trackedFailure(errors[0], 3),
      trackedItems(4, 5),
      trackedFailure<number>(errors[1]),
      trackedItems(6),
    ];
    const seen: number[] = [];
    const thrown = await errorOf(async () => {
      const all = fanOut(sources, (source) => source, { concurrency: 2, order, onSourceError: 'continue' });
      for await (const item of all) seen.push(item);
    });
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(thrown).toBeInstanceOf(SourcesFailedError);
    const { failures, message, cause } = thrown as SourcesFailedError;
    const byIndex = [...failures].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
    expect(byIndex).toEqual([
      { index: 1, source: sources[1], error: errors[0] },
      { index: 3, source: sources[3], error: undefined },
    ]);
    expect(message).toMatch(/^2 sources failed; all others that were opened are complete\./);
    expect(cause).toBe(failures[0]?.error);
  });

  it('reports one of two failures in the same tick, and leaves no rejection unhandled', async () => {
    const failing = (n: number) =>
      tracked<number>(async function* () {
        await Promise.resolve();
        throw new Error(`no ${n}`);
      });
    for (const onSourceError of ['stop', 'continue'] as const) {
      const all = fanOut([1, 2, 3], failing, { order, onSourceError });
      expect(((await errorOf(toArray(all))) as Error).message).toContain('no 1');
    }
  });

  it('treats an error of open as the failure of that source', async () => {
    const error = new TypeError('a bug');
    const open = (n: number) => {
      if (n === 1) throw error;
      return trackedItems(n);
    };
    expect(await errorOf(toArray(fanOut([0, 1, 2], open, { order })))).toBe(error);
    const all = fanOut([0, 1, 2], open, { order, onSourceError: 'continue' });
    expect(await errorOf(toArray(all))).toMatchObject({ failures: [{ index: 1, error }] });
  });

  it('requires open to return an iterable', async () => {
    for (const bad of [undefined, null, 5, {}, 'text', Promise.resolve([])]) {
      const error = await errorOf(toArray(fanOut([0], () => bad as never, { order })));
      expect(error).toMatchObject({ code: 'INVALID_OPTION' });
      expect((error as Error).message).toContain('`open` to be a function that returns an async iterable');
    }
  });

  it.each([[new Error('no')], [undefined]])(
    'rejects with an error of the outer source by identity: %s',
    async (error) => {
      const inner = trackedEndless();
      const outer = trackedFailure(error, 0, 1);
      expect(await errorOf(toArray(fanOut(outer, () => inner, { order })))).toBe(error);
      expect(inner.closed).toBe(inner.opened);
    },
  );

  it("with 'continue', reads the open sources before it rejects with an error of the outer source", async () => {
    const error = new Error('no');
    const seen: number[] = [];
    const thrown = await errorOf(async () => {
      const all = fanOut(trackedFailure(error, 1, 2), (n) => trackedItems(n, n), {
        order,
        onSourceError: 'continue',
      });
      for await (const item of all) seen.push(item);
    });
    expect(thrown).toBe(error);
    expect(seen.sort()).toEqual([1, 1, 2, 2]);
  });

  it('yields the items that a source returned before it failed', async () => {
    const seen: number[] = [];
    await errorOf(async () => {
      for await (const item of fanOut([trackedFailure(new Error('no'), 1, 2, 3)], (s) => s, { order }))
        seen.push(item);
    });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('an error during closing does not hide the failure', async () => {
    const error = new Error('the failure');
    const failsToClose = tracked(async function* () {
      try {
        while (true) yield 1;
      } finally {
        // eslint-disable-next-line no-unsafe-finally
        throw new Error('cannot close');
      }
    });
    expect(
      await errorOf(toArray(fanOut([failsToClose, trackedFailure(error)], (s) => s, { order: 'arrival' }))),
    ).toBe(error);
  });
});

it('fanOut treats an error of a synchronous iterator like any other failure', async () => {
  const error = new Error('no');
  const outer: Iterable<number> = {
    [Symbol.iterator]: () => ({
      next: () => {
        throw error;
      },
    }),
  };
  expect(await errorOf(toArray(fanOut(outer, (n) => trackedItems(n))))).toBe(error);
});
