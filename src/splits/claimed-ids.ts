import { BLOCK_IDS, includes, isNumeric } from './numeric-ids.js';

/**
 * The ids that came in walks side by side: who asks first has it. A read set whose status changes between two walks
 * comes in both, or in one that ended long ago. Ids are numbers and take 8 bytes each.
 */
export class ClaimedIds {
  readonly #others = new Set<string>();
  readonly #open = new Set<number>();
  /** Sorted, each longer than the one after it. */
  readonly #runs: Float64Array[] = [];

  /** `true` for an id the first time it comes. */
  claim(id: string): boolean {
    if (!isNumeric(id)) return isAdded(this.#others, id);
    const number = Number(id);
    if (this.#runs.some((run) => includes(run, number))) return false;
    const isNew = isAdded(this.#open, number);
    if (this.#open.size >= BLOCK_IDS) this.#close();
    return isNew;
  }

  #close(): void {
    let run = Float64Array.from(this.#open).sort();
    this.#open.clear();
    for (
      let last = this.#runs.at(-1);
      last !== undefined && last.length <= run.length;
      last = this.#runs.at(-1)
    ) {
      const both = new Float64Array(last.length + run.length);
      both.set(last);
      both.set(run, last.length);
      run = both.sort();
      this.#runs.pop();
    }
    this.#runs.push(run);
  }
}

function isAdded<T>(set: Set<T>, item: T): boolean {
  const { size } = set;
  return set.add(item).size > size;
}
