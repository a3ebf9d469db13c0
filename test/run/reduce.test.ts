import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { RequestFailedError } from '../../src/errors.js';
import { IdSet, type PackedIds } from '../../src/paging/id-set.js';
import { noCounts } from '../../src/paging/page.js';
import { withOutput, type Checkpoint, type StoreCheckpoint } from '../../src/run/checkpoint.js';
import { ALL_TIMES } from '../../src/run/creation-times.js';
import { remainderOf } from '../../src/run/cut-planning.js';
import { publishRunEvent, type RunEvent } from '../../src/run/events.js';
import { checkpointOf, reportOf, type InventoryReport } from '../../src/run/projections.js';
import { acknowledge } from '../../src/run/reduce.js';
import type { Split } from '../../src/run/split.js';
import {
  checkBounds,
  cutSplit,
  changeStrategy,
  replaceSplits,
  restartSplit,
  takeSplit,
} from '../../src/run/split-queue.js';
import { SplitState, type StoreState } from '../../src/run/state.js';
import { STORE } from '../support/read-sets.js';
import { Fold, HOUR, ordered, queryOf, wholeSplit } from './support.js';

const REGION = 'us-east-1';
const PLACE = { region: REGION, sequenceStoreId: STORE };
const PAGE = { operation: 'ListReadSets', sequenceStoreId: STORE, page: 1 };
const RETRY = { ...PAGE, attempt: 1, delayMs: 5, error: new Error('transient') };
const VALUE = { member: 'status', value: 'ACTIVE' } as const;

const reportAt = ({ state }: Fold, nowMs: number): InventoryReport => reportOf(state, nowMs);
const checkpointAt = ({ state }: Fold, nowMs = 0): Checkpoint => checkpointOf(state, nowMs);

/** What a checkpoint says about the only store, apart from its place. */
const remainderIn = (fold: Fold): object[] =>
  checkpointAt(fold).splits.map(({ client: _, region: __, sequenceStoreId: ___, ...rest }) => rest);

/** Which of some ids are packed. */
const idsIn = (packed: PackedIds | undefined, ...ids: readonly string[]): string[] =>
  ids.filter((id) => !new IdSet(packed).add(id));

/** A checkpoint with one store, to resume from. */
function resumeFrom(store: Partial<StoreCheckpoint>, ...splits: readonly Partial<Split>[]): Checkpoint {
  const empty = checkpointOf(new Fold().state, 0);
  return withOutput(
    {
      ...empty,
      seconds: 10,
      clients: [{ region: REGION, discovered: true }],
      stores: [{ client: 0, ...PLACE, complete: false, seconds: 4, ...noCounts(), ...store }],
      splits: splits.map((split) => ({ client: 0, ...PLACE, ...split })),
    },
    undefined,
  );
}

