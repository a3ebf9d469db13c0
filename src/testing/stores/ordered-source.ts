import { timeOf } from '../iso-time.js';
import { permutation } from '../random.js';
import type { ReadSetOrder, ReadSetRecord, ReadSetSource } from './store.js';

/** Items by their place in a list, with their creation times: what a page is read from. */
export interface ListSource<Item> {
  readonly length: number;
  at(place: number): Item;
  /** Creation time in milliseconds. */
  timeAt(place: number): number;
}

/**
 * A source in the order asked for. Creation times are read once, when a date filter or an order by time first needs
 * them, into 8 bytes a read set; an order other than the given one takes 4 more.
 */
export class OrderedSource implements ListSource<ReadSetRecord> {
  readonly #source: ReadSetSource;
  readonly #order: ReadSetOrder;
  readonly #seed: number;
  #times: Float64Array | undefined;
  #places: Uint32Array | undefined;

  constructor(source: ReadSetSource, order: ReadSetOrder, seed: number) {
    this.#source = source;
    this.#order = order;
    this.#seed = seed;
  }

  get length(): number {
    return this.#source.length;
  }

  at(place: number): ReadSetRecord {
    return this.#source.at(this.#indexOf(place));
  }

  timeAt(place: number): number {
    this.#times ??= this.#readTimes();
    const index = this.#indexOf(place);
    return this.#times[index] ?? this.#timeOf(index);
  }

  /** Read sets added after the order was made come last. */
  #indexOf(place: number): number {
    if (this.#order === 'given') return place;
    this.#places ??= this.#sort();
    return this.#places[place] ?? place;
  }

  #sort(): Uint32Array {
    if (this.#order === 'random') return permutation(this.length, this.#seed);
    const times = (this.#times ??= this.#readTimes());
    const places = Uint32Array.from(times, (_, index) => index);
    const sign = this.#order === 'ascending' ? 1 : -1;
    if (!isAscending(times)) return places.sort((a, b) => sign * ((times[a] ?? 0) - (times[b] ?? 0)));
    return sign === 1 ? places : places.reverse();
  }

  #readTimes(): Float64Array {
    const times = new Float64Array(this.#source.length);
    for (let index = 0; index < times.length; index += 1) times[index] = this.#timeOf(index);
    return times;
  }

  #timeOf(index: number): number {
    return this.#source.creationTimeOf?.(index) ?? timeOf(this.#source.at(index).creationTime);
  }
}

const isAscending = (times: Float64Array): boolean => {
  for (let index = 1; index < times.length; index += 1) {
    if ((times[index - 1] ?? 0) > (times[index] ?? 0)) return false;
  }
  return true;
};

/** An array as a source, read live. */
export const arraySource = (records: readonly ReadSetRecord[]): ReadSetSource => ({
  get length() {
    return records.length;
  },
  at(index) {
    const record = records[index];
    if (record === undefined) throw new RangeError(`No read set at ${index}: there are ${records.length}`);
    return record;
  },
});
