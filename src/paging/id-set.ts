/** The number of ids to collect before sorting them. */
const UNSORTED_IDS = 4096;

/** Ids per block of {@link PackedIds}. */
const BLOCK_IDS = 4096;

/** A whole number below 10^15: a double holds it exactly, and prints it as the id is written. */
const NUMERIC = /^(?:0|[1-9]\d{0,14})$/;

/** Ids in JSON, in any order. */
export interface PackedIds {
  /** Blocks of sorted numeric ids: base64 of the differences, as LEB128. About 4 bytes an id. */
  readonly blocks: readonly string[];
  /** Ids that are not numbers below 10^15. */
  readonly others: readonly string[];
}

/**
 * The ids that were received from a store, so that each read set is delivered once, even if the service lists it twice,
 * a split is cut or read again, or a run is resumed.
 *
 * A numeric id below 10^15 takes 8 bytes, outside the JavaScript heap; any other id about 100 bytes. Ids are kept in
 * sorted arrays, each longer than the next. Adding n ids therefore costs O(n log n) in total.
 */
export class IdSet {
  readonly #others = new Set<string>();
  readonly #sorted: Float64Array[] = [];
  /** Ids in no order, and ids that arrived in ascending order: lists are often sorted, and appending is cheap. */
  readonly #unsorted = new Set<number>();
  #ascending: number[] = [];
  #greatest = -Infinity;

  constructor({ blocks, others }: PackedIds = { blocks: [], others: [] }) {
    const numbers = Float64Array.from(blocks.flatMap(unpack)).sort();
    if (numbers.length > 0) this.#sorted.push(numbers);
    this.#greatest = numbers.at(-1) ?? -Infinity;
    for (const id of others) this.#others.add(id);
  }

  /** Adds an id. Returns `false` if the set already has it. */
  add(id: string): boolean {
    if (!NUMERIC.test(id)) return addTo(this.#others, id);
    const number = Number(id);
    if (number > this.#greatest) {
      this.#greatest = number;
      this.#ascending.push(number);
      if (this.#ascending.length === UNSORTED_IDS) this.#keepAscending();
      return true;
    }
    for (const array of this.#sorted) if (includes(array, number)) return false;
    if (includes(this.#ascending, number)) return false;
    if (!addTo(this.#unsorted, number)) return false;
    if (this.#unsorted.size === UNSORTED_IDS) this.#keepUnsorted();
    return true;
  }

  /** Packs the ids for a checkpoint, without those that were received but not delivered. */
  pack(undelivered: ReadonlySet<string>): PackedIds | undefined {
    const excluded = new Set([...undelivered].filter((id) => NUMERIC.test(id)).map(Number));
    this.#keepUnsorted();
    this.#keepAscending();
    const blocks = this.#sorted.flatMap((array) => {
      const delivered = excluded.size === 0 ? array : array.filter((id) => !excluded.has(id));
      return packAll(delivered);
    });
    const others = [...this.#others].filter((id) => !undelivered.has(id));
    return blocks.length + others.length === 0 ? undefined : { blocks, others };
  }

  #keepUnsorted(): void {
    this.#keep(Float64Array.from(this.#unsorted).sort());
    this.#unsorted.clear();
  }

  #keepAscending(): void {
    this.#keep(Float64Array.from(this.#ascending));
    this.#ascending = [];
  }

  /** Stores a sorted array, merged with all arrays that are not longer. */
  #keep(ids: Float64Array): void {
    let array = ids;
    for (let last = this.#sorted.at(-1); last !== undefined; last = this.#sorted.at(-1)) {
      if (last.length > array.length) break;
      array = mergeSorted(last, array);
      this.#sorted.pop();
    }
    if (array.length > 0) this.#sorted.push(array);
  }
}

/** Whether a value is {@link PackedIds} whose blocks can be unpacked. */
export function isPackedIds(value: unknown): value is PackedIds {
  if (typeof value !== 'object' || value === null) return false;
  const { blocks, others } = value as Partial<Record<keyof PackedIds, unknown>>;
  const isListOf = (list: unknown, test: (item: string) => boolean): boolean =>
    Array.isArray(list) && list.every((item) => typeof item === 'string' && test(item));
  return isListOf(blocks, isBlock) && isListOf(others, () => true);
}

function isBlock(block: string): boolean {
  const bytes = Buffer.from(block, 'base64');
  const isBase64 = bytes.toString('base64') === block;
  return isBase64 && (bytes.at(-1) ?? 128) < 128 && (unpack(block).at(-1) ?? Infinity) < 1e15;
}

/** The number of packed ids. */
export function packedCount({ blocks, others }: PackedIds): number {
  return blocks.reduce((count, block) => count + unpack(block).length, others.length);
}

function addTo<T>(set: Set<T>, item: T): boolean {
  const { size } = set;
  return set.add(item).size > size;
}

/** Searches sorted numbers. */
function includes(sorted: ArrayLike<number>, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}

function mergeSorted(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const merged = new Float64Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let k = 0; k < merged.length; k += 1) {
    const [x = Infinity, y = Infinity] = [a[i], b[j]];
    merged[k] = x <= y ? x : y;
    if (x <= y) i += 1;
    else j += 1;
  }
  return merged;
}

function packAll(sorted: Float64Array): string[] {
  const blocks: string[] = [];
  for (let i = 0; i < sorted.length; i += BLOCK_IDS) blocks.push(pack(sorted.subarray(i, i + BLOCK_IDS)));
  return blocks;
}

function pack(sorted: Float64Array): string {
  const bytes = Buffer.allocUnsafe(8 * sorted.length);
  let length = 0;
  let before = 0;
  for (const id of sorted) {
    let difference = id - before;
    before = id;
    for (; difference >= 128; difference = Math.floor(difference / 128)) {
      bytes[length++] = (difference % 128) + 128;
    }
    bytes[length++] = difference;
  }
  return bytes.toString('base64', 0, length);
}

function unpack(block: string): number[] {
  const ids: number[] = [];
  let id = 0;
  let weight = 1;
  for (const byte of Buffer.from(block, 'base64')) {
    id += (byte & 127) * weight;
    weight *= 128;
    if (byte >= 128) continue;
    ids.push(id);
    weight = 1;
  }
  return ids;
}
