import type { OmicsClient, ReadSetListItem } from '@aws-sdk/client-omics';
import { CheckpointError } from '../errors.js';
import type { Page } from '../paging/page.js';
import { correctGuess, type CutPiece } from './cut-planning.js';
import type { EventSubject, RunEvent } from './events.js';
import {
  SplitState,
  StoreState,
  type DeliveredFrom,
  type RunOutcome,
  type RunState,
  type StoreOutcome,
} from './state.js';

/** Folds one event into the state. Has no other effect. */
export function applyEvent(
  state: RunState,
  event: RunEvent,
  subject: EventSubject | undefined,
  nowMs: number,
): void {
  const { client, store, split, received } = subject ?? {};
  const counts = store?.counts ?? state.discovery;
  switch (event.type) {
    case 'run-started':
      state.startedMs = nowMs;
      break;
    case 'clients-resolved':
      resolveClients(state, event.clients);
      break;
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
      if (store && split && received) receivePage(state, store, split, received);
      else counts.duplicates += event.duplicates;
      break;
    case 'store-found':
      if (client)
        state.stores.push(new StoreState(client, { sequenceStoreId: event.id, name: event.name }, state));
      break;
    case 'stores-discovered':
      if (client) client.discovered = true;
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
    case 'split-started':
      if (split) split.phase = 'reading';
      break;
    case 'splits-replaced':
      if (store) replaceSplits(store, event);
      break;
    case 'piece-cut':
      if (store && split) insertPiece(store, split, event.cut);
      break;
    case 'strategy-chosen':
      if (store) store.strategy = event.strategy;
      break;
    case 'run-ended':
      if (!state.endedMs) endRun(state, event.outcome, event.error, nowMs);
      break;
    default:
      break;
  }
}

/** Creates the clients, and the stores of an earlier run. */
function resolveClients(state: RunState, clients: readonly (readonly [OmicsClient, region: string])[]): void {
  state.clients = clients.map(([client, region], index) => {
    const earlier = state.resume?.clients[index];
    if (earlier !== undefined && earlier.region !== region) {
      throw new CheckpointError(
        'client-mismatch',
        `Its client ${index + 1} is for ${earlier.region}, but that of this run is for ${region}.`,
      );
    }
    return { client, region, index, discovered: earlier?.discovered ?? false };
  });
  const { stores = [], splits = [] } = state.resume ?? {};
  for (const store of stores) {
    const own = splits.filter(
      ({ client, sequenceStoreId }) => client === store.client && sequenceStoreId === store.sequenceStoreId,
    );
    const client = state.clients[store.client];
    if (client) state.stores.push(new StoreState(client, store, state, { store, splits: own }));
  }
}

function receivePage(
  state: RunState,
  store: StoreState,
  split: SplitState,
  { items, duplicates, nextToken }: Page<ReadSetListItem>,
): void {
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
  if (ended && split.phase === 'reading') split.phase = 'read';
  removeDelivered(store, split);
  if (split.cutFrom?.remainder.guess === undefined) return;
  const { piece, remainder } = split.cutFrom;
  const result = { piece, items: split.items, ended, observation: split.observer.observation };
  remainder.guess = correctGuess(split.cutFrom.remainder.guess, result, state.pageSize);
}

/** Counts an item as delivered, and the one before it as done. Called for every item, so it is not an event. */
export function deliverItem(state: RunState, place: DeliveredFrom): void {
  acknowledge(state);
  place.store.counts.readSets += 1;
  state.unacknowledged = place;
}

/** Counts every delivered item as done. */
export function acknowledge(state: RunState): void {
  const place = state.unacknowledged;
  state.unacknowledged = undefined;
  const page = place?.split.undelivered[0];
  if (place === undefined || page === undefined) return;
  page.delivered += 1;
  if (page.delivered === page.ids.length) removeDelivered(place.store, place.split);
}

/** Removes delivered pages, a split once nothing of it remains, and the ids once nothing of the store remains. */
function removeDelivered(store: StoreState, split: SplitState): void {
  const { undelivered } = split;
  let [page] = undelivered;
  while (page !== undefined && page.delivered === page.ids.length) {
    split.resumeToken = page.nextToken;
    undelivered.shift();
    [page] = undelivered;
  }
  if ((split.phase !== 'read' && split.phase !== 'replaced') || page !== undefined) return;
  store.splits = store.splits.filter((other) => other !== split);
  if (store.outcome === 'complete' && store.splits.length === 0) store.ids = undefined;
}

/** Replaces splits with new ones. A replaced split stays until its received pages are delivered. */
function replaceSplits(
  store: StoreState,
  { splits, by, reason }: Extract<RunEvent, { readonly type: 'splits-replaced' }>,
): void {
  if (reason === 'cut') store.pagesReadAgain += splits.reduce((sum, { pages }) => sum + pages, 0);
  if (reason === 'ignored-bounds') store.ignoresBounds = true;
  store.toReadAgain += splits.reduce((sum, { items, duplicates }) => sum + items + duplicates, 0);
  const place = store.splits.findIndex((split) => splits.includes(split));
  for (const split of splits) split.phase = 'replaced';
  const remains = (split: SplitState): boolean => split.phase !== 'replaced' || split.undelivered.length > 0;
  store.splits = [
    ...store.splits.slice(0, Math.max(0, place)).filter(remains),
    ...by.map((split) => new SplitState(split)),
    ...store.splits.slice(Math.max(0, place)).filter(remains),
  ];
}

/** Inserts a piece before its remainder. The remainder shrinks, or is removed if the piece is all of it. */
function insertPiece(store: StoreState, remainder: SplitState, { piece, rest }: CutPiece): void {
  store.pieces += 1;
  const own = new SplitState({ times: piece.times, value: remainder.value }, { remainder, piece });
  if (rest !== undefined) {
    remainder.times = rest.times;
    remainder.guess = rest.guess;
  }
  const replacement = rest === undefined ? [own] : [own, remainder];
  store.splits = store.splits.flatMap((split) => (split === remainder ? replacement : [split]));
}

function endStore(store: StoreState, outcome: StoreOutcome, error: unknown, nowMs: number): void {
  store.endedMs = nowMs;
  store.outcome = outcome;
  store.error = error;
  if (outcome === 'complete' && store.splits.length === 0) store.ids = undefined;
}

function endRun(state: RunState, outcome: RunOutcome, error: unknown, nowMs: number): void {
  state.endedMs = nowMs;
  for (const store of state.stores) if (store.outcome === 'pending') store.outcome = 'cancelled';
  const someFailed = state.error !== undefined || state.stores.some((store) => store.outcome === 'failed');
  const isWhole = outcome === 'complete' || outcome === 'limited';
  state.outcome = isWhole && someFailed ? 'partial' : outcome;
  state.error = error ?? state.error;
}
