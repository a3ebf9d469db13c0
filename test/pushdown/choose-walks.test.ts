import type { ReadSetListItem } from '@aws-sdk/client-omics';
import { planWhere, type ReadSetWhere } from 'healthomics-streams';
import { describe, expect, it } from 'vitest';
import {
  addToSample,
  chooseWalks,
  requestsPerValue,
  type Pushdown,
  type WalkSample,
} from '../../src/pushdown/choose-walks.js';

const PAGE = 100;
const words = (count: number): string[] => Array.from({ length: count }, (_, n) => `v${n}`);
const anyOf = (count: number): ReadSetWhere => ({ sampleId: words(count), fileType: 'BAM' });

describe('without a sample', () => {
  it.each<[ReadSetWhere, Pushdown, object]>([
    [{ status: [] }, 'auto', { way: 'nothing', filters: [] }],
    [{ status: [] }, 'never', { way: 'nothing', filters: [] }],
    [{ status: 'ACTIVE' }, 'auto', { way: 'one-walk', filters: [{ status: 'ACTIVE' }] }],
    [{ status: 'ACTIVE' }, 'always', { way: 'one-walk', filters: [{ status: 'ACTIVE' }] }],
    [{ status: 'ACTIVE' }, 'never', { way: 'one-walk', filters: [{}] }],
    [{ name: { like: 'a*' } }, 'always', { way: 'one-walk', filters: [{}] }],
    [anyOf(2), 'auto', { way: 'walk-per-value', filters: [{ sampleId: 'v0' }, { sampleId: 'v1' }] }],
    [{ ...anyOf(2), creationTime: { gte: '2024-01-01' } }, 'auto', { way: 'walk-per-value' }],
    // a word narrows already, and of two members the better one is not known
    [{ ...anyOf(2), status: 'ARCHIVED' }, 'auto', { way: 'one-walk', filters: [{ status: 'ARCHIVED' }] }],
    [{ ...anyOf(2), status: ['ACTIVE', 'ARCHIVED'] }, 'auto', { way: 'one-walk', filters: [{}] }],
    [{ ...anyOf(3), creationType: ['IMPORT', 'UPLOAD'] }, 'auto', { way: 'one-walk', filters: [{}] }],
    [anyOf(3), 'auto', { way: 'one-walk', filters: [{}] }],
    [anyOf(3), 'never', { way: 'one-walk', filters: [{}] }],
    [anyOf(3), 'always', { way: 'walk-per-value', member: 'sampleId' }],
    [
      { ...anyOf(3), status: ['ACTIVE', 'ARCHIVED'], name: 'a' },
      'always',
      {
        member: 'status',
        filters: [
          { name: 'a', status: 'ACTIVE' },
          { name: 'a', status: 'ARCHIVED' },
        ],
      },
    ],
  ])('%j, %s', (where, pushdown, choice) => {
    expect(chooseWalks(planWhere(where), pushdown)).toMatchObject(choice);
  });
});

describe('requests of one walk for each value', () => {
  it.each<[number[], number, number]>([
    [[0, 0], 500, 2],
    [[0.001, 0.001], 500, 2],
    [[0.01, 0.01], 500, 11],
    [[0.5, 0.5], 10, 11],
    [[], 10, 0],
  ])('shares %j of %i pages: %d', (shares, pages, requests) => {
    expect(requestsPerValue(shares, pages)).toBeCloseTo(requests);
  });
});

describe('with a sample of the one walk', () => {
  const sample = (pages: number, readSets: number, ...counts: number[]): WalkSample => ({
    pages,
    readSets,
    counts: new Map([['sampleId', new Map(counts.map((count, n) => [`v${n}`, count]))]]),
  });

  it.each<[string, number, WalkSample, string]>([
    ['none of 3 values on it', 3, sample(1, 100, 0, 0, 0), 'walk-per-value'],
    ['half of it', 3, sample(1, 100, 20, 20, 10), 'walk-per-value'],
    ['nearly all of it', 3, sample(1, 100, 40, 40, 19), 'one-walk'],
    ['an empty page', 3, sample(1, 0), 'walk-per-value'],
    ['more values than the list may have pages', 50, sample(1, 100), 'one-walk'],
    ['still more than pages read', 50, sample(49, 4900), 'one-walk'],
    ['as many pages read as there are values', 50, sample(50, 5000), 'walk-per-value'],
  ])('%s: %i values %#', (_, count, seen, way) => {
    expect(chooseWalks(planWhere(anyOf(count)), 'auto', seen)).toMatchObject({ way });
  });

  it('says what it reckoned with', () => {
    const { why } = chooseWalks(planWhere(anyOf(3)), 'auto', sample(1, 100, 0, 0, 0));
    expect(why).toBe('about 3 requests by sampleId, 9 or more in one walk');
  });

  it('takes the cheapest of several members', () => {
    const plan = planWhere({ ...anyOf(4), status: ['ACTIVE', 'ARCHIVED', 'DELETED'] });
    const seen = addToSample(plan, undefined, [{ status: 'ACTIVE' } as ReadSetListItem]);
    expect(chooseWalks(plan, 'auto', seen)).toMatchObject({ way: 'walk-per-value', member: 'sampleId' });
  });
});

