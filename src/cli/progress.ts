import { counted, number } from '../display/numbers.js';
import type { InventoryReport } from '../index.js';
import type { Messages } from './messages.js';

/** A live line is redrawn no more often than this, in milliseconds. */
const REDRAW_MS = 100;

/** Shows how an inventory stands, on one line of a terminal, until it is stopped. */
export function showProgress(
  messages: Messages,
  report: () => Promise<InventoryReport>,
  limit?: number,
): { stop(): void } {
  const timer = setInterval(() => {
    void report().then((now) => {
      if (!stopped) messages.live(progressLine(now, limit));
    });
  }, REDRAW_MS);
  let stopped = false;
  timer.unref();
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
      messages.clearLive();
    },
  };
}

/**
 * How an inventory stands: `stores 3/6 · 4,200 read sets · 44 pages · 1 throttled · 812 read sets/s · 8.1 requests/s`. The
 * service does not say how many read sets a store holds, so the time left is known only where a limit is.
 */
export function progressLine({ stores, totals, seconds }: InventoryReport, limit?: number): string {
  const over = stores.filter(({ outcome }) => outcome === 'complete' || outcome === 'failed').length;
  const rate = seconds > 0 ? totals.readSets / seconds : 0;
  return [
    `stores ${number(over)}/${number(totals.stores)}`,
    counted(totals.readSets, 'read set'),
    counted(totals.pages, 'page'),
    ...(totals.retries > 0 ? [counted(totals.retries, 'retry', 'retries')] : []),
    ...(totals.throttled > 0 ? [`${number(totals.throttled)} throttled`] : []),
    `${number(Math.round(rate))} read sets/s`,
    `${(seconds > 0 ? totals.requests / seconds : 0).toFixed(1)} requests/s`,
    ...(limit !== undefined && rate > 0
      ? [`${number(Math.ceil((limit - totals.readSets) / rate))} s left`]
      : []),
  ].join(' · ');
}

/** How an inventory went: `6,207 read sets of 6 stores, 65 requests, 3 retried, 1 throttled, in 13.2 s`. */
export function summaryLine({ stores, totals, seconds }: InventoryReport): string {
  const failed = stores.filter(({ outcome }) => outcome === 'failed').length;
  return [
    `${counted(totals.readSets, 'read set')} of ${counted(totals.stores, 'store')}`,
    ...(failed > 0 ? [`${number(failed)} of them failed`] : []),
    counted(totals.requests, 'request'),
    `${number(totals.retries)} retried`,
    ...(totals.throttled > 0 ? [`${number(totals.throttled)} throttled`] : []),
    `in ${seconds.toFixed(1)} s`,
  ].join(', ');
}
