/**
 * A read-only list that creates each element when you access it, so a list of a million elements takes little memory.
 * Use `for (const each of list)`, `list.at(0)` or `list.slice(0, 20)`. In JSON it is an array. `[...list]` and JSON
 * create all elements at once.
 */
export class LazyList<T> implements Iterable<T> {
  /** The number of elements. */
  readonly length: number;
  readonly #create: (index: number) => T;

  /** @internal */
  constructor(length: number, create: (index: number) => T) {
    this.length = length;
    this.#create = create;
  }

  /** Returns the element at an index, as `Array.prototype.at` does. Negative indexes count from the end. */
  at(index: number): T | undefined {
    const whole = Math.trunc(index) || 0;
    const position = whole < 0 ? this.length + whole : whole;
    return position >= 0 && position < this.length ? this.#create(position) : undefined;
  }

  /** Returns an array of the elements from `start` up to `end`, as `Array.prototype.slice` does. */
  slice(start = 0, end = this.length): T[] {
    const from = clamp(start, this.length);
    const length = Math.max(0, clamp(end, this.length) - from);
    return Array.from({ length }, (_, i) => this.#create(from + i));
  }

  /** Returns an array of the results of `fn` for each element. */
  map<U>(fn: (element: T, index: number) => U): U[] {
    return Array.from({ length: this.length }, (_, i) => fn(this.#create(i), i));
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let i = 0; i < this.length; i += 1) yield this.#create(i);
  }

  toJSON(): T[] {
    return [...this];
  }
}

function clamp(index: number, length: number): number {
  const whole = Math.trunc(index) || 0;
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length);
}
