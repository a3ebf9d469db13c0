import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { MAX_RESTARTS } from '../../src/paging/paginate.js';
import { ALL_TIMES } from '../../src/run/creation-times.js';
import { remainderOf } from '../../src/run/cut-planning.js';
import {
  changeStrategy,
  checkBounds,
  cutSplit,
  hasNextSplit,
  replaceSplits,
  restartSplit,
  takeSplit,
} from '../../src/run/split-queue.js';
import type { SplitState, StoreState } from '../../src/run/state.js';
import { Fold, HOUR, ordered, queryOf } from './support.js';

const NOW = 30 * HOUR;

/** A store, and the queue of its splits. */
function queued(settings: ConstructorParameters<typeof Fold>[0] = {}) {
  const fold = new Fold(settings).start();
  const store = fold.addStore();
  return { fold, store };
}

/** A page of a hundred new read sets that were created at these hours, or evenly between two. */
function receivePage(
  fold: Fold,
  store: StoreState,
  split: SplitState,
  fromHour: number,
  toHour: number,
  nextToken: string | undefined = `after ${toHour}`,
): void {
  const times = Array.from({ length: 100 }, (_, n) => (fromHour + ((toHour - fromHour) * n) / 99) * HOUR);
  split.observer.add(times.map((ms) => ({ creationTime: new Date(ms) }) as ReadSetListItem));
  fold.receive(
    store,
    split,
    nextToken,
    times.map((_, n) => `${split.pages} ${fromHour} ${n}`),
  );
}

/** A store with pages of an hour each, up to hour 2, that was cut. */
function cutStore() {
  const own = queued();
  const split = takeSplit(own.store, 4, NOW)!;
  receivePage(own.fold, own.store, split, 0, 1);
  receivePage(own.fold, own.store, split, 1, 2);
  expect(cutSplit(split, 4, NOW)).toBe(true);
  return { ...own, split };
}

const hoursOf = ({ times }: SplitState): number[] => [times.afterMs / HOUR, times.beforeMs / HOUR];
const waiting = ({ splits }: StoreState): number[][] =>
  splits.filter(({ phase }) => phase === 'waiting').map(hoursOf);

describe('the queue of splits', () => {
  it('returns the split of a store once', () => {
    const { store } = queued();
    expect(hasNextSplit(store)).toBe(true);
    expect(takeSplit(store, 1, NOW)).toMatchObject({ times: ALL_TIMES, value: undefined, phase: 'reading' });
    expect([hasNextSplit(store), takeSplit(store, 1, NOW)]).toEqual([false, undefined]);
    expect(store.splits).toHaveLength(1);
  });

  it('cuts piece after piece off a remainder, until nothing remains', () => {
    const { store } = cutStore();
    expect(waiting(store)).toEqual([[-Infinity, Infinity]]);
    expect(hoursOf(takeSplit(store, 4, NOW)!)).toEqual([-Infinity, 7]);
    expect(waiting(store)).toEqual([[7, Infinity]]);
    expect(hoursOf(takeSplit(store, 4, NOW)!)).toEqual([7, 14.5]);
    expect(hoursOf(takeSplit(store, 4, NOW)!)).toEqual([14.5, 24.5]);
    expect(hasNextSplit(store)).toBe(true);
    expect(hoursOf(takeSplit(store, 4, NOW)!)).toEqual([24.5, Infinity]);
    expect([hasNextSplit(store), takeSplit(store, 4, NOW), waiting(store)]).toEqual([false, undefined, []]);
  });

  it('cuts the next remainder once the previous one is used up, each piece with its own value', () => {
    const { store } = queued();
    const values = ['FASTQ', 'BAM'].map((value) => ({ member: 'name', value }) as const);
    const remainder = remainderOf(ALL_TIMES, ordered('ascending', 0, 12), 2, 100);
    const by = values.map((value) => ({ ...remainder, value }));
    replaceSplits(store, store.splits, by);
    const taken = [1, 2, 3, 4, 5].map(() => takeSplit(store, 4, NOW)!.value?.value);
    expect(taken).toEqual(['FASTQ', 'FASTQ', 'FASTQ', 'BAM', 'BAM']);
  });

  it('makes the next pieces shorter when a piece is denser than expected', () => {
    const { fold, store } = cutStore();
    takeSplit(store, 4, NOW);
    const piece = takeSplit(store, 4, NOW)!;
    receivePage(fold, store, piece, 7, 7.5);
    expect(waiting(store)).toEqual([[14.5, Infinity]]);
    expect(hoursOf(takeSplit(store, 4, NOW)!)).toEqual([14.5, 19.5]);
  });
});

