import type { Inventory } from './inventory.js';

/** Whether a value is an inventory, without loading what one is made of. */
export function isInventory(value: unknown): value is Inventory {
  const { checkpoint, report } = Object(value) as { checkpoint?: unknown; report?: unknown };
  return typeof checkpoint === 'function' && typeof report === 'function';
}
