import { compileWhere, type InventoryConfig, type InventoryInput } from '../../index.js';
import { requestConfig } from '../client.js';
import { UsageError } from '../errors.js';
import { isInvalidOption } from '../exit.js';
import { flagProblems } from './flag-names.js';
import type { InventoryFlags } from './inventory-flags.js';
import { checkWords } from './known-words.js';
import { askedOf, type WhereFlags } from './where-flags.js';

/** How to go about it. */
export function inventoryConfig(flags: InventoryFlags): Omit<InventoryConfig, 'client'> {
  const { concurrency, order, splitStores, onStoreError, pushdown } = flags;
  return { ...requestConfig(flags), concurrency, order, splitStores, onStoreError, pushdown };
}

/** What to list. */
export function inventoryInput(flags: InventoryFlags): InventoryInput {
  checkWhere(flags);
  checkWords(flags);
  return {
    ...(flags.store === undefined ? {} : { sequenceStoreIds: flags.store }),
    ...askedOf(flags),
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
  };
}

/** @throws {UsageError} that says what is wrong with the JSON of `--where`, and where in it */
function checkWhere({ where }: WhereFlags): void {
  if (where === undefined) return;
  try {
    compileWhere(where);
  } catch (error) {
    if (!isInvalidOption(error)) throw error;
    throw new UsageError(
      flagProblems(error.problems, (path) => `--${path}`),
      { cause: error },
    );
  }
}
