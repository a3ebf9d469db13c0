import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { planWhere, type FilterValue, type ReadSetWhere, type WherePlan } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import {
  applyPushdown,
  chooseStrategy,
  requestsPerValue,
  StrategyChooser,
  type Pushdown,
  type ReadStrategy,
} from '../../src/query/strategy.js';

const PAGE = 100;
const words = (count: number): string[] => Array.from({ length: count }, (_, n) => `v${n}`);
const anyOf = (count: number): ReadSetWhere => ({ sampleId: words(count), fileType: 'BAM' });

describe('without a sample, the plan and `pushdown` decide', () => {
  it.each<[ReadSetWhere, Pushdown, object]>([
    [{ status: [] }, 'auto', { strategy: 'none', filters: [] }],
    [{ status: [] }, 'never', { strategy: 'none', filters: [] }],
    [{ status: 'ACTIVE' }, 'auto', { strategy: 'one-list', filters: [{ status: 'ACTIVE' }] }],
    [{ status: 'ACTIVE' }, 'always', { strategy: 'one-list', filters: [{ status: 'ACTIVE' }] }],
    [{ status: 'ACTIVE' }, 'never', { strategy: 'one-list', filters: [{}] }],
    [{ name: { like: 'a*' } }, 'always', { strategy: 'one-list', filters: [{}] }],
    [anyOf(2), 'auto', { strategy: 'list-per-value', filters: [{ sampleId: 'v0' }, { sampleId: 'v1' }] }],
    [{ ...anyOf(2), creationTime: { gte: '2024-01-01' } }, 'auto', { strategy: 'list-per-value' }],
    // Another filter already narrows the list, or it is not known which of two members is better.
    [
      { ...anyOf(2), status: 'ARCHIVED' },
      'auto',
      { strategy: 'one-list', filters: [{ status: 'ARCHIVED' }] },
    ],
    [{ ...anyOf(2), status: ['ACTIVE', 'ARCHIVED'] }, 'auto', { strategy: 'one-list', filters: [{}] }],
    [{ ...anyOf(3), creationType: ['IMPORT', 'UPLOAD'] }, 'auto', { strategy: 'one-list', filters: [{}] }],
    [anyOf(3), 'auto', { strategy: 'one-list', filters: [{}] }],
    [anyOf(3), 'never', { strategy: 'one-list', filters: [{}] }],
    [anyOf(3), 'always', { strategy: 'list-per-value', member: 'sampleId' }],
    [
      { ...anyOf(3), status: ['ACTIVE', 'ARCHIVED'], name: 'a' },
      'always',
      { member: 'sampleId', filters: words(3).map((sampleId) => ({ name: 'a', sampleId })) },
    ],
    // The closing read needs a third request.
    [{ status: ['ACTIVE', 'ARCHIVED'] }, 'auto', { strategy: 'one-list', filters: [{}] }],
    [{ status: ['ACTIVE', 'ARCHIVED'] }, 'always', { strategy: 'list-per-value', member: 'status' }],
  ])('%j, %s', (where, pushdown, choice) => {
    const plan = planWhere(where);
    expect(chooseStrategy(applyPushdown(plan, pushdown), pushdown)).toMatchObject(choice);
  });
});

describe('one list per value needs at least one request per value', () => {
  it.each<[number[], number, number, number]>([
    [[0, 0], 500, 2, 3],
    [[0.001, 0.001], 500, 2, 3],
    [[0.01, 0.01], 500, 11, 16.5],
    [[0.5, 0.5], 10, 11, 16.5],
    [[0.9, 0.001], 100, 91.5, 92.5],
    [[], 10, 0, 0],
  ])(
    'shares %j of %i pages: %d, and %d of a status, whose lists are read again except the longest',
    (shares, pages, requests, ofStatus) => {
      expect(requestsPerValue('sampleId', shares, pages)).toBeCloseTo(requests);
      expect(requestsPerValue('status', shares, pages)).toBeCloseTo(ofStatus);
    },
  );
});

/** The strategy that is chosen after this number of equal pages of one list. */
function strategyAfter(plan: WherePlan, pages: number, page: readonly object[]): ReadStrategy {
  const chooser = new StrategyChooser({ plan, pushdown: 'auto' });
  for (let received = 0; received < pages; received += 1) chooser.addPage(page as ReadSetListItem[]);
  chooser.chooseAgain();
  return chooser.strategy;
}

