import { fanOut, filter, from, map, mapConcurrent, take, tap, toArray } from 'healthomics-streams';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closingIterator } from '../../src/streams/closing-iterable.js';
import { errorOf } from '../support/read-sets.js';
import { settle, trackedItems } from '../support/tracked-source.js';

type Source = AsyncIterable<number>;

/** Every way to read a source. */
const READERS: Record<string, (source: Source, signal?: AbortSignal) => AsyncIterable<unknown>> = {
  "fanOut with order 'arrival'": (source, signal) => fanOut([source], (each) => each, { signal }),
  "fanOut with order 'input'": (source, signal) =>
    fanOut([source], (each) => each, { order: 'input', signal }),
  'fanOut of an outer source': (source, signal) => fanOut(source, (n) => [n] as never, { signal }),
  mapConcurrent: (source) => mapConcurrent((n: number) => n, { concurrency: 2 })(source),
  from: (source) => from(source),
  'from and two operators': (source) =>
    from(source).pipe(
      map((n) => n),
      filter(() => true),
    ),
  'an operator alone': (source) => map((n: number) => n)(source),
};

const readers = Object.entries(READERS).map(([name, read]) => ({ name, read }));
const unhandled: unknown[] = [];
const record = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', record);
});
afterEach(async () => {
  vi.useRealTimers();
  await settle();
  process.off('unhandledRejection', record);
  expect(unhandled).toEqual([]);
});

const sourceOf = (next: () => unknown, rest: object = {}): Source =>
  ({ [Symbol.asyncIterator]: () => ({ next, ...rest }) }) as unknown as Source;

async function readWithForAwait(source: Source): Promise<void> {
  for await (const _ of source);
}

describe.each(readers)('$name', ({ read }) => {
  it.each([[undefined], [null], [5], ['text'], [Symbol('s')]])(
    'rejects a result of next() that is not an object with a TypeError: %s',
    async (result) => {
      const error = await errorOf(toArray(read(sourceOf(async () => result))));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toMatch(/is not an object$/);
    },
  );

  it('rejects with the error of a getter or a thenable, as for await does', async () => {
    const error = new Error('a bug');
    const fail = (): never => {
      throw error;
    };
    const results = [
      Object.defineProperty({}, 'done', { get: fail }),
      Object.defineProperty({ done: false }, 'value', { get: fail }),
      Object.defineProperty({}, 'then', { get: fail }),
      { then: fail },
    ];
    for (const result of results) {
      for (const next of [() => result, async () => result]) {
        expect(await errorOf(readWithForAwait(sourceOf(next)))).toBe(error);
        expect(await errorOf(toArray(read(sourceOf(next))))).toBe(error);
      }
    }
  });

  it('treats a truthy `done` as the end, and reads no value then', async () => {
    const value = vi.fn();
    const end = Object.defineProperty({ done: 1 }, 'value', { get: value });
    expect(await toArray(read(sourceOf(async () => end)))).toEqual([]);
    expect(value).not.toHaveBeenCalled();
  });

  it('rejects if the iterator is not an object', async () => {
    const source = { [Symbol.asyncIterator]: () => undefined } as unknown as Source;
    expect(await errorOf(toArray(read(source)))).toBeInstanceOf(TypeError);
  });

  it.each([[null], [undefined]])(
    'reads an iterable whose asyncIterator is %s by its synchronous iterator',
    async (missing) => {
      const source = { [Symbol.asyncIterator]: missing, [Symbol.iterator]: () => [1, 2][Symbol.iterator]() };
      expect(await toArray(read(source as unknown as Source))).toEqual([1, 2]);
    },
  );

  it('awaits the items of a synchronous iterable, and closes it if one of them rejects', async () => {
    const promises = [Promise.resolve(1), Promise.resolve(2)] as unknown as Source;
    expect(await toArray(read(promises))).toEqual([1, 2]);
    const error = new Error('no');
    let closed = 0;
    function* failing(): Generator<Promise<number>, void, undefined> {
      try {
        yield Promise.reject(error);
      } finally {
        closed += 1;
      }
    }
    expect(await errorOf(toArray(read(failing() as unknown as Source)))).toBe(error);
    expect(closed).toBe(1);
  });

  it('break waits one second for a source whose return() never settles', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const source = sourceOf(async () => ({ done: false, value: 1 }), {
      return: () => new Promise(() => undefined),
    });
    let left = false;
    const leaving = (async () => {
      for await (const _ of read(source)) break;
      left = true;
    })();
    await vi.advanceTimersByTimeAsync(999);
    expect(left).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await leaving;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('return() waits one second for a source that is stuck in next()', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const never = () => new Promise(() => undefined);
    const iterator = read(sourceOf(never, { return: never }))[Symbol.asyncIterator]();
    const pending = iterator.next();
    await vi.advanceTimersByTimeAsync(0);
    const closing = iterator.return?.();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await closing).toMatchObject({ done: true });
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe.each(readers.slice(0, 3))('$name and a signal', ({ read }) => {
  it('an abort waits one second for a source whose return() never settles', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const source = sourceOf(async () => ({ done: false, value: 1 }), {
      return: () => new Promise(() => undefined),
    });
    const controller = new AbortController();
    const iterator = read(source, controller.signal)[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort('enough');
    const failed = errorOf(iterator.next());
    await vi.advanceTimersByTimeAsync(1000);
    expect(await failed).toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('closingIterator', () => {
  it('an abort waits one second for a generator that ignores its signal', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const controller = new AbortController();
    const iterator = closingIterator(async function* () {
      yield await new Promise(() => undefined);
    }, controller.signal);
    const failed = errorOf(iterator.next());
    await vi.advanceTimersByTimeAsync(0);
    controller.abort('enough');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await failed).toBe('enough');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('return() waits for a `finally`, however long it takes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let saved = false;
    const iterator = closingIterator(async function* () {
      try {
        yield 1;
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 5000));
        saved = true;
      }
    });
    await iterator.next();
    const closing = iterator.return();
    await vi.advanceTimersByTimeAsync(5000);
    await closing;
    expect(saved).toBe(true);
  });
});

it('tap neither completes nor fails when the consumer leaves during a pending next()', async () => {
  const [error, complete] = [vi.fn(), vi.fn()];
  const parked = fanOut([0], async function* (_, { signal }) {
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    yield 1;
  });
  const iterator = parked.pipe(tap({ error, complete }))[Symbol.asyncIterator]();
  const pending = iterator.next();
  await settle();
  await iterator.return?.();
  expect((await pending).done).toBe(true);
  expect([error, complete].map(({ mock }) => mock.calls)).toEqual([[], []]);
});

it('a chain of operators closes its source once', async () => {
  const source = trackedItems(1, 2, 3);
  const chain = from(source).pipe(
    map((n) => n),
    tap(() => undefined),
    take(2),
  );
  expect(await toArray(chain)).toEqual([1, 2]);
  expect(source).toMatchObject({ opened: 1, closed: 1 });
});
