import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { closingIterator, type Body } from './closing-iterator.js';

/** An ix `AsyncIterable` over a generator: each iteration starts the body afresh, and closes it at once. */
export class ClosingIterable<T> extends AsyncIterableX<T> {
  readonly #body: Body<T>;
  readonly #signal: AbortSignal | undefined;

  constructor(body: Body<T>, signal?: AbortSignal) {
    super();
    this.#body = body;
    this.#signal = signal;
  }

  /** Starts an iteration; it also ends when `signal`, which ix hands from operator to operator, aborts. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    return closingIterator(this.#body, this.#signal, signal);
  }
}