describe('the report after events', () => {
  it('has the counts, the times and the outcome of the run and of each store', () => {
    const fold = new Fold({ input: { limit: 3 } });
    expect(reportAt(fold, 99)).toEqual({
      outcome: 'pending',
      seconds: 0,
      input: { limit: 3 },
      stores: [],
      totals: { stores: 0, ...noCounts() },
    });
    const [client] = fold.start().state.clients;
    const discovery = { ...PAGE, operation: 'ListSequenceStores', sequenceStoreId: undefined };
    fold.apply({ type: 'request', ...discovery }, { client: client! });
    fold.apply(
      { type: 'page', ...discovery, items: 1, duplicates: 0, attempts: 1, elapsedMs: 2 },
      { client: client! },
    );
    fold.addStore(STORE, 'a name');
    fold.nowMs = 1000;
    const { store, split } = fold.startStore();
    const subject = { client: client!, store, split };
    for (let n = 0; n < 3; n += 1) fold.apply({ type: 'request', ...PAGE }, subject);
    fold.apply({ ...RETRY, type: 'throttle', reason: 'throttling' }, subject);
    fold.apply({ ...RETRY, type: 'retry', reason: 'server' }, subject);
    fold.receive(store, split, undefined, ['1', '2'], 5);
    fold.deliver(split, 2);
    fold.nowMs = 3500;
    fold.apply({ type: 'store-done', ...PLACE, readSets: 2 }, subject);
    fold.nowMs = 4000;
    fold.end('complete');
    fold.nowMs = 5000;
    fold.end('cancelled');
    const counts = { readSets: 2, duplicates: 5, pages: 1, requests: 3, retries: 2, throttled: 1 };
    expect(reportAt(fold, 9000)).toEqual({
      outcome: 'complete',
      startedAt: '1970-01-01T00:00:00.000Z',
      finishedAt: '1970-01-01T00:00:04.000Z',
      seconds: 4,
      input: { limit: 3 },
      stores: [{ ...PLACE, name: 'a name', outcome: 'complete', seconds: 2.5, ...counts }],
      totals: { stores: 1, ...counts, pages: 2, requests: 4 },
    });
  });

  it('counts a delivered read set before it is done', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    fold.receive(store, split, undefined, ['1', '2']);
    fold.deliver(split, 1);
    expect(reportAt(fold, 0).totals.readSets).toBe(1);
    expect(checkpointAt(fold).stores[0]?.readSets).toBe(0);
    acknowledge(fold.state);
    expect(checkpointAt(fold).stores[0]?.readSets).toBe(1);
  });

  it('has the error of a failed store, without its page token', () => {
    const fold = new Fold().start();
    const { store } = fold.startStore();
    const cause = Object.assign(new Error('denied'), { name: 'AccessDeniedException' });
    const place = { ...PAGE, page: 3, yielded: 200 };
    const error = new RequestFailedError(
      place,
      { attempts: 1, elapsedMs: 5, nextToken: 't2' },
      cause,
      'Ask.',
    );
    fold.apply({ type: 'store-failed', ...PLACE, error }, { client: store.client, store });
    fold.end('complete');
    expect(JSON.stringify(reportAt(fold, 0))).not.toContain('t2');
    expect(reportAt(fold, 0)).toMatchObject({
      outcome: 'partial',
      stores: [
        {
          outcome: 'failed',
          error: {
            name: 'RequestFailedError',
            code: 'REQUEST_FAILED',
            cause: 'AccessDeniedException',
          },
        },
      ],
    });
  });

  type End = Parameters<Fold['end']>[0];
  it.each<[InventoryReport['outcome'], End, string, readonly ('done' | 'failed' | 'open')[], unknown?]>([
    ['complete', 'complete', 'every store is done', ['done', 'done']],
    ['complete', 'complete', 'there is no store', []],
    ['limited', 'limited', 'a store is open', ['done', 'open']],
    ['partial', 'complete', 'a store failed', ['done', 'failed']],
    ['partial', 'limited', 'a store failed', ['open', 'failed']],
    ['failed', 'failed', 'a store failed', ['done', 'failed'], new TypeError('a bug')],
    ['failed', 'failed', 'an error is not an Error', ['open'], 'a string'],
    ['cancelled', 'cancelled', 'a store failed', ['open', 'failed']],
  ])('is %s if the run ends as %s and %s', (outcome, end, _, stores, error) => {
    const fold = new Fold().start();
    for (const [index, result] of stores.entries()) {
      const store = fold.addStore(String(1_000_000_000 + index));
      const subject = { client: store.client, store };
      const place = { region: REGION, sequenceStoreId: store.sequenceStoreId };
      if (result === 'done') fold.apply({ type: 'store-done', ...place, readSets: 0 }, subject);
      if (result === 'failed')
        fold.apply({ type: 'store-failed', ...place, error: new Error('no') }, subject);
    }
    expect(reportAt(fold, 0).outcome).toBe('pending');
    fold.end(end, error);
    const report = reportAt(fold, 0);
    expect(report.outcome).toBe(outcome);
    const names = { done: 'complete', failed: 'failed', open: 'cancelled' } as const;
    expect(report.stores.map((store) => store.outcome)).toEqual(stores.map((result) => names[result]));
    expect(report.error?.message).toBe(error instanceof Error ? error.message : error);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('is partial with the first error if the stores of a client cannot be discovered', () => {
    const fold = new Fold().start('us-east-1', 'eu-west-1', 'eu-west-2');
    const [first, second, third] = fold.state.clients;
    first!.discovered = true;
    for (const client of [second!, third!]) {
      fold.apply(
        { type: 'discovery-failed', region: client.region, error: new Error(client.region) },
        { client },
      );
    }
    fold.end('complete');
    expect(reportAt(fold, 0)).toMatchObject({ outcome: 'partial', error: { message: 'eu-west-1' } });
    expect(fold.state.failedDiscoveries).toBe(2);
    expect(checkpointAt(fold).clients).toEqual([
      { region: 'us-east-1', discovered: true },
      { region: 'eu-west-1', discovered: false },
      { region: 'eu-west-2', discovered: false },
    ]);
  });

  it('names the plan and the strategy only if read sets are selected', () => {
    const query = queryOf({ where: { status: ['ACTIVE', 'ARCHIVED'] } });
    const other = new Fold({ query }).start();
    other.addStore();
    expect(reportAt(other, 0).plan).toBeUndefined();
    expect(reportAt(other, 0).stores[0]?.strategy).toBeUndefined();
    const fold = new Fold({ query, selection: { where: { status: ['ACTIVE', 'ARCHIVED'] } } }).start();
    const store = fold.addStore();
    const strategy = { strategy: 'one-list', filters: [{ createdAfter: new Date(0) }], reason: 'r' } as const;
    store.strategy = strategy;
    expect(reportAt(fold, 0)).toMatchObject({
      plan: { satisfiable: true, serviceFilter: {} },
      stores: [{ strategy: { ...strategy, filters: [{ createdAfter: '1970-01-01T00:00:00.000Z' }] } }],
    });
  });
});

describe('the checkpoint of a split being read', () => {
  /** A page by the token after it and its ids, or how many items are delivered and done. */
  type Step = readonly [nextToken: string | undefined, ...ids: string[]] | number;

  it.each<[string, Partial<Split>, Step[], object[]]>([
    ['no page is received', {}, [], [{}]],
    ['a page is received', {}, [['t1', 'a', 'b']], [{}]],
    ['half of a page is done', {}, [['t1', 'a', 'b'], 1], [{ delivered: ['a'] }]],
    ['a page is done', {}, [['t1', 'a', 'b'], 2], [{ nextToken: 't1' }]],
    [
      'one and a half pages are done',
      {},
      [['t1', 'a'], ['t2', 'b', 'c'], 2],
      [{ nextToken: 't1', delivered: ['b'] }],
    ],
    ['an empty page is received', {}, [['t1']], [{ nextToken: 't1' }]],
    ['an empty page waits for the page before it', {}, [['t1', 'a'], ['t2']], [{}]],
    ['an empty page follows a page that is done', {}, [['t1', 'a'], ['t2'], 1], [{ nextToken: 't2' }]],
    ['an empty page is the last one', {}, [['t1', 'a'], 1, [undefined]], []],
    ['the last page is received', {}, [[undefined, 'a']], [{}]],
    ['the last page is done', {}, [[undefined, 'a'], 1], []],
    [
      'an earlier run delivered a part of the page',
      { nextToken: 't1', delivered: ['a'] },
      [['t2', 'b', 'c'], 1],
      [{ nextToken: 't1', delivered: ['a', 'b'] }],
    ],
    [
      'the rest of that page is done',
      { nextToken: 't1', delivered: ['a'] },
      [['t2', 'b', 'c'], 2],
      [{ nextToken: 't2' }],
    ],
    [
      'nothing is received after an earlier run',
      { nextToken: 't1', delivered: ['a'] },
      [],
      [{ nextToken: 't1', delivered: ['a'] }],
    ],
    [
      'the split is narrowed to a value and to creation times',
      { value: VALUE, createdAfter: '1970-01-01T00:00:00.000Z' },
      [['t1', 'a'], 1],
      [{ value: VALUE, createdAfter: '1970-01-01T00:00:00.000Z', nextToken: 't1' }],
    ],
  ])('has the rest if %s', (_, split, steps, remainder) => {
    const fold = new Fold({ resume: resumeFrom({}, split) }).start();
    const { store, split: own } = fold.startStore();
    for (const step of steps) {
      if (typeof step === 'number') {
        fold.deliver(own, step);
        acknowledge(fold.state);
      } else fold.receive(store, own, step[0], step.slice(1));
    }
    expect(remainderIn(fold)).toEqual(remainder);
  });

  it('has the creation times observed', () => {
    const fold = new Fold().start();
    const { split } = fold.startStore();
    split.observer.add([{ creationTime: new Date(HOUR) } as ReadSetListItem]);
    const time = '1970-01-01T01:00:00.000Z';
    expect(remainderIn(fold)).toEqual([
      { observed: { from: time, to: time, middle: time, order: 'ascending' } },
    ]);
  });

  it('does not count the current read set of the consumer as done', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    fold.receive(store, split, 't1', ['1', '2']);
    fold.deliver(split, 2);
    expect(remainderIn(fold)).toEqual([{ delivered: ['1'] }]);
    expect(idsIn(checkpointAt(fold).stores[0]?.delivered, '1', '2')).toEqual(['1']);
    acknowledge(fold.state);
    acknowledge(fold.state);
    expect(remainderIn(fold)).toEqual([{ nextToken: 't1' }]);
    expect(idsIn(checkpointAt(fold).stores[0]?.delivered, '1', '2')).toEqual(['1', '2']);
  });

  it('attributes the current read set of the consumer to its own store', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    fold.receive(store, split, undefined, ['1', '2']);
    const other = fold.addStore('9999999999');
    fold.receive(other, other.splits[0]!, undefined, ['3']);
    fold.deliver(split, 1);
    fold.deliver(other.splits[0]!, 1);
    expect(checkpointAt(fold).stores.map(({ readSets }) => readSets)).toEqual([1, 0]);
    expect(reportAt(fold, 0).stores.map(({ readSets }) => readSets)).toEqual([1, 1]);
  });

  it('is complete once the store is read to its end and everything is done', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    fold.receive(store, split, undefined, ['1']);
    fold.apply({ type: 'store-done', ...PLACE, readSets: 1 }, { client: store.client, store });
    expect(checkpointAt(fold).stores[0]).toMatchObject({ complete: false });
    expect(store.ids).toBeInstanceOf(IdSet);
    fold.deliver(split, 1);
    expect(checkpointAt(fold)).toMatchObject({ stores: [{ complete: false }], splits: [{}] });
    acknowledge(fold.state);
    const { stores, splits } = checkpointAt(fold);
    expect(stores[0]).toMatchObject({ complete: true, readSets: 1 });
    expect([stores[0] && 'delivered' in stores[0], splits, store.ids]).toEqual([false, [], undefined]);
  });

  it('is complete as a whole only if the run reached its end or its limit', () => {
    for (const [outcome, complete] of [
      ['complete', true],
      ['limited', true],
      ['failed', false],
      ['cancelled', false],
    ] as const) {
      const fold = new Fold().start();
      fold.end(outcome);
      expect(checkpointAt(fold).complete).toBe(complete);
    }
  });
});

