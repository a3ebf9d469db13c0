import type { StoreRun } from '../walks/read-store.js';
import type { CheckedInventory } from './inventory-options.js';

/** What all that goes on in one run of an inventory shares. */
export interface RunSettings extends CheckedInventory, StoreRun {}
