/** What an {@link ItemIterator} takes apart: a page, or anything else that holds items. */
export interface Chunk<T> {
  readonly items: readonly T[];
  /** Called for each item as it is handed to the consumer. */
  readonly onItem?: (() => void) | undefined;
}

const EMPTY: Chunk<never> = { items: [] };

/**
 * The items of pages, one by one. Written as an object and not as an async generator since it is on the path of every
 * read set: an item that is at hand costs one resolved promise.
 */
export class ItemIterator<T> implements AsyncGenerator<T, void, undefined> {
  readonly #pages: AsyncGenerator<Chunk<T>, void, undefined>;
  readonly #signals: readonly AbortSignal[];
  #chunk: Chunk<T> = EMPTY;
  #next = 0;
  #over = false;
  /** The last `next()` that waits for a page; parallel ones queue behind it, so each item is given once. */
  #waiting: Promise<unknown> | undefined;

  constructor(
    pages: AsyncGenerator<Chunk<T>, void, undefined>,
    signals: readonly (AbortSignal | undefined)[],
  ) {
    this.#pages = pages;
    this.#signals = signals.filter((signal) => signal !== undefined);
  }

  next(): Promise<IteratorResult<T, void>> {
    if (this.#waiting === undefined && this.#next < this.#chunk.items.length && !this.#aborted()) {
      return Promise.resolve(this.#take());
    }
    const before = this.#waiting ?? Promise.resolve();
    const result = before.then(() => this.#advance());
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#waiting = settled;
    void settled.then(() => {
      if (this.#waiting === settled) this.#waiting = undefined;
    });
    return result;
  }

  async #advance(): Promise<IteratorResult<T, void>> {
    while (this.#next >= this.#chunk.items.length || this.#aborted()) {
      this.#drop();
      const page = await this.#pages.next();
      if (page.done === true || this.#over) return { done: true, value: undefined };
      this.#chunk = page.value;
    }
    return this.#take();
  }

  #take(): IteratorResult<T, void> {
    this.#chunk.onItem?.();
    return { done: false, value: this.#chunk.items[this.#next++] as T };
  }

  async return(): Promise<IteratorResult<T, void>> {
    this.#over = true;
    this.#drop();
    await this.#pages.return(undefined);
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<T, void>> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #aborted(): boolean {
    return this.#signals.some((signal) => signal.aborted);
  }

  #drop(): void {
    this.#chunk = EMPTY;
    this.#next = 0;
  }
}