describe('splits that are replaced', () => {
  const halves = [
    { times: { afterMs: -Infinity, beforeMs: 0 }, value: undefined },
    { times: { afterMs: 0, beforeMs: Infinity }, value: undefined },
  ];
  const inJson = [
    { createdBefore: '1970-01-01T00:00:00.000Z' },
    { createdAfter: '1970-01-01T00:00:00.000Z' },
  ];

  it('are removed at once if every received page is delivered', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    fold.receive(store, split, 't1', ['1']);
    fold.deliver(split, 1);
    acknowledge(fold.state);
    replaceSplits(store, [split], halves);
    expect(remainderIn(fold)).toEqual(inJson);
  });

  it('remain until their received pages are delivered, and are then removed', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    fold.receive(store, split, 't1', ['1', '2', '3']);
    fold.deliver(split, 1);
    acknowledge(fold.state);
    replaceSplits(store, [split], halves);
    expect(remainderIn(fold)).toEqual([...inJson, {}]);
    expect(idsIn(checkpointAt(fold).stores[0]?.delivered, '1', '2', '3')).toEqual(['1']);
    fold.deliver(split, 2);
    acknowledge(fold.state);
    expect(remainderIn(fold)).toEqual(inJson);
    expect(idsIn(checkpointAt(fold).stores[0]?.delivered, '1', '2', '3')).toEqual(['1', '2', '3']);
  });

  it('give way to the new splits at the position of the first one', () => {
    const fold = new Fold().start();
    const store = fold.addStore();
    const timesAt = (n: number) => ({ times: { afterMs: n, beforeMs: n + 1 }, value: undefined });
    replaceSplits(store, store.splits, [0, 1, 2, 3].map(timesAt));
    replaceSplits(store, [store.splits[1]!, store.splits[2]!], [timesAt(7), timesAt(8)]);
    expect(store.splits.map(({ times }) => times.afterMs)).toEqual([0, 7, 8, 3]);
  });

  it('take the restarts, the value and the guess from their replacement', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    const { guess } = remainderOf(ALL_TIMES, ordered('ascending', 0, 2), 2, 100);
    replaceSplits(store, [split], [{ ...wholeSplit, value: VALUE, restarts: 2, guess }]);
    expect(store.splits).toMatchObject([{ value: VALUE, restarts: 2, guess, phase: 'waiting', pages: 0 }]);
  });

  it.each<[string, number, boolean, (split: SplitState) => unknown]>([
    ['a cut', 2, false, (split) => cutSplit(split, 4, 1000 * HOUR)],
    ['a rejected token', 0, false, restartSplit],
    ['another strategy', 0, false, changeStrategy],
    ['ignored bounds', 0, true, (split) => checkBounds(Object.assign(split, { times: { afterMs: HOUR } }))],
  ])('because of %s make the store read %i pages again', (_, pages, ignoresBounds, replace) => {
    const query = queryOf({ where: { status: ['ARCHIVED', 'ACTIVATING', 'DELETED'] } });
    const fold = new Fold({ query }).start();
    const { store, split } = fold.startStore();
    store.chooser.addPage([{ status: 'ACTIVE' } as ReadSetListItem]);
    split.observer.add([0, 1, 2].map((n) => ({ creationTime: new Date(n * HOUR) }) as ReadSetListItem));
    fold.receive(store, split, 't1', ['1']);
    fold.receive(store, split, 't2', ['2']);
    replace(split);
    expect(split.phase).toBe('replaced');
    expect(store).toMatchObject({ pagesReadAgain: pages, ignoresBounds, pagesReceived: 2, received: 2 });
  });

  it('keep the ids of a store that ends before their pages are delivered', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    fold.receive(store, split, 't1', ['1']);
    replaceSplits(store, [split], []);
    fold.apply({ type: 'store-done', ...PLACE, readSets: 1 }, { client: store.client, store });
    expect(store.ids).toBeInstanceOf(IdSet);
    expect(checkpointAt(fold)).toMatchObject({ stores: [{ complete: false }] });
    fold.deliver(split, 1);
    acknowledge(fold.state);
    expect(store.ids).toBeUndefined();
    expect(checkpointAt(fold)).toMatchObject({ stores: [{ complete: true }], splits: [] });
  });

  it('do not become read when their last page is received', () => {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    replaceSplits(store, [split], halves);
    fold.receive(store, split, undefined, ['1']);
    expect(split.phase).toBe('replaced');
  });
});

