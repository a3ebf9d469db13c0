/** Bases in a gigabase. */
export const GIGA = 1e9;

/** Whole gigabases and the bases beside them, 0 to 10^9 - 1, as one number: the nearest there is. */
export function gigabases(whole: number | bigint, rest: number | bigint): number {
  return Number(`${whole}.${String(rest).padStart(9, '0')}`);
}
