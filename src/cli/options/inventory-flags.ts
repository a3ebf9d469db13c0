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
}

export function addInventoryFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--store <id>',
        'a sequence store; may be given several times (default: every store)',
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--concurrency <n>',
        'requests in flight at most; as many as the pace needs (default: 48)',
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option(
        '--split-stores <n>',
        'walks of one big store side by side: auto (as many as the pace has room for), never, or so many (default: auto)',
      ).argParser(splitStores),
    )
    .addOption(
      new Option('--order <order>', 'stores in turn, or one after another (default: arrival)').choices([
        'arrival',
        'input',
      ]),
    )
    .addOption(
      new Option('--on-store-error <policy>', 'when a store cannot be listed (default: stop)').choices([
        'stop',
        'continue',
      ]),
    )
    .option('--report <file>', 'write a JSON report of every store to this file, also when the run fails');
}