describe('a piece that is cut off a remainder', () => {
  /** A store whose remainder has pages of an hour each. */
  function withRemainder(): { fold: Fold; store: StoreState; remainder: SplitState } {
    const fold = new Fold().start();
    const { store, split } = fold.startStore();
    const remainder = remainderOf(ALL_TIMES, ordered('ascending', 0, 2), 2, 100);
    replaceSplits(store, [split], [{ ...remainder, value: VALUE }]);
    return { fold, store, remainder: store.splits[0]! };
  }

  it('precedes the remainder, which shrinks', () => {
    const { fold, store, remainder } = withRemainder();
    takeSplit(store, 4, 1000 * HOUR);
    expect(store.splits).toMatchObject([
      { times: { afterMs: -Infinity, beforeMs: 7 * HOUR }, value: VALUE },
      { times: { afterMs: 7 * HOUR, beforeMs: Infinity }, value: VALUE },
    ]);
    expect(store.splits[1]).toBe(remainder);
    expect(remainderIn(fold)).toEqual([
      { value: VALUE, createdBefore: '1970-01-01T07:00:00.000Z' },
      { value: VALUE, createdAfter: '1970-01-01T07:00:00.000Z' },
    ]);
    expect(store.pieces).toBe(1);
  });

  it('takes the place of the remainder if it is all of it', () => {
    const { store, remainder } = withRemainder();
    takeSplit(store, 4, 3 * HOUR);
    expect(store.splits).toMatchObject([{ times: ALL_TIMES, value: VALUE }]);
    expect(store.splits[0]).not.toBe(remainder);
  });

  it('corrects the guess of its remainder with each page, and only its own pages do', () => {
    const { fold, store, remainder } = withRemainder();
    const own = takeSplit(store, 4, 1000 * HOUR)!;
    const { guess } = remainder;
    const times = Array.from({ length: 100 }, (_, n) => 7 * HOUR + (n === 99 ? HOUR / 2 : 0));
    own.observer.add(times.map((ms) => ({ creationTime: new Date(ms) }) as ReadSetListItem));
    const ids = Array.from({ length: 100 }, (_, n) => String(n + 1));
    fold.receive(store, new SplitState(store, wholeSplit), 't1', ids);
    expect(remainder.guess).toBe(guess);
    fold.receive(store, own, 't1', ids);
    const next = remainder.guess!.cut(remainder.times, { pages: 1, workers: 4, nowMs: 1000 * HOUR });
    expect(next.times).toEqual({ afterMs: 7 * HOUR, beforeMs: 7.5 * HOUR });
  });
});

