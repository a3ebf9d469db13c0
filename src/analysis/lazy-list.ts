/**
 * A list whose elements are made anew each time they are come to, so that a list of a million takes no more memory than
 * what they are made from: `for (const each of list)`, `list.at(0)`, `list.slice(0, 20)`. In JSON it is an array, which
 * is made as a whole, and so is `[...list]`.
 */
export class LazyList<T> implements Iterable<T> {
  /** How many elements there are. */
  readonly length: number;
  readonly #make: (index: number) => T;

  /** @internal */
  constructor(length: number, make: (index: number) => T) {
    this.length = length;
    this.#make = make;
  }

  /** The element at an index, from the end where it is negative; `undefined` where there is none. */
  at(index: number): T | undefined {
    const whole = Math.trunc(index) || 0;
    const place = whole < 0 ? this.length + whole : whole;
    return place >= 0 && place < this.length ? this.#make(place) : undefined;
  }

  /** An array of the elements from `start` to before `end`, with the meaning these have for an array. */
  slice(start?: number, end?: number): T[] {
    const begin = clamp(start ?? 0, this.length);
    const stop = clamp(end ?? this.length, this.length);
    return Array.from({ length: Math.max(0, stop - begin) }, (_, i) => this.#make(begin + i));
  }

  /** An array of what a function makes of each element. */
  map<U>(fn: (element: T, index: number) => U): U[] {
    return Array.from({ length: this.length }, (_, i) => fn(this.#make(i), i));
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let i = 0; i < this.length; i += 1) yield this.#make(i);
  }

  toJSON(): T[] {
    return [...this];
  }
}

function clamp(index: number, length: number): number {
  const whole = Math.trunc(index) || 0;
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length);
}
