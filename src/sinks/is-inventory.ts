import type { Inventory } from '../inventory/inventory.js';

/** Whether a source is an inventory. (ix makes every async iterable an `instanceof` its classes.) */
export function isInventory(source: unknown): source is Inventory {
  const { checkpoint, report } = Object(source) as { checkpoint?: unknown; report?: unknown };
  return typeof checkpoint === 'function' && typeof report === 'function';
}
