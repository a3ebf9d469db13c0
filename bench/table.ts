import Table from 'cli-table3';

/** Prints rows under a head, the first column to the left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const drawn = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...rows.map((row) => [...row]));
  console.log(drawn.toString());
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
