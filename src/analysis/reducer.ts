import { Problems } from '../options/problems.js';

/** A computation over the items of a stream. It can be started any number of times. */
export interface Reducer<T, R> {
  /** Starts a new pass. It is synchronous: await in `step` or `finish`. */
  start(): Reduction<T, R>;
}

/** One pass of a {@link Reducer} over a stream. */
export interface Reduction<T, R> {
  /** Processes an item. If it returns a promise, the next item waits for it. If it throws, the pass ends. */
  step(item: T): unknown;
  /** Returns the result, or a promise of it. Called once, after the last item. */
  finish(): R;
}

/** Anything that can be read once from start to end: a list, an inventory, an array. */
export type Stream<T> = AsyncIterable<T> | Iterable<T>;

/** The results of several reducers, by name. */
export type Results<R> = {
  -readonly [Name in keyof R]: R[Name] extends Reducer<never, infer Result> ? Result : never;
};

/**
 * Runs several reducers over a stream in one pass, and returns their results by name.
 *
 * Items are not kept, so memory is that of the reducers; each documents its own. If the stream or a reducer fails, or
 * the stream's signal aborts, the stream is closed and the promise rejects with that error. If an inventory continues
 * when stores fail, the results include the read sets delivered from a store before it failed; the inventory's report
 * names these stores and counts their read sets. Any object with `start()` is a reducer.
 *
 * @throws {InvalidOptionError} at the call
 *
 * @example
 * ```ts
 * const run = inventory({ client });
 * const found = await analyze(run, { summary: summary({ by: ['status'] }), duplicates: duplicates() });
 * console.log(found.summary.readSets, found.duplicates.groups.length); // 250 0
 * ```
 */
export function analyze<T, R extends Readonly<Record<string, Reducer<T, unknown>>>>(
  stream: Stream<T>,
  reducers: R,
): Promise<Results<R>> {
  const problems = new Problems();
  const isObject = typeof reducers === 'object' && (reducers as unknown) !== null && !Array.isArray(reducers);
  if (!isObject || Object.keys(reducers).length === 0) {
    const expected = isObject ? 'an object with at least one reducer' : 'an object of reducers';
    problems.add('reducers', expected, reducers);
    problems.throwIfAny();
  }
  for (const [name, reducer] of Object.entries<Partial<Reducer<T, unknown>> | undefined>(reducers)) {
    if (typeof reducer?.start !== 'function') problems.add(`reducers.${name}`, 'a reducer', reducer);
  }
  problems.throwIfAny();
  return reduceStream(stream, combine<T, R>(reducers));
}

export function reduceStream<T, R>(stream: Stream<T>, reducer: Reducer<T, R | Promise<R>>): Promise<R> {
  const problems = new Problems();
  problems.iterable('stream', stream);
  problems.throwIfAny();
  const reduction = reducer.start();
  return (async () => {
    for await (const item of stream) {
      const pending = promiseOf(reduction.step(item));
      if (pending !== undefined) await pending;
    }
    return reduction.finish();
  })();
}

function combine<T, R extends Readonly<Record<string, Reducer<T, unknown>>>>(
  reducers: R,
): Reducer<T, Promise<Results<R>>> {
  return {
    start() {
      const named = Object.entries(reducers).map(([name, reducer]) => [name, reducer.start()] as const);
      const problems = new Problems();
      for (const [name, reduction] of named) {
        const { step, finish } = Object(reduction) as Partial<Reduction<never, unknown>>;
        if (typeof step === 'function' && typeof finish === 'function') continue;
        problems.add(`reducers.${name}.start()`, 'an object with `step` and `finish`', reduction);
      }
      problems.throwIfAny();
      const reductions = named.map(([, reduction]) => reduction);
      return {
        step(item) {
          const pending = reductions.flatMap((reduction) => promiseOf(reduction.step(item)) ?? []);
          return pending.length === 0 ? undefined : Promise.all(pending);
        },
        async finish() {
          const results = named.map(async ([name, reduction]) => [name, await reduction.finish()] as const);
          return Object.fromEntries(await Promise.all(results)) as Results<R>;
        },
      };
    },
  };
}

function promiseOf(returned: unknown): Promise<unknown> | undefined {
  return returned instanceof Promise ? (returned as Promise<unknown>) : undefined;
}
