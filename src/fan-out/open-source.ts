import { InvalidOptionError } from '../errors.js';
import { isIterable } from '../options/is-iterable.js';
import { describe } from '../options/problems.js';

type AnyIterable<T> = Iterable<T> | AsyncIterable<T>;

/**
 * One source of a fan-out, read ahead by a bounded number of items. It has one `next()` under way at most, and tells
 * when it has something new: an item, its end, or its failure.
 */
export class OpenSource<T> {
  /** Set once the source failed; an object, since what was thrown may be falsy. */
  failure: { readonly error: unknown } | undefined;

  readonly #begin: () => AnyIterable<T>;
  readonly #readAhead: number;
  readonly #signal: AbortSignal;
  readonly #onNews: () => void;
  readonly #items: T[] = [];
  #iterator: Iterator<T> | AsyncIterator<T> | undefined;
  #pending = false;
  #done = false;

  /** @param source an iterable, or what gives it when the first item is asked for */
  constructor(
    source: AnyIterable<T> | (() => AnyIterable<T>),
    readAhead: number,
    signal: AbortSignal,
    onNews: () => void,
  ) {
    this.#begin = typeof source === 'function' ? source : () => source;
    this.#readAhead = readAhead;
    this.#signal = signal;
    this.#onNews = onNews;
  }

  hasItem(): boolean {
    return this.#items.length > 0;
  }

  /** Ended, by itself or by a failure, with nothing left to take. */
  isDone(): boolean {
    return this.#done && this.#items.length === 0;
  }

  hasNews(): boolean {
    return this.hasItem() || this.#done;
  }

  /** Waits in a `next()` that may not heed the signal. */
  isParked(): boolean {
    return this.#pending;
  }

  take(): T {
    return this.#items.shift() as T;
  }

  /** Asks for the next item, unless one is under way or enough are held. */
  pull(): void {
    if (this.#pending || this.#done || this.#signal.aborted || this.#items.length >= this.#readAhead) return;
    this.#pending = true;
    this.#next().then(
      (result) => {
        this.#pending = false;
        if (result.done === true) this.#done = true;
        else this.#items.push(result.value);
        this.#onNews();
        if (this.#readAhead > 1) this.pull();
      },
      (error: unknown) => {
        this.#pending = false;
        this.#done = true;
        this.failure = { error };
        this.#onNews();
      },
    );
  }

  async #next(): Promise<IteratorResult<T>> {
    this.#iterator ??= iterate(this.#begin(), this.#signal);
    return this.#iterator.next();
  }

  /** Closes the source, unless it ended or was never begun. */
  async close(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    await this.#iterator?.return?.();
  }
}

/** Starts an iterable with the signal that ix hands from operator to operator. */
function iterate<T>(iterable: AnyIterable<T>, signal: AbortSignal): Iterator<T> | AsyncIterator<T> {
  if (!isIterable(iterable)) {
    throw new InvalidOptionError([
      {
        option: 'open',
        expected: 'a function that gives an async iterable (an async function gives a promise)',
        got: `one that gives ${describe(iterable)}`,
      },
    ]);
  }
  if (Symbol.asyncIterator in iterable) {
    return (iterable[Symbol.asyncIterator] as (signal: AbortSignal) => AsyncIterator<T>).call(
      iterable,
      signal,
    );
  }
  return iterable[Symbol.iterator]();
}