describe('a run that resumes', () => {
  it('has the stores, the counts and the times of the earlier run', () => {
    const counts = { readSets: 150, duplicates: 3, pages: 2, requests: 4, retries: 1, throttled: 1 };
    const resume = resumeFrom({ ...counts, name: 'a name' }, { nextToken: 't1', delivered: ['7'] });
    const fold = new Fold({ resume });
    fold.nowMs = 1000;
    const { store, split } = fold.start().startStore();
    expect(split).toMatchObject({ startingToken: 't1', phase: 'reading' });
    expect([...split.deliveredBefore]).toEqual(['7']);
    expect(fold.state.clients[0]?.discovered).toBe(true);
    fold.receive(store, split, undefined, ['8'], 1);
    fold.deliver(split, 1);
    expect(reportAt(fold, 3000)).toMatchObject({
      seconds: 12,
      stores: [{ ...counts, name: 'a name', readSets: 151, duplicates: 4, pages: 3, seconds: 6 }],
    });
    expect(store.earlier?.readSets).toBe(150);
  });

  it('does not read complete stores again', () => {
    const fold = new Fold({ resume: resumeFrom({ complete: true, readSets: 5 }) }).start();
    expect(fold.state.stores).toMatchObject([
      { outcome: 'complete', splits: [], strategy: undefined, counts: { readSets: 5 } },
    ]);
    expect(checkpointAt(fold).stores).toMatchObject([{ complete: true, readSets: 5, seconds: 4 }]);
  });

  it.each<[string, boolean, Partial<StoreCheckpoint>, boolean]>([
    [
      'known if the earlier run kept them',
      true,
      { readSets: 9, delivered: { blocks: [], others: ['a'] } },
      true,
    ],
    ['known if the earlier run delivered nothing', true, {}, true],
    ['unknown if the earlier run did not keep them', true, { readSets: 9 }, false],
    [
      'kept if the earlier run kept them, with deduplicate: false',
      false,
      { readSets: 9, delivered: { blocks: [], others: ['a'] } },
      true,
    ],
    ['unknown with deduplicate: false', false, {}, false],
  ])('has delivered ids that are %s', (_, deduplicate, store, areKnown) => {
    const fold = new Fold({ deduplicate, resume: resumeFrom(store, {}) }).start();
    const { ids } = fold.state.stores[0]!;
    expect(ids instanceof IdSet).toBe(areKnown);
    if (store.delivered !== undefined) expect(ids?.add('a')).toBe(false);
  });

  it('continues with the lists per value of the earlier run', () => {
    const query = queryOf({ where: { status: ['ACTIVE', 'ARCHIVED', 'DELETED'] } });
    const resume = resumeFrom({}, { value: VALUE }, { value: { ...VALUE, value: 'DELETED' } });
    const [store] = new Fold({ query, resume }).start().state.stores;
    expect(store?.strategy).toMatchObject({
      strategy: 'list-per-value',
      filters: [{ status: 'ACTIVE' }, { status: 'DELETED' }],
      reason: 'continues an earlier run',
    });
  });
});

