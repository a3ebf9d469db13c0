import type { Seen } from '../../src/splits/observed-times.js';

export const HOUR = 3_600_000;

/** A walk that saw pages of one hour each, in order. */
export const ordered = (order: 'ascending' | 'descending', fromHour: number, toHour: number): Seen => ({
  fromMs: fromHour * HOUR,
  toMs: toHour * HOUR,
  order,
  sample: [fromHour * HOUR, toHour * HOUR],
  page: { spanMs: HOUR, items: 100 },
});

export const unordered = (sample: readonly number[]): Seen => ({
  fromMs: Math.min(...sample),
  toMs: Math.max(...sample),
  order: 'none',
  sample: [...sample].sort((a, b) => a - b),
  page: { spanMs: HOUR, items: 100 },
});

/** One an hour. */
export const spread = unordered(Array.from({ length: 200 }, (_, n) => n * HOUR));
/** More than half of them at one time. */
export const crowded = unordered(Array.from({ length: 200 }, (_, n) => (n < 120 ? 5 * HOUR : n * HOUR)));
