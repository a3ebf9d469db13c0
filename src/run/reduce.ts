import type { ReadSetListItem } from '@aws-sdk/client-omics';
import type { Page } from '../paging/page.js';
import { continueClosingRead } from './closing-read.js';
import type { RunEvent } from './events.js';
import type { EventSubject, RunState, SplitState, StoreOutcome, StoreState } from './state.js';

/** Folds one event into the state. Has no other effect. */
export function applyEvent(
  state: RunState,
  event: RunEvent,
  { store, split, received }: EventSubject,
  nowMs: number,
): void {
  const counts = store?.counts ?? state.discovery;
  switch (event.type) {
    case 'request':
      counts.requests += 1;
      break;
    case 'throttle':
      counts.throttled += 1;
      counts.retries += 1;
      break;
    case 'retry':
      counts.retries += 1;
      break;
    case 'page':
      counts.pages += 1;
      if (split && received) receivePage(split, received);
      else counts.duplicates += event.duplicates;
      break;
    case 'discovery-failed':
      state.error ??= event.error;
      state.failedDiscoveries += 1;
      break;
    case 'store-started':
      if (store) store.startedMs = nowMs;
      break;
    case 'store-done':
      if (store) endStore(store, 'complete', undefined, nowMs);
      break;
    case 'store-failed':
      if (store) endStore(store, 'failed', event.error, nowMs);
      break;
    default:
      break;
  }
}

function receivePage(split: SplitState, { items, duplicates, nextToken }: Page<ReadSetListItem>): void {
  const { store, cutFrom } = split;
  store.pagesReceived += 1;
  store.received += items.length;
  const readAgain = Math.min(duplicates, store.toReadAgain);
  store.toReadAgain -= readAgain;
  store.counts.duplicates += duplicates - readAgain;
  split.pages += 1;
  split.items += items.length;
  split.duplicates += duplicates;
  split.undelivered.push({ nextToken, ids: items.map(({ id }) => id), delivered: 0 });
  const ended = nextToken === undefined;
  if (ended && split.phase === 'reading') {
    split.phase = 'read';
    continueClosingRead(store);
  }
  removeDelivered(split);
  if (cutFrom === undefined) return;
  const { remainder, size } = cutFrom;
  remainder.guess = remainder.guess?.correct(split, size, ended);
}

/** Counts an item as delivered, and the one before it as done. Called for every item, so it is not an event. */
export function deliverItem(state: RunState, split: SplitState): void {
  acknowledge(state);
  split.store.counts.readSets += 1;
  state.unacknowledged = split;
}

/** Counts every delivered item as done. */
export function acknowledge(state: RunState): void {
  const split = state.unacknowledged;
  state.unacknowledged = undefined;
  const page = split?.undelivered[0];
  if (split === undefined || page === undefined) return;
  page.delivered += 1;
  if (page.delivered === page.ids.length) removeDelivered(split);
}

/** Removes delivered pages, a split once nothing of it remains, and the ids once nothing of the store remains. */
function removeDelivered(split: SplitState): void {
  const { store, undelivered } = split;
  let [page] = undelivered;
  while (page !== undefined && page.delivered === page.ids.length) {
    split.resumeToken = page.nextToken;
    undelivered.shift();
    [page] = undelivered;
  }
  if ((split.phase !== 'read' && split.phase !== 'replaced') || page !== undefined) return;
  store.splits = store.splits.filter((other) => other !== split);
  forgetIds(store);
}

function endStore(store: StoreState, outcome: StoreOutcome, error: unknown, nowMs: number): void {
  store.endedMs = nowMs;
  store.outcome = outcome;
  store.error = error;
  forgetIds(store);
}

function forgetIds(store: StoreState): void {
  if (store.outcome === 'complete' && store.splits.length === 0) store.ids = undefined;
}

/** Records how the run ends. Only the first call counts. */
export function endRun(
  state: RunState,
  outcome: 'complete' | 'limited' | 'failed' | 'cancelled',
  nowMs: number,
  error?: unknown,
): void {
  if (state.endedMs !== undefined) return;
  state.endedMs = nowMs;
  for (const store of state.stores) if (store.outcome === 'pending') store.outcome = 'cancelled';
  const someFailed = state.error !== undefined || state.stores.some((store) => store.outcome === 'failed');
  const isWhole = outcome === 'complete' || outcome === 'limited';
  state.outcome = isWhole && someFailed ? 'partial' : outcome;
  state.error = error ?? state.error;
}
