import { Option, type Command } from 'commander';
import { collect, positiveInteger, splitStores } from './parse.js';
import type { ConnectionFlags, OutputFlags, RequestFlags } from './shared-flags.js';
import type { WhereFlags } from './where-flags.js';

/** The flags that say which read sets are listed, and how it is gone about. */
export interface InventoryFlags
  extends ConnectionFlags, RequestFlags, WhereFlags, Omit<OutputFlags, 'format' | 'fields'> {
  readonly store?: readonly string[];
  readonly concurrency?: number;
  readonly order?: 'arrival' | 'input';
  readonly splitStores?: 'auto' | 'never' | number;
  readonly onStoreError?: 'stop' | 'continue';
  readonly report?: string;
  readonly explain?: boolean;
}

export function addInventoryFlags(command: Command): Command {
  return command
    .optionsGroup('Stores:')
    .addOption(
      new Option(
        '--store <id,…>',
        'these sequence stores; may be given several times (default: every store)',
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--concurrency <n>',
        'requests in flight at most; no more are used than the pace needs (default: 48)',
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option(
        '--split-stores <n|auto|never>',
        'parallel walks of one big store: auto (as many as the pace allows), never, or a number (default: auto)',
      ).argParser(splitStores),
    )
    .addOption(
      new Option(
        '--order <order>',
        'arrival takes stores in turn, input one after another (default: arrival)',
      ).choices(['arrival', 'input']),
    )
    .addOption(
      new Option(
        '--on-store-error <policy>',
        'what to do when a store cannot be listed (default: stop)',
      ).choices(['stop', 'continue']),
    )
    .option('--report <file>', 'write a JSON report of every store to this file, even when the run fails');
}