describe('a split that another worker could read', () => {
  it('is cut after two pages, and read again as a whole', () => {
    const { store, split } = cutStore();
    expect(split.phase).toBe('replaced');
    expect(waiting(store)).toEqual([[-Infinity, Infinity]]);
    expect(store.pagesReadAgain).toBe(2);
  });

  it.each<[string, (own: { fold: Fold; store: StoreState }) => void]>([
    ['its ids are not known', ({ store }) => void (store.ids = undefined)],
    ['the service ignores time bounds', ({ store }) => void (store.ignoresBounds = true)],
    [
      'another split waits',
      ({ store }) => replaceSplits(store, [], [{ times: ALL_TIMES, value: undefined }]),
    ],
    ['the pages are nearly at now', ({ fold, store }) => receivePage(fold, store, store.splits[0]!, 2, 29.9)],
  ])('is not cut if %s', (_, prepare) => {
    const { fold, store } = queued();
    const split = takeSplit(store, 4, NOW)!;
    receivePage(fold, store, split, 0, 1);
    receivePage(fold, store, split, 1, 2);
    prepare({ fold, store });
    expect(cutSplit(split, 4, NOW)).toBe(false);
    expect([split.phase, store.pagesReadAgain]).toEqual(['reading', 0]);
  });

  it('is not cut before the second page', () => {
    const { fold, store } = queued();
    const split = takeSplit(store, 4, NOW)!;
    receivePage(fold, store, split, 0, 1);
    expect(cutSplit(split, 4, NOW)).toBe(false);
  });
});

describe('a split whose token is rejected', () => {
  it('is replaced by its two halves, the unread one first', () => {
    const { fold, store } = queued();
    const split = takeSplit(store, 1, NOW)!;
    receivePage(fold, store, split, 0, 1);
    expect(restartSplit(split)).toBe(true);
    expect(waiting(store)).toEqual([
      [1, Infinity],
      [-Infinity, 1],
    ]);
    expect(store.splits.map(({ restarts }) => restarts)).toEqual([0, 0, 0]);
  });

  it('is read again as it is if the service ignores time bounds', () => {
    const { fold, store } = queued();
    const split = takeSplit(store, 1, NOW)!;
    receivePage(fold, store, split, 0, 1);
    store.ignoresBounds = true;
    expect(restartSplit(split)).toBe(true);
    expect(waiting(store)).toEqual([[-Infinity, Infinity]]);
  });

  it('is no longer replaced after too many restarts without a new item', () => {
    const { store } = queued();
    let restarts = 0;
    for (let split = takeSplit(store, 1, NOW); split && restartSplit(split); restarts += 1) {
      split = takeSplit(store, 1, NOW);
    }
    expect(restarts).toBe(MAX_RESTARTS);
  });

  it('is replaced without limit while each restart brings a new item', () => {
    const { fold, store } = queued();
    for (let n = 0; n < 20; n += 1) {
      const split = takeSplit(store, 1, NOW)!;
      fold.receive(store, split, 't1', [`new ${n}`]);
      expect(restartSplit(split)).toBe(true);
    }
  });
});

