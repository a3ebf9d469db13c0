import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { linkAbort } from './abort.js';

/** The abort reason when the consumer closes the iteration. Callers never see it. */
const CLOSED = Symbol('closed by the consumer');

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
  // An abort closes the generator even if the consumer never calls again. A caller of `return()` gets an error of its
  // `finally`; all other callers get the reason of the abort.
  signal.addEventListener('abort', () => void closeBody().catch(() => undefined), { once: true });

  let over = false;
  const end = (): void => {
    over = true;
    link.unlink();
  };
  const next = async (): Promise<IteratorResult<T, void>> => {
    if (over) return DONE;
    try {
      signal.throwIfAborted();
      const result = await generator.next();
      if (result.done === true) end();
      return result;
    } catch (error) {
      end();
      if (!signal.aborted) throw error;
      await closeBody().catch(() => undefined);
      if (signal.reason === CLOSED) return DONE;
      throw signal.reason;
    }
  };
  return generatorOf(next, () => {
    link.abort(CLOSED);
    end();
    return closeBody();
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
