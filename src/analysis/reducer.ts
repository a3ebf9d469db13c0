import { Problems } from '../options/problems.js';

/** What is to be found out about the items of a stream, as something that can be begun any number of times. */
export interface Reducer<T, R> {
  /** Begins afresh, at once: what has to be waited for belongs in `step` or `finish`. */
  start(): Reduction<T, R>;
}

/** A {@link Reducer} at work on one stream. */
export interface Reduction<T, R> {
  /** Takes the next item. What it throws ends the pass. A promise that it returns is waited for before the next one. */
  step(item: T): unknown;
  /** Gives the result, once, when all items have come; a promise of it is waited for. */
  finish(): R;
}

/** What can be read once from its start to its end: a list, an inventory, an array. */
export type Stream<T> = AsyncIterable<T> | Iterable<T>;

/** The results of reducers, by the names that these were given. */
export type Results<R> = {
  -readonly [Name in keyof R]: R[Name] extends Reducer<never, infer Result> ? Result : never;
};

/**
 * Runs several reducers over one stream in one pass, and gives their results by name.
 *
 * Nothing is kept of the items but what the reducers keep: each says how much that is. An error of the stream or of a
 * reducer, and an abort of the stream's signal, close the stream and reject. Of an inventory that goes on when stores fail
 * the results are of the others, and of the read sets of a store that came before it failed: its report says which
 * stores, and how many read sets of each. A reducer of your own is an object with `start()`.
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
    const expected = isObject ? 'an object with one reducer or more' : 'an object of reducers';
    problems.add('reducers', expected, reducers);
    problems.throwIfAny();
  }
  for (const [name, reducer] of Object.entries<Partial<Reducer<T, unknown>> | undefined>(reducers)) {
    if (typeof reducer?.start !== 'function') problems.add(`reducers.${name}`, 'a reducer', reducer);
  }
  problems.throwIfAny();
  return reduceStream(stream, combine<T, R>(reducers));
}

/** Reads a stream to its end and gives what a reducer makes of it. */
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

/** One reducer that is several. */
function combine<T, R extends Readonly<Record<string, Reducer<T, unknown>>>>(
  reducers: R,
): Reducer<T, Promise<Results<R>>> {
  return {
    start() {
      const named = Object.entries(reducers).map(([name, reducer]) => [name, reducer.start()] as const);
      checkReductions(named);
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

function checkReductions(named: readonly (readonly [string, unknown])[]): void {
  const problems = new Problems();
  for (const [name, reduction] of named) {
    const { step, finish } = (reduction ?? {}) as Partial<Reduction<never, unknown>>;
    if (typeof step === 'function' && typeof finish === 'function') continue;
    const expected = 'an object with `step` and `finish`';
    problems.add(`reducers.${name}.start()`, expected, reduction);
  }
  problems.throwIfAny();
}

/** What a step returned, where it is a promise. */
function promiseOf(returned: unknown): Promise<unknown> | undefined {
  return returned instanceof Promise ? (returned as Promise<unknown>) : undefined;
}
