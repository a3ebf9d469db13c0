import { explainPlan, inventory } from '../../index.js';
import { clientOf } from '../client.js';
import { EXIT } from '../exit.js';
import type { InventoryFlags } from '../options/inventory-flags.js';
import { wordNotes } from '../options/known-words.js';
import { inventoryInput } from '../options/inventory-options.js';
import { escapeControls } from '../../display/escape-controls.js';

/** `--explain`: what the service would be asked for and what would be checked here. Nothing is sent. */
export async function explain(flags: InventoryFlags): Promise<number> {
  const client = clientOf(flags);
  try {
    const { plan } = await inventory({ client, pushdown: flags.pushdown }, inventoryInput(flags)).report();
    const text = plan === undefined ? 'Every read set is asked for.' : explainPlan(plan, flags.pushdown);
    for (const line of text.split('\n')) process.stdout.write(`${escapeControls(line)}\n`);
    for (const note of wordNotes(flags)) process.stderr.write(`readsets: ${note}\n`);
    return EXIT.complete;
  } finally {
    client.destroy();
  }
}
