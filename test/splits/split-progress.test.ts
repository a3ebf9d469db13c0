import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { describe, expect, it } from 'vitest';
import { ALL_TIMES } from '../../src/splits/creation-times.js';
import { DeliveredIds } from '../../src/splits/delivered-ids.js';
import { SplitProgress, timesOf, type SplitStart } from '../../src/splits/split-progress.js';

const items = (...ids: readonly string[]): ReadSetListItem[] =>
  ids.map((id) => ({ id }) as Partial<ReadSetListItem> as ReadSetListItem);

const walk = (start: Partial<SplitStart> = {}, remember?: DeliveredIds): SplitProgress =>
  new SplitProgress({ times: ALL_TIMES, ...start }, remember);

describe('what remains of a walk', () => {
  /** A page by the token after it and its ids, or that so many items are handed on. */
  type Step = readonly [nextToken: string | undefined, ...ids: string[]] | number;

  it.each<[string, Partial<SplitStart>, Step[], object]>([
    ['nothing came', {}, [], {}],
    ['a page came', {}, [['t1', 'a', 'b']], {}],
    ['half of it is handed on', {}, [['t1', 'a', 'b'], 1], { delivered: ['a'] }],
    ['all of it is handed on', {}, [['t1', 'a', 'b'], 2], { nextToken: 't1' }],
    [
      'two came, one and a half are handed on',
      {},
      [['t1', 'a'], ['t2', 'b', 'c'], 2],
      { nextToken: 't1', delivered: ['b'] },
    ],
    ['an empty page came', {}, [['t1']], { nextToken: 't1' }],
    ['an empty one waits for the one before', {}, [['t1', 'a'], ['t2']], {}],
    ['an empty one goes with the one before', {}, [['t1', 'a'], ['t2'], 1], { nextToken: 't2' }],
    [
      'a page was half handed on by an earlier run',
      { nextToken: 't1', delivered: ['a'] },
      [['t2', 'b', 'c'], 1],
      { nextToken: 't1', delivered: ['a', 'b'] },
    ],
    ['and is now', { nextToken: 't1', delivered: ['a'] }, [['t2', 'b', 'c'], 2], { nextToken: 't2' }],
    [
      'the walk is of a value and of some times',
      { value: { member: 'status', value: 'ACTIVE' }, times: { afterMs: 0, beforeMs: Infinity } },
      [],
      { value: { member: 'status', value: 'ACTIVE' }, createdAfter: '1970-01-01T00:00:00.000Z' },
    ],
  ])('where %s', (_, start, steps, remaining) => {
    const split = walk(start);
    for (const step of steps) {
      if (typeof step === 'number') for (let n = 0; n < step; n += 1) split.handed();
      else split.came({ nextToken: step[0], items: items(...(step.slice(1) as string[])) });
    }
    expect(split.remaining()).toEqual(remaining);
  });

  it('is all of its share once others have taken it over', () => {
    const split = walk({ times: { afterMs: -Infinity, beforeMs: 0 } });
    split.came({ nextToken: 't1', items: items('a', 'b') });
    split.handed();
    split.abandon();
    expect(split.remaining()).toEqual({ createdBefore: '1970-01-01T00:00:00.000Z' });
    expect(split.underWay()).toEqual(['b']);
  });
});

describe('a walk', () => {
  it('has ended with its last page, and is over once that is handed on', () => {
    const split = walk();
    split.came({ nextToken: undefined, items: items('a') });
    expect([split.isEnded, split.isOver]).toEqual([true, false]);
    split.handed();
    expect([split.isEnded, split.isOver]).toEqual([true, true]);
  });

  it('that others take over is over once what came is handed on', () => {
    const split = walk();
    split.came({ nextToken: 't1', items: items('a') });
    split.abandon();
    expect([split.isAbandoned(), split.isEnded, split.isOver]).toEqual([true, true, false]);
    split.handed();
    expect(split.isOver).toBe(true);
  });

  it('remembers what is handed on, and no sooner', () => {
    const delivered = new DeliveredIds();
    const split = walk({}, delivered);
    split.came({ nextToken: undefined, items: items('1', '2') });
    split.handed();
    expect(['1', '2'].map(delivered.lookup())).toEqual([true, false]);
  });

  it('leaves out what an earlier run or another walk gave out, never what has no id', () => {
    const start = { times: ALL_TIMES, nextToken: 't1', delivered: ['a'] };
    const split = new SplitProgress(start, undefined, (id) => id === 'b');
    const found = [...items('a', 'b', 'c'), {} as ReadSetListItem];
    expect(found.map((item) => split.isNew(item))).toEqual([false, false, true, true]);
  });

  it.each<[Partial<SplitStart>, boolean]>([
    [{}, true],
    [{ nextToken: 't1' }, true],
    [{ times: { afterMs: 0, beforeMs: Infinity } }, false],
    [{ times: { afterMs: -Infinity, beforeMs: 0 } }, false],
    [{ value: { member: 'status', value: 'ACTIVE' } }, false],
  ])('of %j is of the whole store: %s', (start, isWhole) => {
    expect(walk(start).isWhole).toBe(isWhole);
  });
});

it.each([
  [{}, ALL_TIMES],
  [{ createdAfter: '1970-01-01T00:00:01Z' }, { afterMs: 1000, beforeMs: Infinity }],
  [{ createdBefore: '1970-01-01T00:00:01Z' }, { afterMs: -Infinity, beforeMs: 1000 }],
])('the times of %j', (remaining, times) => {
  expect(timesOf(remaining)).toEqual(times);
});
