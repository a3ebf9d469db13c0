import type { Problems } from '../options/problems.js';

/** Whether a big store is cut into parts that are walked side by side, and into how many. */
export type SplitStores = 'auto' | 'never' | number;

/** Notes a value that is invalid. */
export function checkSplitStores(splitStores: unknown, problems: Problems): void {
  if (typeof splitStores === 'number') problems.integer('splitStores', splitStores, 1);
  else problems.oneOf('splitStores', splitStores, ['auto', 'never']);
}
