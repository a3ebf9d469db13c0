import { isChangeable } from '../query/fields.js';
import { ALL_TIMES } from './creation-times.js';
import { SplitState, type StoreState } from './state.js';

/** The most rounds of a closing read. After them, the store is read as one list, where no change hides a read set. */
export const MAX_ROUNDS = 5;

/**
 * Starts the next round of a store's closing read, if all its lists have been received and they need one.
 *
 * A read set whose status changes can be missing from every list by status, if it moves from a list that is not yet
 * read to one that is. Reading the lists again finds it. The first round leaves out the last list, because that began
 * after all others had ended, unless the lists have already shown a change or belong to an earlier run. A round that
 * shows a change is followed by rounds of all lists, until two in succession show none.
 */
export function continueClosingRead(store: StoreState): void {
  const { chooser, closing, counts, received, splits } = store;
  if (!isChangeable(chooser.strategy.member) || store.ids === undefined) return;
  if (splits.some(({ phase }) => phase === 'waiting' || phase === 'reading')) return;

  const hasNew = closing.rounds > 0 && received > closing.received;
  const hasChanged = hasNew || counts.duplicates > closing.duplicates;
  if (hasChanged) closing.quietNeeded = 2;
  closing.quiet = hasChanged || closing.rounds === 0 ? 0 : closing.quiet + 1;
  if (closing.quiet === closing.quietNeeded) return;

  const isLast = closing.rounds === MAX_ROUNDS;
  if (isLast) chooser.chooseOneList('statuses change too often for lists by status');
  else if (chooser.closingValues === undefined)
    chooser.chooseOneList('pushdown has changed since an earlier run');
  const isShort = closing.rounds === 0 && closing.quietNeeded === 1 && store.earlier === undefined;
  const all = chooser.closingValues ?? chooser.values;
  const values = isShort ? all.slice(0, -1) : all;
  store.strategy = chooser.strategy;
  store.splits = [...splits, ...values.map((value) => new SplitState(store, { times: ALL_TIMES, value }))];
  // Expect every known read set once. If a round lists one twice, its status changed in between.
  store.toReadAgain = received + (store.earlier?.readSets ?? 0);
  Object.assign(closing, { rounds: closing.rounds + 1, received, duplicates: counts.duplicates });
}
