import { number } from '../display/numbers.js';

/** The digits of a number below 1 that say something. */
const SIGNIFICANT = 3;

/**
 * How the numbers of a column are shown, so that their points are below each other: whole numbers as such, others with
 * two digits behind the point, and small ones with as many as it takes to tell them apart.
 */
export function numberFormat(numbers: readonly (number | bigint)[]): (value: number | bigint) => string {
  const finite = numbers.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[];
  if (finite.every(Number.isInteger)) return number;
  const small = finite.reduce((most, value) => Math.max(most, digitsOf(value)), 0);
  const areSmall = finite.every((value) => Math.abs(value) < 1);
  return (value) =>
    typeof value === 'bigint' ? number(value) : withDigits(value, areSmall ? small : digitsOf(value));
}

/** Gigabases: two digits behind the point, and `<0.01` for fewer, which are not none. */
export function gigabasesText(gigabases: number): string {
  return gigabases > 0 && gigabases < 0.005 ? '<0.01' : withDigits(gigabases, 2);
}

/** Digits behind the point. */
function digitsOf(value: number): number {
  if (value === 0 || Math.abs(value) >= 1) return 2;
  const text = value.toLocaleString('en-US', { maximumSignificantDigits: SIGNIFICANT });
  return Math.min(Math.max(2, (text.split('.')[1] ?? '').length), 20);
}

function withDigits(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