it.each<[Partial<Split>, boolean]>([
  [{}, true],
  [{ nextToken: 't1' }, true],
  [{ createdAfter: '1970-01-01T00:00:00.000Z' }, false],
  [{ createdBefore: '1970-01-01T00:00:00.000Z' }, false],
  [{ value: VALUE }, false],
])('a split %j is the whole store: %s', (split, isWhole) => {
  const [store] = new Fold({ resume: resumeFrom({}, split) }).start().state.stores;
  expect(store?.splits[0]?.isWhole).toBe(isWhole);
});

it('onEvent receives the facts of lists and stores, and no request or failure', () => {
  const error = new Error('no');
  const events: RunEvent[] = [
    { type: 'page', ...PAGE, items: 1, duplicates: 0, attempts: 1, elapsedMs: 1 },
    { type: 'retry', ...RETRY, reason: 'server' },
    { type: 'throttle', ...RETRY, reason: 'throttling' },
    { type: 'restart', ...PAGE, error },
    { type: 'store-started', ...PLACE },
    { type: 'store-done', ...PLACE, readSets: 1 },
    { type: 'store-failed', ...PLACE, error },
    { type: 'discovery-failed', region: REGION, error },
  ];
  const internal: RunEvent[] = [
    { type: 'request', ...PAGE },
    { type: 'failure', ...PAGE, error },
  ];
  expect([...events, ...internal].filter((event) => publishRunEvent(event))).toEqual(events);
});