it('a member with two values does not hide a better one with three', () => {
  const plan = planWhere({ ...anyOf(3), creationType: ['IMPORT', 'UPLOAD'] });
  const page = Array.from({ length: PAGE }, (_, n): object => ({
    sampleId: `v${n}`,
    creationType: n % 2 === 0 ? 'IMPORT' : 'UPLOAD',
  }));
  const seen = addToSample(plan, undefined, page as ReadSetListItem[]);
  expect(chooseWalks(plan, 'auto', seen)).toMatchObject({ way: 'walk-per-value', member: 'sampleId' });
});

/** Requests for a list of which the given values stand in this order, and those of the better way. */
function requestsFor(count: number, stored: readonly string[]): { auto: number; better: number } {
  const plan = planWhere(anyOf(count));
  const pages = Math.max(1, Math.ceil(stored.length / PAGE));
  const found = new Map<string, number>();
  for (const value of stored) found.set(value, (found.get(value) ?? 0) + 1);
  const perValue = words(count)
    .map((value) => Math.max(1, Math.ceil((found.get(value) ?? 0) / PAGE)))
    .reduce((sum, requests) => sum + requests, 0);
  const better = Math.min(pages, perValue);
  let sample: WalkSample | undefined;
  for (let page = 0; page < pages; page += 1) {
    if (chooseWalks(plan, 'auto', sample).way === 'walk-per-value') return { auto: page + perValue, better };
    const items = stored.slice(page * PAGE, (page + 1) * PAGE).map((sampleId) => ({ sampleId }));
    sample = addToSample(plan, sample, items as ReadSetListItem[]);
  }
  return { auto: pages, better };
}

/** A list of this many, in which the i-th has the value that is given for it. */
const stored = (length: number, valueOf: (i: number) => number | undefined): string[] =>
  Array.from({ length }, (_, i) => {
    const value = valueOf(i);
    return value === undefined ? 'other' : `v${value}`;
  });
/** Every `of`-th read set has one of the values in turn. */
const every = (of: number, values: number) => (i: number) => (i % of === 0 ? (i / of) % values : undefined);

describe('requests, next to the better way', () => {
  it.each<[string, number, string[], number, number]>([
    ['two rare values of 50,000', 2, stored(50_000, every(1000, 2)), 2, 2],
    ['two values of one in a hundred', 2, stored(50_000, every(100, 2)), 6, 6],
    ['two values that are all of it', 2, stored(50_000, every(1, 2)), 500, 500],
    ['two values of one page', 2, stored(80, every(1, 2)), 2, 1],
    ['three rare values', 3, stored(50_000, every(1000, 3)), 4, 3],
    ['three values that are all of it', 3, stored(50_000, every(1, 3)), 500, 500],
    ['three values of one page', 3, stored(80, every(1, 3)), 1, 1],
    ['three values of two pages', 3, stored(200, every(10, 3)), 4, 2],
    ['500 values of three pages', 500, stored(300, every(1, 500)), 3, 3],
    ['500 rare values of 5,000 pages', 500, stored(500_000, every(1000, 500)), 1000, 500],
    ['three values, all at the end', 3, stored(50_000, (i) => (i < 40_000 ? undefined : i % 3)), 103, 102],
    ['three values, all at the start', 3, stored(50_000, (i) => (i < 5000 ? i % 3 : undefined)), 153, 51],
  ])('%s', (_, count, list, auto, better) => {
    expect(requestsFor(count, list)).toEqual({ auto, better });
  });
});
