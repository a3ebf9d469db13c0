/** A number as people read it: `6,207`, `12.35`. */
export function number(n: number | bigint): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** How many there are of something: `1 read set`, `6,207 read sets`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
