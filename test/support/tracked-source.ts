/** What happened to a source. */
export interface Tracked<T> extends AsyncIterable<T> {
  /** Iterations begun, that is whose first `next()` was called. */
  opened: number;
  /** Iterations whose `finally` has run. */
  closed: number;
  /** Items asked for. */
  pulls: number;
}

/** An async iterable over a generator function that records how it is used. */
export function tracked<T>(body: () => AsyncGenerator<T, void, undefined>): Tracked<T> {
  const source: Tracked<T> = {
    opened: 0,
    closed: 0,
    pulls: 0,
    [Symbol.asyncIterator]() {
      const iterator = (async function* () {
        source.opened += 1;
        try {
          yield* body();
        } finally {
          source.closed += 1;
        }
      })();
      return {
        next: () => {
          source.pulls += 1;
          return iterator.next();
        },
        return: () => iterator.return(),
      };
    },
  };
  return source;
}

/** A tracked source of the given items. */
export function trackedItems<T>(...items: readonly T[]): Tracked<T> {
  return tracked(async function* () {
    yield* items;
  });
}

/** A tracked source of 0, 1, 2, … without end. */
export function trackedEndless(): Tracked<number> {
  return tracked(async function* () {
    for (let n = 0; ; n += 1) yield n;
  });
}

/** A tracked source that gives some items and then throws. */
export function trackedFailure<T>(error: unknown, ...items: readonly T[]): Tracked<T> {
  return tracked(async function* () {
    yield* items;
    throw error;
  });
}

/** Rejects with the signal's reason once it aborts; never resolves. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Lets everything that is due run: promises, and timers of 0 ms. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
