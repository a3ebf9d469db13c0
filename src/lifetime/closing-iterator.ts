import { openScope } from './scope.js';

/** Why a scope ended when the consumer closed the iteration; never seen outside. */
const CLOSED = Symbol('closed by the consumer');

/** The body of an iteration: a generator that stops waiting when `signal` aborts. */
export type Body<T> = (signal: AbortSignal) => AsyncGenerator<T, void, undefined>;

/**
 * An iterator over an async generator that closes at once.
 *
 * The `return()` of a plain async generator queues behind a pending `next()`: a consumer that leaves while a request
 * is under way would wait for its answer. Here `return()` aborts the body's signal first, so what the body waits for
 * ends, a parked `next()` answers `{ done: true }`, and then the body's `finally` runs.
 *
 * When one of `parents` aborts, the pending `next()` rejects with its reason by identity.
 */
export function closingIterator<T>(
  body: Body<T>,
  ...parents: readonly (AbortSignal | undefined)[]
): AsyncGenerator<T, void, undefined> {
  const scope = openScope(...parents);
  const generator = body(scope.signal);
  let closing: Promise<unknown> | undefined;
  const close = (): Promise<unknown> => (closing ??= generator.return());
  // An abort closes the body also when the consumer never calls again. What its `finally` throws then reaches
  // whoever calls `return()`; the abort itself is what everyone else is told.
  scope.signal.addEventListener('abort', () => void close().catch(() => undefined), { once: true });

  let over = false;
  const end = (): void => {
    over = true;
    scope.release();
  };

  return {
    async next() {
      if (over) return { done: true, value: undefined };
      try {
        scope.signal.throwIfAborted();
        const result = await generator.next();
        if (result.done === true) end();
        return result;
      } catch (error) {
        end();
        if (!scope.signal.aborted) throw error;
        await close().catch(() => undefined);
        if (scope.signal.reason === CLOSED) return { done: true, value: undefined };
        throw scope.signal.reason;
      }
    },
    async return() {
      scope.abort(CLOSED);
      end();
      await close();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      await this.return(undefined);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return(undefined);
    },
  };
}
