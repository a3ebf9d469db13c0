/** A source that counts how it is used. */
export interface Tracked<T> extends AsyncIterable<T> {
  /** Iterations that have started: their first `next()` was called. */
  opened: number;
  /** Iterations that have run their `finally` block. */
  closed: number;
  /** Calls of `next()`. */
  pulls: number;
}

/** Creates a source from a generator function. */
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

/** Creates a tracked source of these items. */
export function trackedItems<T>(...items: readonly T[]): Tracked<T> {
  return tracked(async function* () {
    yield* items;
  });
}

/** Creates a tracked source of 0, 1, 2, … that never ends. */
export function trackedEndless(): Tracked<number> {
  return tracked(async function* () {
    for (let n = 0; ; n += 1) yield n;
  });
}

/** Creates a tracked source that yields these items and then throws. */
export function trackedFailure<T>(error: unknown, ...items: readonly T[]): Tracked<T> {
  return tracked(async function* () {
    yield* items;
    throw error;
  });
}

/** Rejects with the signal's reason when it aborts. Never resolves. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Waits until pending promise callbacks and 0 ms timers have run. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