describe('with a sample, the strategy with fewer requests wins', () => {
  /** A page of this length, with so many read sets of each value. */
  const page = (length: number, ...counts: number[]): object[] => {
    const values = counts.flatMap((count, n) => Array.from({ length: count }, () => `v${n}`));
    return Array.from({ length }, (_, n) => ({ sampleId: values[n] }));
  };

  it.each<[string, number, number, object[], string]>([
    ['no value on the first page', 3, 1, page(100), 'list-per-value'],
    ['values on half of the page', 3, 1, page(100, 20, 20, 10), 'list-per-value'],
    ['values on nearly all of the page', 3, 1, page(100, 40, 40, 19), 'one-list'],
    ['an empty page', 3, 1, page(0), 'list-per-value'],
    ['more values than the assumed pages', 50, 1, page(100), 'one-list'],
    ['more values than pages read', 50, 49, page(100), 'one-list'],
    ['as many pages read as there are values', 50, 50, page(100), 'list-per-value'],
  ])('%s: %i values, pages received: %i', (_, count, pages, received, strategy) => {
    expect(strategyAfter(planWhere(anyOf(count)), pages, received)).toMatchObject({ strategy });
  });

  it('gives the estimates as the reason', () => {
    const { reason } = strategyAfter(planWhere(anyOf(3)), 1, page(100));
    expect(reason).toBe('one list per sampleId needs about 3 requests, continuing one list at least 9');
  });

  it('chooses the cheapest of several members', () => {
    const plan = planWhere({ ...anyOf(4), status: ['ACTIVE', 'ARCHIVED', 'DELETED'] });
    expect(strategyAfter(plan, 1, [{ status: 'ACTIVE' }])).toMatchObject({
      strategy: 'list-per-value',
      member: 'sampleId',
    });
  });

  it('prefers three values to two if they need fewer requests', () => {
    const plan = planWhere({ ...anyOf(3), creationType: ['IMPORT', 'UPLOAD'] });
    const received = Array.from({ length: PAGE }, (_, n): object => ({
      sampleId: `v${n}`,
      creationType: n % 2 === 0 ? 'IMPORT' : 'UPLOAD',
    }));
    expect(strategyAfter(plan, 1, received)).toMatchObject({
      strategy: 'list-per-value',
      member: 'sampleId',
    });
  });
});

/** The requests of `auto` for a list with these values in this order, and those of the better strategy. */
function requestsFor(count: number, stored: readonly string[]): { auto: number; better: number } {
  const plan = planWhere(anyOf(count));
  const pages = Math.max(1, Math.ceil(stored.length / PAGE));
  const found = new Map<string, number>();
  for (const value of stored) found.set(value, (found.get(value) ?? 0) + 1);
  const perValue = words(count)
    .map((value) => Math.max(1, Math.ceil((found.get(value) ?? 0) / PAGE)))
    .reduce((sum, requests) => sum + requests, 0);
  const better = Math.min(pages, perValue);
  const chooser = new StrategyChooser({ plan, pushdown: 'auto' });
  for (let page = 0; page < pages; page += 1) {
    if (chooser.strategy.strategy === 'list-per-value') return { auto: page + perValue, better };
    const items = stored.slice(page * PAGE, (page + 1) * PAGE).map((sampleId) => ({ sampleId }));
    chooser.addPage(items as ReadSetListItem[]);
    if (page + 1 < pages) chooser.chooseAgain();
  }
  return { auto: pages, better };
}

/** A list of this length, with the values that `valueOf` returns. */
const stored = (length: number, valueOf: (i: number) => number | undefined): string[] =>
  Array.from({ length }, (_, i) => {
    const value = valueOf(i);
    return value === undefined ? 'other' : `v${value}`;
  });
/** Every `of`-th read set has a value, in rotation. */
const every = (of: number, values: number) => (i: number) => (i % of === 0 ? (i / of) % values : undefined);

describe('auto needs only a few more requests than the better strategy', () => {
  it.each<[string, number, string[], number, number]>([
    ['two rare values in 50,000 read sets', 2, stored(50_000, every(1000, 2)), 2, 2],
    ['two values on one in a hundred', 2, stored(50_000, every(100, 2)), 6, 6],
    ['two values on all read sets', 2, stored(50_000, every(1, 2)), 500, 500],
    ['two values in a list of one page', 2, stored(80, every(1, 2)), 2, 1],
    ['three rare values', 3, stored(50_000, every(1000, 3)), 4, 3],
    ['three values on all read sets', 3, stored(50_000, every(1, 3)), 500, 500],
    ['three values in a list of one page', 3, stored(80, every(1, 3)), 1, 1],
    ['three values in a list of two pages', 3, stored(200, every(10, 3)), 4, 2],
    ['500 values in a list of three pages', 500, stored(300, every(1, 500)), 3, 3],
    ['500 rare values in 5,000 pages', 500, stored(500_000, every(1000, 500)), 1000, 500],
    ['three values, all at the end', 3, stored(50_000, (i) => (i < 40_000 ? undefined : i % 3)), 103, 102],
    ['three values, all at the start', 3, stored(50_000, (i) => (i < 5000 ? i % 3 : undefined)), 153, 51],
  ])('%s', (_, count, list, auto, better) => {
    expect(requestsFor(count, list)).toEqual({ auto, better });
  });
});

describe('a resumed store', () => {
  const plan = planWhere({ name: 'a', status: ['ARCHIVED', 'ACTIVE'] });
  const resumed = (earlier: readonly (FilterValue | undefined)[]): ReadStrategy =>
    new StrategyChooser({ plan, pushdown: 'auto' }, earlier).strategy;

  it('continues its lists per value', () => {
    const earlier = ['ARCHIVED', 'ACTIVE', 'ACTIVE'].map((value) => ({ member: 'status' as const, value }));
    expect(resumed(earlier)).toMatchObject({
      strategy: 'list-per-value',
      filters: [
        { name: 'a', status: 'ARCHIVED' },
        { name: 'a', status: 'ACTIVE' },
      ],
    });
  });

  it('continues its one list', () => {
    expect(resumed([undefined])).toMatchObject({
      strategy: 'one-list',
      filters: [{ name: 'a' }],
    });
  });
});
