import type { InventoryReport } from '../index.js';
import type { View } from './display.js';
import { escapeControls } from '../display/escape-controls.js';
import { counted, number } from '../display/numbers.js';
import { escapeHtml } from './escape-html.js';

/** How a stream stands of which nothing is known but what came. */
export function countView(count: number, seconds: number): View {
  return viewOf([`${counted(count, 'item')} in ${seconds.toFixed(1)} s`]);
}

/** How an inventory stands, and each store that failed. */
export function reportView({ outcome, stores, totals, seconds, error }: InventoryReport): View {
  const over = stores.filter((store) => store.outcome === 'complete' || store.outcome === 'failed').length;
  const line = [
    `${outcome === 'pending' ? 'running' : outcome}: ${counted(totals.readSets, 'read set')}`,
    `${number(over)} of ${counted(totals.stores, 'store')}`,
    counted(totals.requests, 'request'),
    ...(totals.retries > 0 ? [`${number(totals.retries)} retried`] : []),
    `${seconds.toFixed(1)} s`,
  ].join(' · ');
  const failed = stores
    .filter((store) => store.outcome === 'failed')
    .map(
      ({ name, sequenceStoreId, error: reason }) =>
        `Not listed: ${name ?? sequenceStoreId}. ${reason?.message ?? ''}`,
    );
  const alone = failed.length === 0 && error !== undefined ? [error.message] : [];
  return viewOf([line, ...failed, ...alone]);
}

function viewOf([line = '', ...problems]: readonly string[]): View {
  return {
    html: `<div><div>${escapeHtml(line)}</div>${problems
      .map((problem) => `<div style="color:#b00020"><strong>${escapeHtml(problem)}</strong></div>`)
      .join('')}</div>`,
    text: [line, ...problems].map(escapeControls).join('\n'),
  };
}
