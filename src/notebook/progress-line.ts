import type { InventoryReport } from '../index.js';
import type { View } from './display.js';
import { escapeControls } from '../display/escape-controls.js';
import { counted, number } from '../display/numbers.js';
import { escapeHtml } from './escape-html.js';

const NOT_BEGUN = 'not begun: nothing was read';

/** How a stream stands of which nothing is known but what came; `undefined`: not even its first item was asked for. */
export function countView(count: number | undefined, seconds: number): View {
  return viewOf([count === undefined ? NOT_BEGUN : `${counted(count, 'item')} in ${seconds.toFixed(1)} s`]);
}

/** How an inventory stands, and each store that failed. */
export function reportView(report: InventoryReport): View {
  return viewOf(reportLines(report));
}

/** A line on how an inventory stands, and a line for each store that failed. */
export function reportLines({
  outcome,
  startedAt,
  stores,
  totals,
  seconds,
  error,
}: InventoryReport): readonly string[] {
  if (outcome === 'pending' && startedAt === undefined) return [NOT_BEGUN];
  const over = stores.filter((store) => store.outcome === 'complete' || store.outcome === 'failed').length;
  const line = [
    `${outcome === 'pending' ? 'running' : outcome}: ${counted(totals.readSets, 'read set')}`,
    totals.stores === 0 ? 'no stores' : `${number(over)} of ${counted(totals.stores, 'store')}`,
    counted(totals.requests, 'request'),
    ...(totals.retries > 0 ? [`${number(totals.retries)} retried`] : []),
    `${seconds.toFixed(1)} s`,
  ].join(' · ');
  const failed = stores
    .filter((store) => store.outcome === 'failed')
    .map(({ name, sequenceStoreId, error: reason }) => {
      const store = name === undefined ? sequenceStoreId : `${name} (${sequenceStoreId})`;
      return `Not listed: ${store}. ${reason?.message ?? ''}`;
    });
  const alone = failed.length === 0 && error !== undefined ? [error.message] : [];
  return [line, ...failed, ...alone];
}

function viewOf([line = '', ...problems]: readonly string[]): View {
  return {
    html: `<div><div>${escapeHtml(line)}</div>${problems
      .map((problem) => `<div style="color:#b00020"><strong>${escapeHtml(problem)}</strong></div>`)
      .join('')}</div>`,
    text: [line, ...problems].map(escapeControls).join('\n'),
  };
}
