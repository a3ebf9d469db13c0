import { AsyncIterableX } from 'ix/asynciterable/asynciterablex';
import { closingIterator, type Body } from '../lifetime/closing-iterator.js';
import { ItemIterator, type Chunk } from './item-iterator.js';

/** The items of chunks as an ix `AsyncIterable`: each iteration starts the body afresh and closes it at once. */
export class Items<T> extends AsyncIterableX<T> {
  readonly #body: Body<Chunk<T>>;
  readonly #signal: AbortSignal | undefined;

  /** @internal */
  constructor(body: Body<Chunk<T>>, signal?: AbortSignal) {
    super();
    this.#body = body;
    this.#signal = signal;
  }

  /** Starts an iteration; it also ends when `signal`, which ix hands from operator to operator, aborts. */
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    return new ItemIterator(closingIterator(this.#body, this.#signal, signal), [this.#signal, signal]);
  }
}
