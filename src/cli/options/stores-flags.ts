import type { Command } from 'commander';
import {
  addConnectionFlags,
  addOutputFlags,
  addRequestFlags,
  type ConnectionFlags,
  type OutputFlags,
  type RequestFlags,
} from './shared-flags.js';

/** The flags of `readsets stores`. */
export interface StoresFlags extends ConnectionFlags, RequestFlags, OutputFlags {}

export function addStoresFlags(command: Command): Command {
  return addRequestFlags(addOutputFlags(addConnectionFlags(command)));
}
