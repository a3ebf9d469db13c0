/** Numbers in a piece. */
const PIECE = 1 << 15;

/** A list of numbers in typed arrays that grows by pieces, so that nothing is copied and none of it is an object. */
export class Column {
  readonly #make: (length: number) => Uint32Array | Float64Array;
  readonly #pieces: (Uint32Array | Float64Array)[] = [];
  #length = 0;

  private constructor(make: (length: number) => Uint32Array | Float64Array) {
    this.#make = make;
  }

  /** Integers from 0 to 2^32 - 1, 4 bytes each. */
  static uint32(): Column {
    return new Column((length) => new Uint32Array(length));
  }

  /** Any numbers, 8 bytes each. */
  static float64(): Column {
    return new Column((length) => new Float64Array(length));
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a number and gives its place. */
  push(value: number): number {
    const place = this.#length;
    if (place % PIECE === 0) this.#pieces.push(this.#make(PIECE));
    this.#length += 1;
    this.set(place, value);
    return place;
  }

  at(place: number): number {
    return this.#pieces[Math.floor(place / PIECE)]?.[place % PIECE] ?? NaN;
  }

  set(place: number, value: number): void {
    const piece = this.#pieces[Math.floor(place / PIECE)];
    if (piece !== undefined) piece[place % PIECE] = value;
  }
}