describe('a service that ignores time bounds', () => {
  it('makes all splits one list', () => {
    const { fold, store } = cutStore();
    const piece = takeSplit(store, 4, NOW)!;
    receivePage(fold, store, piece, 0, 9);
    checkBounds(piece);
    expect(piece.phase).toBe('replaced');
    expect(waiting(store)).toEqual([[-Infinity, Infinity]]);
    expect(store.splits.at(0)?.guess).toBeUndefined();
    expect(store.ignoresBounds).toBe(true);
  });

  it('makes all splits one list per value, in the same order', () => {
    const { fold, store } = queued();
    const by = ['DELETED', 'ARCHIVED', 'DELETED'].map((value, n) => ({
      times: { afterMs: n * HOUR, beforeMs: (n + 1) * HOUR },
      value: { member: 'status', value } as const,
    }));
    replaceSplits(store, store.splits, by);
    const split = takeSplit(store, 4, NOW)!;
    receivePage(fold, store, split, 0, 9);
    checkBounds(split);
    const lists = store.splits.filter(({ phase }) => phase === 'waiting');
    expect(lists.map(({ value }) => value?.value)).toEqual(['DELETED', 'ARCHIVED']);
    expect(lists.map(hoursOf)).toEqual([
      [-Infinity, Infinity],
      [-Infinity, Infinity],
    ]);
  });

  it('is not suspected while times are within the bounds', () => {
    const { fold, store } = cutStore();
    const piece = takeSplit(store, 4, NOW)!;
    receivePage(fold, store, piece, 0, 7);
    checkBounds(piece);
    expect([piece.phase, store.ignoresBounds]).toEqual(['reading', false]);
  });
});

describe('lists of several values', () => {
  const statuses = ['ARCHIVED', 'ACTIVATING', 'DELETED'] as const;

  it('replace one list of all values once they need fewer requests', () => {
    const query = queryOf({ where: { status: statuses } });
    const { fold, store } = queued({ query });
    const split = takeSplit(store, 1, NOW)!;
    const page = Array.from({ length: 100 }, (_, n) => ({ id: `${n}`, status: 'ACTIVE' }));
    store.chooser.addPage(page as ReadSetListItem[]);
    fold.receive(store, split, 't1', []);
    expect(changeStrategy(split)).toBe(true);
    expect(store.splits.map(({ value }) => value?.value)).toEqual(statuses);
    expect(store.strategy?.strategy).toBe('list-per-value');
    expect(split.phase).toBe('replaced');
  });

  it.each([
    ['they need more requests', 'ARCHIVED', true],
    ['the ids of the store are not known', 'ACTIVE', false],
  ])('do not replace it if %s', (_, status, areIdsKnown) => {
    const { store } = queued({ query: queryOf({ where: { status: statuses } }) });
    const split = takeSplit(store, 1, NOW)!;
    const page = Array.from({ length: 100 }, (_each, n) => ({ id: `${n}`, status }));
    store.chooser.addPage(page as ReadSetListItem[]);
    if (!areIdsKnown) store.ids = undefined;
    expect(changeStrategy(split)).toBe(false);
    expect(split.phase).toBe('reading');
  });

  it('are read one status after another', () => {
    const query = queryOf({ where: { status: statuses } }, 'always');
    const { fold, store } = queued({ query });
    const first = takeSplit(store, 4, NOW)!;
    expect(first.value?.value).toBe('ARCHIVED');
    expect([hasNextSplit(store), takeSplit(store, 4, NOW)]).toEqual([false, undefined]);
    fold.receive(store, first, undefined, ['1']);
    expect(takeSplit(store, 4, NOW)?.value?.value).toBe('ACTIVATING');
  });

  it('wait until the remainder of the previous status is used up, but its pieces do not wait', () => {
    const query = queryOf({ where: { status: statuses } }, 'always');
    const { store } = queued({ query });
    const first = takeSplit(store, 4, NOW)!;
    const remainder = remainderOf(ALL_TIMES, ordered('ascending', 0, 12), 2, 100);
    replaceSplits(store, [first], [{ ...remainder, value: first.value }]);
    const taken = [1, 2, 3, 4].map(() => takeSplit(store, 4, NOW)?.value?.value);
    expect(taken).toEqual(['ARCHIVED', 'ARCHIVED', 'ARCHIVED', undefined]);
  });

  it('of another member are read in parallel', () => {
    const query = queryOf({ where: { sampleId: ['a', 'b'] } }, 'always');
    const { store } = queued({ query });
    expect([1, 2].map(() => takeSplit(store, 4, NOW)?.value?.value)).toEqual(['a', 'b']);
  });
});
