import { AbortError } from 'ix/aborterror';
import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { linkAbort, withinGraceOf } from './abort.js';

/** The abort reason when the consumer closes the iteration. The operators of ix treat an `AbortError` as no failure. */
const CLOSED = new AbortError('The consumer closed the iteration.');

/** A generator that stops waiting when `signal` aborts. */
export type Body<T> = (signal: AbortSignal) => AsyncGenerator<T, void, undefined>;

/** An ix `AsyncIterable` over a generator. Each iteration starts the generator afresh and closes it at once. */
export class ClosingIterable<T> extends AsyncIterableX<T> {
  readonly #body: Body<T>;
  readonly #signal: AbortSignal | undefined;

  constructor(body: Body<T>, signal?: AbortSignal) {
    super();
    this.#body = body;
    this.#signal = signal;
  }

  /** Starts an iteration. ix passes a `signal` from operator to operator; it ends the iteration too. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    return closingIterator(this.#body, this.#signal, signal);
  }
}

/**
 * Creates an iterator over a generator that closes at once. The `return()` of a plain async generator queues behind a
 * pending `next()`, so a consumer that leaves during a request would wait for the response. Here `return()` first aborts
 * the signal of the generator. When one of `parents` aborts, the pending `next()` rejects with its reason by identity.
 * Neither waits longer than a second for a generator that is stuck in `next()`. `return()` waits for a `finally`.
 */
export function closingIterator<T>(
  body: Body<T>,
  ...parents: readonly (AbortSignal | undefined)[]
): AsyncGenerator<T, void, undefined> {
  const link = linkAbort(...parents);
  const { signal } = link;
  const generator = body(signal);
  let closing: Promise<unknown> | undefined;
  const closeBody = (): Promise<unknown> => (closing ??= generator.return());
  let inTime: Promise<void> | undefined;
  // A caller of `return()` gets an error of its `finally`; all other callers get the reason of the abort.
  const closeInTime = (): Promise<void> =>
    (inTime ??= withinGraceOf(signal, closeBody()).catch(() => undefined));
  /** Ends each pending `next()`. */
  const pending = new Set<() => void>();
  // An abort closes the generator even if the consumer never calls again.
  const onAbort = (): void => void closeInTime().then(() => pending.forEach((fail) => fail()));
  signal.addEventListener('abort', onAbort, { once: true });

  let over = false;
  let isClosed = false;
  const end = (): void => {
    over = true;
    link.unlink();
  };
  // Not an async function, because every item of an operator passes through it.
  const next = (): Promise<IteratorResult<T, void>> =>
    new Promise((resolve, reject) => {
      const fail = (error?: unknown): void => {
        pending.delete(fail);
        end();
        if (signal.aborted) void closeInTime().then(() => (isClosed ? resolve(DONE) : reject(signal.reason)));
        else reject(error);
      };
      const settle = (result: IteratorResult<T, void>): void => {
        pending.delete(fail);
        if (result.done === true) end();
        resolve(result);
      };
      if (over) resolve(DONE);
      else if (signal.aborted) fail();
      else {
        pending.add(fail);
        generator.next().then(settle, fail);
      }
    });
  return generatorOf(next, () => {
    isClosed = true;
    link.abort(CLOSED);
    end();
    return pending.size > 0 ? withinGraceOf(signal, closeBody()) : closeBody();
  });
}

export const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** An async generator that is closed by its `return()`, its `throw()` and its disposal. */
export function generatorOf<T>(
  next: () => Promise<IteratorResult<T, void>>,
  close: () => Promise<unknown>,
): AsyncGenerator<T, void, undefined> {
  return {
    next,
    async return() {
      await close();
      return DONE;
    },
    async throw(error: unknown) {
      await close();
      throw error;
    },
    async [Symbol.asyncDispose]() {
      await close();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
