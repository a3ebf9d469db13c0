/** So many ids are held as they come, and then sorted. */
export const BLOCK_IDS = 4096;

const NUMERIC = /^(?:0|[1-9]\d{0,14})$/;

/** Whether a number holds an id exactly, and is written as the id is. */
export function isNumeric(id: string): boolean {
  return NUMERIC.test(id);
}

/** Binary search in sorted numbers. */
export function includes(sorted: Float64Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
